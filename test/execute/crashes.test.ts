import { describe, expect, it } from 'vitest';
import { FULL, FULL_STEPS, OTHER } from '../support/set-ups.ts';
import { MachineDied, NegctlDied } from '../support/stand-in/deaths.ts';
import type { Message } from '../support/stand-in/stand-in.ts';
import { World } from '../support/world.ts';

async function worldWithOther(): Promise<World> {
  const world = new World();
  expect((await world.run(...OTHER)).exitCode).toBe(0);
  return world;
}

async function undisturbed(): Promise<{ readonly state: unknown; readonly appends: number }> {
  const world = await worldWithOther();
  world.dieAtAppend(1_000, 'before');
  expect((await world.run(...FULL, '--yes')).exitCode).toBe(0);
  return { state: world.state(), appends: world.appends };
}

const whole = await undisturbed();

/** Intent, process and outcome of twelve steps, and the end of the run. */
const APPENDS = 37;

it('every append of an undisturbed run is tried below', () => {
  expect(whole.appends).toBe(APPENDS);
});

/** Runs a command that negctl does not survive, and waits until the gclouds it left have ended. */
async function killed(world: World, ...words: readonly string[]): Promise<void> {
  await expect(world.run(...words)).rejects.toBeInstanceOf(NegctlDied);
  await world.idle();
  world.hook(undefined);
}

async function newestRun(world: World): Promise<string> {
  const [run = ''] = (await world.run('runs', 'list')).out.split(' ');
  return run;
}

/** After a death: resume ends like an undisturbed run, and rollback then leaves what was before. */
async function expectRecovery(world: World, before: unknown): Promise<void> {
  const resumed = await world.run('resume', '--yes');
  if (!resumed.err.includes('no run is unfinished')) {
    expect(resumed.exitCode, resumed.err).toBe(0);
  }
  expect(world.state()).toEqual(whole.state);
  const undone = await world.run('rollback', await newestRun(world), '--yes');
  expect(undone.exitCode, undone.err).toBe(0);
  expect(world.state()).toEqual(before);
}

const appends = Array.from({ length: APPENDS }, (_, index) => index + 1);

describe.each(appends)('killed at journal append %i', (number) => {
  it.each(['before', 'after'] as const)(
    '%s it is durable, the run is finished or taken back by one command',
    async (when) => {
      const world = await worldWithOther();
      const before = world.state();
      world.dieAtAppend(number, when);
      await killed(world, ...FULL, '--yes');
      await expectRecovery(world, before);
    },
  );

  it('and killed again while it is resumed, it is finished all the same', async () => {
    const world = await worldWithOther();
    const before = world.state();
    world.dieAtAppend(number, 'before');
    await killed(world, ...FULL, '--yes');
    world.dieAtAppend(2 + (number % 5), 'after');
    const again = await world.run('resume', '--yes').catch((died: unknown) => died);
    await world.idle();
    if (again instanceof NegctlDied) await expectRecovery(world, before);
    else expect(world.state()).toEqual(whole.state);
  });

  it('rollback instead of resume leaves what was before', async () => {
    const world = await worldWithOther();
    const before = world.state();
    world.dieAtAppend(number, 'before');
    await killed(world, ...FULL, '--yes');
    const undone = await world.run('rollback', '--yes');
    expect(undone.exitCode, undone.err).toBe(0);
    expect(world.state()).toEqual(before);
  });
});

const STAGES = ['spawned', 'asked', 'accepted', 'ended'] as const;
type Stage = (typeof STAGES)[number];

function isWrite({ request }: Message): boolean {
  return request.method !== 'GET' && !request.path.includes('/wait');
}

/** Lets negctl, or the whole machine, die at one stage of the n-th command that writes. */
function dieAt(world: World, nth: number, stage: Stage, death: NegctlDied): void {
  let writes = 0;
  let doomed: readonly string[] | null = null;
  const isMutating = (argv: readonly string[]): boolean =>
    argv.some((word) => /^(create|update|import|add-backend|delete|remove-backend)$/.test(word));
  const dieIf = (here: Stage, argv: readonly string[]): void => {
    if (argv === doomed && here === stage) throw death;
  };
  world.hook({
    before: (argv) => {
      if (isMutating(argv)) writes += 1;
      if (writes === nth) doomed ??= argv;
      dieIf('spawned', argv);
    },
    onMessage: (argv, message) => {
      if (isWrite(message)) dieIf(message.direction === 'request' ? 'asked' : 'accepted', argv);
    },
    after: (argv) => dieIf('ended', argv),
  });
}

const deaths = [
  ['negctl is killed', () => new NegctlDied()],
  ['the machine stops', () => new MachineDied()],
] as const;

describe.each(deaths)('when %s', (_name, death) => {
  describe.each(FULL_STEPS.map((_step, index) => index + 1))('at write %i', (nth) => {
    it.each(STAGES)('%s, the run is finished or taken back by one command', async (stage) => {
      const world = await worldWithOther();
      const before = world.state();
      dieAt(world, nth, stage, death());
      await killed(world, ...FULL, '--yes');
      await expectRecovery(world, before);
    });
  });

  describe.each([1, 2, 3, 4, 5, 6])('at write %i of a rollback', (nth) => {
    it.each(STAGES)('%s, one more rollback leaves what was before', async (stage) => {
      const world = await worldWithOther();
      const before = world.state();
      expect((await world.run(...FULL, '--yes')).exitCode).toBe(0);
      const run = await newestRun(world);
      dieAt(world, nth, stage, death());
      await killed(world, 'rollback', run, '--yes');
      const undone = await world.run('rollback', '--yes');
      expect(undone.exitCode, undone.err).toBe(0);
      expect(world.state()).toEqual(before);
    });
  });
});
