import { describe, expect, it } from 'vitest';
import { FULL, OTHER } from '../support/set-ups.ts';
import { World } from '../support/world.ts';

async function worldWithOther(): Promise<World> {
  const world = new World();
  expect((await world.run(...OTHER)).exitCode).toBe(0);
  return world;
}

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
