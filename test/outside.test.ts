import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { outside } from '../src/io/outside.ts';

const CERTIFICATES = join(import.meta.dirname, 'emulator', 'certificates');

let servers: Server[] = [];

afterEach(async () => {
  const closing = servers;
  servers = [];
  await Promise.all(
    closing.map((server) => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    }),
  );
});

async function portOf(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** A server that answers 200 to requests for one host, and a redirect to all others. */
function answering(host: string): RequestListener {
  return (request, response) => {
    response.writeHead(request.headers.host === host ? 200 : 302, { location: '/elsewhere' });
    response.end('x'.repeat(100_000));
  };
}

it('requests the host that it is told, whatever the URL says, and takes a redirect for the answer', async () => {
  const port = await portOf(createServer(answering('canary.example.com')));
  const url = `http://127.0.0.1:${port}/healthz`;
  expect(await outside.request(url, 'canary.example.com')).toEqual({ status: 200 });
  expect(await outside.request(url, null)).toEqual({ status: 302 });
});

it('shakes hands with the server of the URL, and takes no answer of one that cannot prove itself', async () => {
  const named: string[] = [];
  const [cert, key] = ['certificate.pem', 'key.pem'].map((file) =>
    readFileSync(join(CERTIFICATES, file)),
  );
  const server = createTlsServer({
    cert,
    key,
    SNICallback: (name, done) => {
      named.push(name);
      done(null);
    },
  });
  const port = await portOf(server);
  const answer = await outside.request(`https://localhost:${port}/`, 'canary.example.com');
  expect(answer).toEqual({ status: null, because: expect.stringMatching(/self-signed/) });
  expect(named).toEqual(['localhost']);
});

it('tells why there is no answer', async () => {
  const port = await portOf(createServer());
  await new Promise((resolve) => servers.pop()?.close(resolve));
  const answer = await outside.request(`http://127.0.0.1:${port}/`, null);
  expect(answer).toEqual({ status: null, because: expect.stringContaining('ECONNREFUSED') });
});
