import { describe, expect, it } from 'vitest';
import { call } from '../emulator/support.ts';
import { FULL, OTHER } from '../support/set-ups.ts';
import { documentIn, World } from '../support/world.ts';
import { somebody } from './somebody.ts';

const DELETE = ['delete', 'web', '--project=demo', '--yes', '--confirm=web'];

async function standing(): Promise<{ readonly world: World; readonly before: unknown }> {
  const world = new World();
  expect((await world.run(...OTHER)).exitCode).toBe(0);
  const before = world.state();
  expect((await world.run(...FULL, '--yes')).exitCode).toBe(0);
  return { world, before };
}

async function newestRun(world: World): Promise<string> {
  const [run = ''] = (await world.run('runs', 'list')).out.split(' ');
  return run;
}

/** The commands that an ending prints for what is left, as argvs. */
function leftIn(document: ReturnType<typeof documentIn>): readonly string[] {
  const { leftovers } = document;
  if (!Array.isArray(leftovers)) return [];
  return leftovers.map((leftover) => JSON.parse(JSON.stringify(leftover)).resource);
}

const CALLS = [
  'delete:forwardingRules/web-fr',
  'delete:targetHttpsProxies/web-proxy',
  'delete:urlMaps/web-map',
  'delete:backendServices/web-bes',
  'delete:networkEndpointGroups/web-neg',
  'delete:addresses/web-ip',
  'delete:sslCertificates/web-cert',
] as const;

describe.each(CALLS)('when %s', (fault) => {
  it.each(['permission', 'in-use'])(
    'fails with %s for good, what is gone and what is left are told, and resume ends it',
    async (effect) => {
      const { world, before } = await standing();
      world.emulator.addFaults([`${fault}=${effect}x*`]);
      const ended = await world.run(...DELETE, '--format=json');
      expect(ended.exitCode, ended.err).toBe(8);
      const document = documentIn(ended);
      const left = leftIn(document);
      expect(left).toContain(`global/${fault.replace('delete:', '')}`);
      const state = JSON.stringify(world.state());
      for (const resource of left) expect(state).toContain(`projects/demo/${resource}`);
      const gone = JSON.stringify(document['result']);
      for (const resource of left) expect(gone).not.toContain(`"${resource}"`);
      expect(ended.err).toContain('negctl resume r-');
      world.emulator.clearFaults();
      const resumed = await world.run('resume', '--yes');
      expect(resumed.exitCode, resumed.err).toBe(0);
      expect(world.state()).toEqual(before);
    },
  );

  it.each(['503', 'drop-after'])('meets %s once, everything goes all the same', async (effect) => {
    const { world, before } = await standing();
    world.emulator.addFaults([`${fault}=${effect}`]);
    const ended = await world.run(...DELETE);
    expect(ended.exitCode, ended.err).toBe(0);
    expect(world.state()).toEqual(before);
  });

  it('is answered with a 404 that is not true, it is not taken for gone', async () => {
    const { world, before } = await standing();
    world.emulator.addFaults([`${fault}=404`]);
    const ended = await world.run(...DELETE);
    expect(ended.exitCode, ended.err).toBe(8);
    expect(ended.err).toContain(`global/${fault.replace('delete:', '')}`);
    expect((await world.run('resume', '--yes')).exitCode).toBe(0);
    expect(world.state()).toEqual(before);
  });
});

describe('what was done and is not so when it is read back', () => {
  it('is told, exit 8, and done again by resume', async () => {
    const { world } = await standing();
    const proxy = 'global/targetHttpsProxies/web-proxy';
    const service = 'projects/demo/global/backendServices/other-bes';
    await somebody(world, 'POST', 'global/urlMaps', { name: 'foreign', defaultService: service });
    const foreignEdit = async (): Promise<void> => {
      const { body } = await call(world.emulator, 'GET', proxy);
      const urlMap = 'projects/demo/global/urlMaps/foreign';
      await call(world.emulator, 'PATCH', proxy, { urlMap, fingerprint: body['fingerprint'] });
    };
    const edits: Promise<void>[] = [];
    world.hook({
      after: (argv) => {
        if (argv.includes('target-https-proxies') && argv.includes('update')) {
          edits.push(foreignEdit());
        }
      },
    });
    const words = ['delete', 'web-map', '--project=demo', '--repoint-to=other-map'];
    const ended = await world.run(...words, '--yes', '--confirm=web-map');
    world.hook(undefined);
    await Promise.all(edits);
    expect(edits).toHaveLength(1);
    expect(ended.exitCode, ended.err).toBe(8);
    expect(ended.err).toContain('target-https-proxies update web-proxy');
    const resumed = await world.run('resume', '--yes');
    expect(resumed.exitCode, resumed.err).toBe(0);
    const { body } = await call(world.emulator, 'GET', proxy);
    expect(body['urlMap']).toMatch(/\/urlMaps\/other-map$/);
  });
});

describe('after a deletion that did not reach its end', () => {
  async function stopped(): Promise<World> {
    const { world } = await standing();
    world.emulator.addFaults(['delete:urlMaps/web-map=permissionx*']);
    expect((await world.run(...DELETE)).exitCode).toBe(8);
    world.emulator.clearFaults();
    return world;
  }

  it('the commands that it prints, in their order, do the rest', async () => {
    const { world } = await standing();
    world.emulator.addFaults(['delete:forwardingRules/web-fr=permissionx*']);
    const document = documentIn(await world.run(...DELETE, '--format=json'));
    world.emulator.clearFaults();
    for (const resource of leftIn(document)) {
      await somebody(world, 'DELETE', resource);
    }
    expect(JSON.stringify(world.state())).not.toContain('/web-');
  });

  it('one that its deadline stopped, nothing being taken back, is finished by resume', async () => {
    const { world, before } = await standing();
    const ended = await world.run(...DELETE, '--deadline=1ms');
    expect(ended.exitCode, ended.err).toBe(124);
    expect(ended.err).toMatch(/Stopped at \d of 10\. What is gone stays gone\./);
    const again = await world.run('resume', '--yes', '--deadline=1ms', '--on-interrupt=rollback');
    expect(again.exitCode, again.err).toBe(124);
    expect(again.err).not.toContain('as before');
    const resumed = await world.run('resume', '--yes');
    expect(resumed.exitCode, resumed.err).toBe(0);
    expect(world.state()).toEqual(before);
  });

  it('it cannot be rolled back', async () => {
    const world = await stopped();
    const ended = await world.run('rollback', await newestRun(world), '--yes');
    expect(ended.exitCode).toBe(6);
    expect(ended.err).toContain('NEG-6011');
  });

  it('what somebody has begun to use meanwhile is not deleted by resume, exit 11', async () => {
    const world = await stopped();
    const defaultService = 'projects/demo/global/backendServices/web-bes';
    await somebody(world, 'POST', 'global/urlMaps', { name: 'foreign', defaultService });
    const resumed = await world.run('resume', '--yes');
    expect(resumed.exitCode, resumed.err).toBe(11);
    expect(resumed.err.replaceAll(/\s+/g, ' ')).toContain('now used by global/urlMaps/foreign');
    const again = await world.run(...DELETE);
    expect(again.exitCode, again.err).toBe(0);
    expect(JSON.stringify(world.state())).toContain('backendServices/web-bes');
  });

  it('what somebody has deleted and made again is left alone by resume, exit 11', async () => {
    const world = await stopped();
    await somebody(world, 'DELETE', 'global/urlMaps/web-map');
    await somebody(world, 'POST', 'global/urlMaps', {
      name: 'web-map',
      defaultService: 'projects/demo/global/backendServices/web-bes',
    });
    const resumed = await world.run('resume', '--yes');
    expect(resumed.exitCode, resumed.err).toBe(11);
    expect(JSON.stringify(world.state())).toContain('urlMaps/web-map');
  });

  it('runs describe says how far it came and how to go on', async () => {
    const world = await stopped();
    const run = await newestRun(world);
    const { out } = await world.run('runs', 'describe', run);
    expect(out).toContain(`${run}  delete web  project demo`);
    expect(out).toContain('delete forwarding rule web-fr: done in');
    expect(out).toContain('delete backend service web-bes: not started');
    expect(out).toContain(`Resume  negctl resume ${run}`);
    expect(out).not.toContain('negctl rollback');
  });
});
