import { describe, expect, it } from 'vitest';
import { foreign, onceAfter } from '../support/meanwhile.ts';
import { documentIn, World } from '../support/world.ts';
import { somebody } from '../taking-down/somebody.ts';
import { requestClasses } from './requests.ts';
import { mapsOf, runIn, SHORT, untouched, type WatchedWorld, watched } from './shared.ts';
import { link, MIGRATE } from './site.ts';

const SCHEME = 'EXTERNAL_MANAGED';
const DELETE_OLD = [...SHORT, '--delete-old'] as const;

/** The paths of what there is of a kind. */
function namesOf(world: World, collection: string): readonly string[] {
  const paths = Object.keys(world.emulator.state().resources);
  return paths
    .filter((path) => path.includes(`/${collection}/`))
    .map((path) => path.split('/').at(-1) ?? '')
    .sort();
}

describe('deleting the old service', () => {
  it('asks for its name, and goes after all requests have gone', async () => {
    const world = await watched(SCHEME);
    const unnamed = await world.run(...DELETE_OLD);
    expect(unnamed.exitCode).toBe(3);
    expect(unnamed.err).toContain('--confirm=web');
    const ended = await world.run(...DELETE_OLD, '--confirm=web');
    expect(ended.exitCode, ended.err).toBe(0);
    expect(namesOf(world, 'backendServices')).toEqual(['other', 'web-fqdn-bes']);
    // The NEG is behind another service too, and health checks stay.
    expect(namesOf(world, 'networkEndpointGroups')).toEqual(['old-neg', 'web-fqdn-neg']);
    expect(namesOf(world, 'healthChecks')).toEqual(['check']);
    expect(ended.err).toContain('last point of return');
    expect(ended.out).toContain('there is no way back');
    world.expectServed();
    const back = await world.run('rollback', runIn(ended), '--yes');
    expect(back.exitCode).toBe(6);
    expect(back.err).toContain('NEG-6011');
    const abort = await world.run('abort', runIn(ended), '--yes');
    expect(abort.exitCode).toBe(6);
  });

  it('takes a NEG along that nobody else uses, after the service', async () => {
    const world = new World({ from: await untouched(SCHEME) });
    await somebody(world, 'PATCH', 'global/backendServices/other', { backends: [] });
    const ended = await world.run(...DELETE_OLD, '--confirm=web');
    expect(ended.exitCode, ended.err).toBe(0);
    expect(namesOf(world, 'networkEndpointGroups')).toEqual(['web-fqdn-neg']);
    const deleted = world.calls.filter((argv) => argv[2] === 'delete').map((argv) => argv[3]);
    expect(deleted).toEqual(['web', 'old-neg']);
  });

  it('goes back from the last point of return, where its gate fails', async () => {
    let looks = 0;
    const world = await watched(SCHEME, {
      programs: (_program, { NEGCTL_GATE_NEW_PERCENT: percent }) => {
        if (percent === '100') looks += 1;
        return { exitCode: looks > 1 ? 1 : 0 };
      },
    });
    const ended = await world.run(...DELETE_OLD, '--confirm=web');
    expect(ended.exitCode, ended.err).toBe(9);
    expect(await mapsOf(world)).toBe(await mapsOf(await untouched(SCHEME)));
    world.expectServed();
  });

  it('leaves the requests where they are when the old service cannot be deleted', async () => {
    const world = await watched(SCHEME);
    world.emulator.addFaults(['delete:backendServices/web=in-usex9']);
    const ended = await world.run(...DELETE_OLD, '--confirm=web');
    expect(ended.exitCode, ended.err).toBe(8);
    expect(ended.err).toContain('gcloud compute backend-services delete web');
    expect(ended.err).not.toContain('delete web-fqdn-bes');
    expect(await mapsOf(world)).not.toContain('backendServices/web"');
    world.emulator.clearFaults();
    const resumed = await world.run('resume', '--yes');
    expect(resumed.exitCode, resumed.err).toBe(0);
    expect(namesOf(world, 'backendServices')).not.toContain('web');
    world.expectServed();
  });

  it('says what is left where somebody moves the requests meanwhile', async () => {
    const world = await watched(SCHEME);
    const defaultService = link('global/backendServices/other');
    const moved = () => foreign(world, 'PATCH', 'global/urlMaps/plain', { defaultService });
    world.hook(onceAfter(['backend-services', 'delete'], moved));
    const ended = await world.run(...DELETE_OLD, '--confirm=web', '--format=json');
    expect(ended.exitCode, ended.err).toBe(8);
    expect(documentIn(ended)).toMatchObject({
      errors: [{ code: 'NEG-4120' }],
      leftovers: [
        {
          resource: 'global/urlMaps/plain',
          command: expect.stringContaining('gcloud compute url-maps import plain'),
        },
      ],
    });
    expect(ended.err).toContain('1 of 14 steps left to do');
    expect(ended.err).toContain('Resume negctl resume');
    expect(ended.err).not.toContain('negctl rollback');
    await somebody(world, 'PATCH', 'global/urlMaps/plain', {
      defaultService: link('global/backendServices/web-fqdn-bes'),
    });
    const resumed = await world.run('resume', '--yes');
    expect(resumed.exitCode, resumed.err).toBe(0);
  });
});

describe('a gate that fails at 50 %', () => {
  const MOVE = [
    ...MIGRATE,
    '--yes',
    '--steps=25,50,100',
    '--soak=90s',
    '--gate=command',
    '--gate-command=check',
  ] as const;

  /** Passes until half of the requests are moved, and then for as long as it is told to. */
  async function failing(isMended: () => boolean): Promise<WatchedWorld> {
    return watched(SCHEME, {
      programs: (_program, { NEGCTL_GATE_NEW_PERCENT: percent }) => ({
        exitCode: Number(percent) < 50 || isMended() ? 0 : 1,
      }),
    });
  }

  function shareIn(world: WatchedWorld): number | undefined {
    const [plain] = requestClasses(world.emulator.state()).filter(
      ({ name }) => name === 'plain-rule/plain',
    );
    return plain?.targets.get('web-fqdn-bes');
  }

  it('holds the shares where it is told to, until somebody promotes it', async () => {
    const world = await failing(() => false);
    const ended = await world.run(...MOVE, '--on-fail=hold', '--format=json');
    expect(ended.exitCode).toBe(12);
    expect(documentIn(ended)).toMatchObject({ errors: [{ code: 'NEG-7001' }] });
    expect(shareIn(world)).toBe(50);
    const promoted = await world.run('promote', '--yes');
    expect(promoted.exitCode).toBe(12);
    expect(shareIn(world)).toBe(100);
    world.expectServed();
  });

  it('puts the step before back where it is told to, and tries again when it is resumed', async () => {
    let isMended = false;
    const world = await failing(() => isMended);
    const ended = await world.run(...MOVE, '--on-fail=step-down', '--format=json');
    expect(ended.exitCode, ended.err).toBe(12);
    expect(shareIn(world)).toBe(25);
    isMended = true;
    const resumed = await world.run('resume', '--yes');
    expect(resumed.exitCode, resumed.err).toBe(0);
    expect(await mapsOf(world)).not.toContain('backendServices/web"');
    world.expectServed();
  });

  it('goes back to the first document from one step below', async () => {
    const world = await failing(() => false);
    await world.run(...MOVE, '--on-fail=step-down');
    const ended = await world.run('abort', '--yes');
    expect(ended.exitCode, ended.err).toBe(0);
    expect(await mapsOf(world)).toBe(await mapsOf(await untouched(SCHEME)));
    world.expectServed();
  });

  it('goes all the way back where no smaller share comes before', async () => {
    const world = await failing(() => false);
    const ended = await world.run(
      ...MOVE.map((word) => (word === '--steps=25,50,100' ? '--steps=50,100' : word)),
      '--on-fail=step-down',
    );
    expect(ended.exitCode).toBe(9);
    expect(await mapsOf(world)).toBe(await mapsOf(await untouched(SCHEME)));
    world.expectServed();
  });
});
