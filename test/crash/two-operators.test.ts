import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { withGcloud } from '../support/gcloud.ts';
import { Machine, type Running, SPECS } from '../support/real.ts';

/** Two steps, one after the other: enough to be stopped between. */
const SMALL = ['create', 'internet-neg', '-f', join(SPECS, 'internet-neg-only.yaml'), '--yes'];

/** The name of that set-up. */
const NAME = 'partner';
const UNLOCK = ['runs', 'unlock', NAME, '--project=demo', '--yes', `--confirm=${NAME}`];

/** The machine that the emulator runs on. */
let cloud: Machine;
let url: string;

beforeEach(async () => {
  cloud = new Machine();
  const { out } = await cloud.run('emulator', 'start', '--timing=0.1');
  url = /http:\/\/[\d.:]+/.exec(out)?.[0] ?? '';
});

afterEach(async () => {
  await cloud.run('emulator', 'stop');
});

function stepStarted(running: Running): Promise<string> {
  return running.line((line) => line.includes('"event":"step.started"'));
}

/** Who holds the lock on a machine's own disk; `null` where nobody does. */
function ownerOn(machine: Machine): number | null {
  const path = join(machine.directory, 'locks', `demo--${NAME}.json`);
  if (!existsSync(path)) return null;
  return Number(/"pid":(\d+)/.exec(readFileSync(path, 'utf8'))?.[1]);
}

/** Milliseconds until the lock on a machine's own disk belongs to a process. */
async function untilOwnedBy(pid: number, machine: Machine): Promise<number> {
  const start = performance.now();
  while (ownerOn(machine) !== pid) await pause(5);
  return performance.now() - start;
}

withGcloud('two processes on one machine', () => {
  it('the second is told of the first, waits, and takes over within a second of its death', async () => {
    const machine = new Machine();
    const emulator = `--emulator=${url}`;
    const stuck = '--emulator-fault=insert:networkEndpointGroups=delay:300s';
    const first = machine.start(...SMALL, emulator, stuck, '--format=ndjson');
    await stepStarted(first);

    const refused = await machine.run(...SMALL, emulator);
    expect(refused.exitCode).toBe(10);
    expect(refused.err).toContain(`"${NAME}" in project demo is locked by pid ${first.pid} on `);
    const unlocked = await machine.run(...UNLOCK);
    expect(unlocked.exitCode, unlocked.err).toBe(10);
    expect(unlocked.err).toContain(`kill ${first.pid}`);

    const second = machine.start(...SMALL, emulator, '--lock-timeout=10m');
    await second.line((line) => line.startsWith(`Waiting for pid ${first.pid} on `), 'err');
    first.kill('SIGKILL');
    await first.ended;
    expect(await untilOwnedBy(second.pid, machine)).toBeLessThan(1_000);
    second.kill('SIGKILL');
    await second.ended;
  });
});

withGcloud('two machines, one bucket', () => {
  async function bucketMade(): Promise<void> {
    const made = await fetch(`${url}/storage/v1/b?project=demo`, {
      method: 'POST',
      body: JSON.stringify({ name: 'team' }),
    });
    expect(made.status).toBe(200);
  }

  it('killed on A: B is told of A, unlocks, and takes the run back', async () => {
    await bucketMade();
    const before = cloud.emulatedResources();
    const shared = [`--emulator=${url}`, '--state=gs://team/negctl'];
    const a = new Machine({ NEGCTL_HOST: 'machine-a' });
    const b = new Machine({ NEGCTL_HOST: 'machine-b' });
    const running = a.start(...SMALL, ...shared, '--format=ndjson');
    await running.line((line) => line.includes('"event":"step.finished"'));
    running.kill('SIGKILL');
    await running.ended;

    const refused = await b.run(...SMALL, ...shared);
    expect(refused.exitCode).toBe(10);
    expect(refused.err).toContain(`is locked by pid ${running.pid} on machine-a`);
    const unlocked = await b.run(...UNLOCK, ...shared);
    expect(unlocked.exitCode, unlocked.err).toBe(0);
    const run = /negctl rollback (r-\S+)/.exec(unlocked.out)?.[1] ?? '';
    const undone = await b.run('rollback', run, '--yes', ...shared);
    expect(undone.exitCode, undone.err).toBe(0);
    expect(cloud.emulatedResources()).toEqual(before);
  }, 420_000);

  it('without the bucket nothing is touched', async () => {
    const ended = await new Machine().run(
      ...SMALL,
      `--emulator=${url}`,
      '--state=gs://team/negctl',
    );
    expect(ended.exitCode, ended.err).toBe(5);
    expect(ended.err).toContain('there is no such bucket');
  });
});
