import { expect, it } from 'vitest';
import { createEmulator } from '../../src/emulator/emulator.ts';
import { virtualClock } from '../support/stand-in/clock.ts';
import { World } from '../support/world.ts';

const NEG_ONLY = [
  ...['create', 'internet-neg', 'web', '--project=demo', '--lb=none', '--yes'],
  '--add-endpoint=fqdn=api.example.com,port=443',
];

/** Lets somebody else make a resource just before negctl asks for its n-th write. */
function foreignBefore(world: World, nth: number, path: string, body: object): void {
  let writes = 0;
  world.hook({
    before: (argv) => {
      if (argv[0] === 'compute' && (argv[2] === 'create' || argv[2] === 'update')) writes += 1;
      else return;
      if (writes !== nth) return;
      const request = { method: 'POST', path: `/compute/v1/projects/demo/${path}` };
      world.emulator.handle({ ...request, body: JSON.stringify(body) }).catch(() => undefined);
    },
  });
}

const FOREIGN = { name: 'web-neg', networkEndpointType: 'INTERNET_IP_PORT', defaultPort: 80 };

it('what appears between the reading and the first write, with --yes: exit 11, nothing touched', async () => {
  const world = new World();
  foreignBefore(world, 1, 'global/networkEndpointGroups', FOREIGN);
  const ended = await world.run(...NEG_ONLY);
  expect(ended.exitCode, ended.err).toBe(11);
  expect(ended.err).toContain('Nothing was touched.\n');
  expect(JSON.stringify(world.state())).toContain('INTERNET_IP_PORT');
  expect((await world.run('runs', 'list')).out).toContain('changed');
  expect((await world.run('rollback', '--yes')).err).toContain('no run is unfinished');
  expect(world.calls.filter(([, , verb]) => verb === 'delete')).toEqual([]);
});

it('what is replaced between the reading and the first deletion, with --yes: exit 11, nothing gone', async () => {
  const clock = virtualClock(Date.UTC(2027, 0, 5, 12));
  const world = new World({ clock, emulator: createEmulator({ clock, timing: 0 }) });
  expect((await world.run(...NEG_ONLY)).exitCode).toBe(0);
  let replaced = false;
  world.hook({
    before: (argv) => {
      if (replaced || argv[0] !== 'auth') return;
      replaced = true;
      const path = '/compute/v1/projects/demo/global/networkEndpointGroups';
      const body = JSON.stringify(FOREIGN);
      world.emulator
        .handle({ method: 'DELETE', path: `${path}/web-neg`, body: '' })
        .then(() => world.emulator.handle({ method: 'POST', path, body }))
        .catch(() => undefined);
    },
  });
  const words = ['delete', 'neg', 'web-neg', '--project=demo', '--yes', '--confirm=web-neg'];
  const ended = await world.run(...words);
  expect(replaced).toBe(true);
  expect(ended.exitCode, ended.err).toBe(11);
  expect(ended.err).toContain('Nothing is gone.');
  expect(ended.err).not.toContain('negctl resume');
});

it('what appears after the first write: all is taken back but what is foreign, exit 7', async () => {
  const world = new World();
  const words = ['create', 'internet-neg', 'web', '--project=demo', '--yes', '--max-parallel=1'];
  const rest = ['--add-endpoint=fqdn=api.example.com,port=443', '--frontend-protocol=HTTP'];
  const address = { name: 'web-ip' };
  const before = new World();
  await before.emulator.handle({
    method: 'POST',
    path: '/compute/v1/projects/demo/global/addresses',
    body: JSON.stringify(address),
  });
  await before.clock.sleep(60_000);
  foreignBefore(world, 2, 'global/addresses', address);
  const ended = await world.run(...words, ...rest);
  expect(ended.exitCode, ended.err).toBe(7);
  expect(world.state()).toEqual(before.state());
});
