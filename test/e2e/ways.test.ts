import { readdirSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { startEmulator } from '../../src/emulator/server.ts';
import { comparableState } from '../../src/emulator/state.ts';
import { emulatorEnvironment } from '../../src/io/emulator-environment.ts';
import { pick, randomFrom, seedOfRun } from '../faults/seed.ts';
import { asked, BEGUN, FLAVOURS } from '../support/flavours.ts';
import { withGcloud } from '../support/gcloud.ts';
import { Machine, start } from '../support/real.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { World } from '../support/world.ts';

/** Runs a script by sh in an empty directory, with gcloud in front of a project that is like another. */
async function leftBySh(script: string, like: World): Promise<unknown> {
  const server = await startEmulator({ timing: 0, state: like.emulator.state() });
  try {
    const [home, empty] = [temporaryDirectory(), temporaryDirectory()];
    const environment = await emulatorEnvironment(process.env, server.url, home);
    writeFileSync(`${home}/run.sh`, script);
    const ran = await start('sh', [`${home}/run.sh`], { environment, cwd: empty }).ended;
    expect(ran.exitCode, ran.err).toBe(0);
    expect(readdirSync(empty)).toEqual([]);
    return comparableState(server.emulator.state());
  } finally {
    await server.close();
  }
}

const SEED = seedOfRun();
const DRAWN = [pick(FLAVOURS, randomFrom(SEED))];

const UPDATE = [
  ...['update', 'serverless-ilb', 'web', '--project=demo', '--region=us-central1'],
  ...['--cloud-run-url-mask=/run/<service>', '--yes', '--confirm=web'],
];

withGcloud('through the real gcloud', () => {
  it.each(DRAWN)(
    `the script of $noun --lb=$lb leaves what the run leaves (seed ${SEED})`,
    { timeout: 300_000 },
    async ({ noun, lb }) => {
      const wizard = await asked(noun, lb);
      const fresh = new World({ from: await BEGUN });
      const words = [...wizard.again.split(' '), '--dry-run=server', '--format=script'];
      const { out } = await fresh.run(...words);
      expect(await leftBySh(out, fresh)).toEqual(wizard.state());
    },
  );

  it('create serverless-neg, and update serverless-ilb, leave what they leave in process', {
    timeout: 300_000,
  }, async () => {
    const before = await asked('serverless-ilb', null);
    const create = (await asked('serverless-neg', 'global-external')).again.split(' ');
    const renamed = [...create.with(2, 'site'), '--yes'];
    const server = await startEmulator({ timing: 0, state: before.emulator.state() });
    const machine = new Machine();
    for (const words of [renamed, UPDATE]) {
      const ended = await machine.run(...words, `--emulator=${server.url}`);
      expect(ended.exitCode, ended.err).toBe(0);
      const inProcess = await before.run(...words);
      expect(inProcess.exitCode, inProcess.err).toBe(0);
    }
    const state = comparableState(server.emulator.state());
    await server.close();
    expect(state).toEqual(before.state());
  });
});
