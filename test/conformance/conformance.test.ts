import { afterAll, expect, test } from 'vitest';
import { createEmulator } from '../../src/emulator/emulator.ts';
import { startEmulator } from '../../src/emulator/server.ts';
import { withGcloud } from '../support/gcloud.ts';
import { standIn } from '../support/stand-in/stand-in.ts';
import { type Case, PROJECT } from './case.ts';
import { CASES } from './cases.ts';
import { type Observation, observe, Recorder } from './observation.ts';
import { Workplace } from './real-gcloud.ts';
import * as made from './resources.ts';

/** Three at a time keep two cores busy: a gcloud computes a little and then waits a little. */
const LANES = 3;

/** So many cases, spread over all of them, are also run by a gcloud that starts as it does for everybody. */
const COLD = 8;

/** Both sides live at this moment, so that operations and documents are the same on both. */
const clock = {
  now: (): number => Date.UTC(2026, 0, 5, 12),
  sleep: (milliseconds: number): Promise<void> =>
    new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

function observeStandIn(one: Case): Promise<Observation> {
  const recorder = new Recorder();
  const { onRequest } = recorder;
  const emulator = createEmulator({ clock, onRequest, ...one.settings });
  return observe(one, { emulator, recorder, gcloud: standIn(emulator, { project: PROJECT }) });
}

withGcloud('the stand-in does what gcloud does', () => {
  const workplace = new Workplace(LANES);
  const real = new Map<string, Promise<Observation>>();

  async function observeReal(one: Case, begins: 'warm' | 'cold' = 'warm'): Promise<Observation> {
    const recorder = new Recorder();
    const { onRequest } = recorder;
    const server = await startEmulator({ clock, onRequest, ...one.settings });
    const { emulator } = server;
    const gcloud = await workplace.gcloud(server.url, begins);
    return observe(one, { emulator, recorder, gcloud }).finally(() => server.close());
  }

  /** The slow ones sleep while the others take their turns. */
  function start(one: Case): Promise<Observation> {
    return one.slow === true ? observeReal(one) : workplace.inTurn(() => observeReal(one));
  }

  /** Starts every case that is to be run with the first of them. */
  function startChosen(tasks: readonly { readonly name: string; readonly mode: string }[]): void {
    if (real.size > 0) return;
    const chosen = new Set(tasks.filter(({ mode }) => mode === 'run').map(({ name }) => name));
    const running = CASES.filter(({ name }) => chosen.has(name));
    for (const one of running.filter(({ slow }) => slow === true)) real.set(one.name, start(one));
    for (const one of running.filter(({ slow }) => slow !== true)) real.set(one.name, start(one));
  }

  afterAll(() => workplace.close());

  for (const one of CASES) {
    test(one.name, { timeout: 180_000 }, async ({ task }) => {
      startChosen(task.suite?.tasks ?? []);
      const stoodIn = await observeStandIn(one);
      expect(stoodIn.idleFaults).toEqual([]);
      expect(stoodIn.failure?.class).toBe(one.ends);
      expect(stoodIn).toEqual(await real.get(one.name));
    });
  }

  test('a gcloud that has just been started does the same', { timeout: 180_000 }, async () => {
    const usual = CASES.filter(({ slow }) => slow !== true);
    const every = Math.floor(usual.length / COLD);
    const chosen = usual.filter((_, index) => index % every === 0);
    for (const one of chosen) {
      expect(await observeReal(one, 'cold')).toEqual(await (real.get(one.name) ?? start(one)));
    }
  });

  test('a time limit ends gcloud while its operation goes on', { timeout: 30_000 }, async () => {
    const faults = ['insert:addresses=op-never'];
    const limit = { timeoutMilliseconds: 3_000 };
    const server = await startEmulator({ clock, faults });
    const gcloud = await workplace.gcloud(server.url, 'cold');
    const ended = await gcloud.run(made.address.create, limit);
    await server.close();
    const emulator = createEmulator({ clock, faults });
    const stoodIn = await standIn(emulator, { project: PROJECT }).run(made.address.create, limit);
    expect(stoodIn).toEqual(ended);
    expect(stoodIn).toMatchObject({ exitCode: null, timedOut: true, signal: 'SIGTERM' });
  });
});
