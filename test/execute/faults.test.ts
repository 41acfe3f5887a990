import { describe, expect, it } from 'vitest';
import { FULL, FULL_STEPS, OTHER } from '../support/set-ups.ts';
import { World } from '../support/world.ts';

/** What a call fails with, for ever: nothing is made, so the run is taken back. */
const LASTING = [
  '400',
  '401',
  '403',
  'permission',
  '404',
  '409',
  '412',
  '429',
  '500',
  '502',
  '503',
  'not-ready',
  'quota',
  'rate-limit',
  'api-disabled',
  'op-quota',
  'op-error',
  'drop-before',
];

/** What passes: the API takes the next attempt, or had taken this one. */
const PASSING = [
  '429',
  '500',
  '502',
  '503',
  'not-ready',
  'rate-limit',
  'drop-before',
  'drop-after',
  'truncate',
];

async function worldWithOther(): Promise<World> {
  const world = new World();
  expect((await world.run(...OTHER)).exitCode).toBe(0);
  return world;
}

async function undisturbed(): Promise<unknown> {
  const world = await worldWithOther();
  expect((await world.run(...FULL, '--yes')).exitCode).toBe(0);
  return world.state();
}

const wholeState = await undisturbed();

/** What may go wrong after the API has taken the write: while gcloud waits, or reads the result. */
const AFTERWARDS = [
  '401x2',
  '403',
  'permission',
  '404',
  '500',
  '503x*',
  'api-disabled',
  'drop-before',
];

describe.each(FULL_STEPS)('when %s', (_step, call) => {
  it.each(LASTING)(
    'fails with %s for good, the project is as before and the exit code 7',
    async (effect) => {
      const world = await worldWithOther();
      const before = world.state();
      world.emulator.addFaults([`${call}=${effect}x*`]);
      const ended = await world.run(...FULL, '--yes');
      world.emulator.clearFaults();
      expect(ended.exitCode, ended.err).toBe(7);
      expect(world.state()).toEqual(before);
      expect(ended.err).toContain('the project is as before');
    },
  );

  it.each(PASSING)('meets %s once, everything is made all the same', async (effect) => {
    const world = await worldWithOther();
    world.emulator.addFaults([`${call}=${effect}`]);
    const ended = await world.run(...FULL, '--yes');
    world.emulator.clearFaults();
    expect(ended.exitCode, ended.err).toBe(0);
    expect(world.state()).toEqual(wholeState);
  });

  it.each(AFTERWARDS)(
    'is taken, and waiting for it meets %s: nothing is left that is not told',
    async (effect) => {
      const world = await worldWithOther();
      const before = world.state();
      const [, target = ''] = call.split(':');
      world.emulator.addFaults([`wait:${target}=${effect}`]);
      const ended = await world.run(...FULL, '--yes');
      world.emulator.clearFaults();
      expect([0, 7], ended.err).toContain(ended.exitCode);
      expect(world.state()).toEqual(ended.exitCode === 0 ? wholeState : before);
    },
  );
});

describe('an account that may not see operations', () => {
  it('is never told that the project is as before while something of the run is there', async () => {
    const world = await worldWithOther();
    const before = world.state();
    world.emulator.addFaults([
      'wait:backendServices/web-bes=permission',
      'list:operations=permissionx*',
    ]);
    const ended = await world.run(...FULL, '--yes');
    expect(ended.exitCode, ended.err).toBe(8);
    expect(ended.err).toContain('global/backendServices/web-bes');
    world.emulator.clearFaults();
    expect((await world.run('rollback', '--yes')).exitCode).toBe(0);
    expect(world.state()).toEqual(before);
  });
});

describe('while it is read what a refused step has done', () => {
  async function callsOf(fault: string): Promise<readonly string[]> {
    const world = new World();
    world.emulator.addFaults([`insert:networkEndpointGroups/web-neg=${fault}`]);
    await world.run(...FULL, '--yes');
    return world.calls.map((argv) => argv.slice(1, 4).join(' '));
  }

  it('no further step is started', async () => {
    const calls = await callsOf('quotax*');
    expect(calls).toContain('backend-services create web-bes');
    expect(calls).not.toContain('url-maps create web-map');
  });

  it('no longer than that: the others go on before it is tried again', async () => {
    const calls = await callsOf('503x3');
    const lastTry = calls.lastIndexOf('network-endpoint-groups create web-neg');
    expect(calls.indexOf('url-maps create web-map')).toBeLessThan(lastTry);
    expect(calls.indexOf('url-maps create web-map')).toBeGreaterThan(0);
  });
});
