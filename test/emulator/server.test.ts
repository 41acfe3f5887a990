import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EmulatorServer } from '../../src/emulator/server.ts';
import { startEmulator } from '../../src/emulator/server.ts';

const CHECK = JSON.stringify({ name: 'hc', type: 'TCP', tcpHealthCheck: {} });
const CHECKS = '/compute/v1/projects/demo/global/healthChecks';

let server: EmulatorServer;

beforeEach(async () => {
  server = await startEmulator();
});

afterEach(async () => {
  await server.close();
});

function post(path: string, body: string): Promise<Response> {
  return fetch(server.url + path, { method: 'POST', body });
}

describe('the server', () => {
  test('listens on loopback, on a port of its own choice', async () => {
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
    const response = await post(CHECKS, CHECK);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json; charset=UTF-8');
    expect(await response.json()).toMatchObject({ kind: 'compute#operation' });
  });

  test('takes any prefix before the API, and absolute request targets', async () => {
    expect((await fetch(`${server.url}/any/prefix${CHECKS}`)).status).toBe(200);
    const answer = await raw(
      `GET http://compute.test:1234${CHECKS} HTTP/1.1\r\nHost: compute.test\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(answer).toContain('compute#healthCheckList');
  });

  test('answers one connection many times', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ports = new Set<number>();
    for (let count = 0; count < 3; count += 1) {
      ports.add(await localPort(agent));
    }
    agent.destroy();
    expect(ports.size).toBe(1);
  });

  test('says what it does not have', async () => {
    const response = await fetch(`${server.url}/pubsub/v1/projects/demo/topics`);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain(
      'The emulator has no such call: GET /pubsub/v1/projects/demo/topics',
    );
  });

  test('refuses a body above 64 MiB', async () => {
    const response = await post(CHECKS, ' '.repeat(64 * 1024 * 1024 + 1)).catch(() => undefined);
    expect([413, undefined]).toContain(response?.status);
    expect((await fetch(server.url + CHECKS)).status).toBe(200);
  });

  test('cuts the connection for drop-before and drop-after, and halves the answer for truncate', async () => {
    server.emulator.addFaults([
      'insert:healthChecks=drop-before',
      'insert:healthChecks=drop-after@2',
      'get:healthChecks=truncate',
    ]);
    await expect(post(CHECKS, CHECK)).rejects.toThrow();
    expect(
      await fetch(`${server.url}${CHECKS}/no`)
        .then((reply) => reply.text())
        .catch(() => 'cut'),
    ).toBe('cut');
    expect((await fetch(`${server.url}${CHECKS}/hc`)).status).toBe(404);
    await expect(post(CHECKS, CHECK)).rejects.toThrow();
    expect((await fetch(`${server.url}${CHECKS}/hc`)).status).toBe(200);
  });

  test('closes at once, though a client waits', async () => {
    server.emulator.addFaults(['list:healthChecks=stall', 'get:healthChecks=delay:60s']);
    const stalled = fetch(server.url + CHECKS).catch(() => 'cut');
    const delayed = fetch(`${server.url}${CHECKS}/hc`).catch(() => 'cut');
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
    const begun = Date.now();
    await server.close();
    expect(await Promise.all([stalled, delayed])).toEqual(['cut', 'cut']);
    expect(Date.now() - begun).toBeLessThan(1_000);
  });

  test('does nothing more for those it has cut off', async () => {
    server.emulator.addFaults(['insert:healthChecks=delay:0.2s']);
    const late = post(CHECKS, CHECK).catch(() => 'cut');
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
    await server.close();
    expect(await late).toBe('cut');
    await new Promise((resolve) => {
      setTimeout(resolve, 300);
    });
    expect(server.emulator.state().resources).toEqual({});
  });

  test('takes gcloud’s bundle of several calls', async () => {
    const part = (id: string, method: string, path: string, body: string): string =>
      [
        '--b',
        'Content-Type: application/http',
        'MIME-Version: 1.0',
        'Content-Transfer-Encoding: binary',
        `Content-ID: <${id}>`,
        '',
        `${method} ${path}?alt=json HTTP/1.1`,
        'Content-Type: application/json',
        `Content-Length: ${body.length}`,
        '',
        body,
        '',
      ].join('\r\n');
    const response = await fetch(`${server.url}/batch/compute/v1`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/mixed; boundary="b"' },
      body: `${part('x+1', 'POST', CHECKS, CHECK)}${part('x+2', 'GET', `${CHECKS}/no`, '')}--b--\r\n`,
    });
    const text = await response.text();
    expect(response.headers.get('content-type')).toMatch(/^multipart\/mixed; boundary=/);
    expect(text).toContain('Content-ID: <response-x+1>');
    expect(text).toContain('HTTP/1.1 404');
    expect(text).toContain('compute#operation');
    expect((await fetch(`${server.url}${CHECKS}/hc`)).status).toBe(200);
  });
});

describe('the pages about the emulator itself', () => {
  test('tell that it is alive, and its state', async () => {
    expect(await (await fetch(`${server.url}/_negctl/health`)).json()).toEqual({
      ok: true,
      pid: process.pid,
    });
    await post(CHECKS, CHECK);
    expect(await (await fetch(`${server.url}/_negctl/state`)).json()).toEqual(
      server.emulator.state(),
    );
    expect((await fetch(`${server.url}/_negctl/nothing`)).status).toBe(404);
  });

  test('reset it', async () => {
    await post(CHECKS, CHECK);
    expect((await post('/_negctl/reset', '')).status).toBe(200);
    expect(server.emulator.state().resources).toEqual({});
  });

  test('put faults in force, show them and take them away', async () => {
    const added = await post('/_negctl/faults', JSON.stringify({ faults: ['get:*=503 @2'] }));
    expect(await added.json()).toEqual({ faults: [{ spec: 'get:*=503@2', seen: 0, fired: 0 }] });
    await post('/_negctl/faults', 'list:*=500\n');
    expect(await (await fetch(`${server.url}/_negctl/faults`)).json()).toMatchObject({
      faults: [{ spec: 'get:*=503@2' }, { spec: 'list:*=500' }],
    });
    const wrong = await post('/_negctl/faults', 'rubbish');
    expect(wrong.status).toBe(400);
    expect(await wrong.json()).toMatchObject({ error: expect.stringContaining('is not a fault') });
    const cleared = await fetch(`${server.url}/_negctl/faults`, { method: 'DELETE' });
    expect(await cleared.json()).toEqual({ faults: [] });
  });
});

function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(server.port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk) => {
      answer += chunk.toString();
    });
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
  });
}

function localPort(agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(server.url + CHECKS, { agent }, (response) => {
      const port = response.socket.localPort ?? 0;
      response.on('end', () => resolve(port));
      response.resume();
    });
    request.on('error', reject);
    request.end();
  });
}
