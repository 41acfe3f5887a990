import { describe, expect, it } from 'vitest';
import { call } from '../emulator/support.ts';
import { FULL, OTHER } from '../support/set-ups.ts';
import { documentIn, World, type WorldOptions } from '../support/world.ts';
import { somebody } from './somebody.ts';

const PROJECT = '--project=demo';
const CONFIRMED = ['--yes', '--confirm=web'];

function isWrite(argv: readonly string[]): boolean {
  return argv.some((word) =>
    /^(create|update|import|add-backend|delete|remove-backend)$/.test(word),
  );
}

/** The commands from a point on that would change the project. */
function writes(world: World, from = 0): readonly string[] {
  return world.calls
    .slice(from)
    .filter(isWrite)
    .map((argv) => argv.slice(1).join(' '));
}

/** A project with somebody else's load balancer, and then with `web`. */
async function standing(
  options: WorldOptions = {},
): Promise<{ readonly world: World; readonly before: unknown }> {
  const world = new World(options);
  expect((await world.run(...OTHER)).exitCode).toBe(0);
  const before = world.state();
  expect((await world.run(...FULL, '--yes')).exitCode).toBe(0);
  return { world, before };
}

/** Somebody points a URL map of their own to the backend service of `web`. */
async function foreignMap(world: World): Promise<void> {
  const service = 'projects/demo/global/backendServices/web-bes';
  await somebody(world, 'POST', 'global/urlMaps', { name: 'foreign', defaultService: service });
}

function tooWide(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.length > 80);
}

describe('list', () => {
  it('shows set-ups by their names and everything else by its URL map, in 80 columns', async () => {
    const { world } = await standing();
    await foreignMap(world);
    const { exitCode, out } = await world.run('list', PROJECT);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^web +global-external; global; [\d.]+:443; [\d.]+:80; 1 backend/m);
    expect(out).toMatch(/^other +global-external/m);
    expect(out).toMatch(/^foreign +none; global; 1 backend service/m);
    expect(out).not.toContain('web-map');
    expect(tooWide(out)).toEqual([]);
  });

  it('as data names every resource of a load balancer', async () => {
    const { world } = await standing();
    const { result } = documentIn(await world.run('list', PROJECT, '--format=json'));
    expect(result).toMatchObject({
      project: 'demo',
      loadBalancers: [{ name: 'other' }, { name: 'web', madeByNegctl: true, where: 'global' }],
    });
    expect(JSON.stringify(result)).toContain('global/networkEndpointGroups/web-neg');
  });

  it('asks each kind once, whatever there is', async () => {
    const { world } = await standing();
    const from = world.calls.length;
    await world.run('list', PROJECT);
    const asked = world.calls.slice(from).map((argv) => argv.slice(1, 3).join(' '));
    expect(asked).toHaveLength(new Set(asked).size);
    expect(asked.every((words) => words.endsWith(' list'))).toBe(true);
  });

  it('says so where a part of the project cannot be read', async () => {
    const { world } = await standing();
    world.emulator.addFaults(['*:urlMaps=permission']);
    const { exitCode, err } = await world.run('list', PROJECT);
    expect(exitCode).toBe(4);
    expect(err).toContain('cannot read the URL map list');
  });
});

describe('describe', () => {
  it('goes from the front ends down to the endpoints, in 80 columns', async () => {
    const { world } = await standing();
    await foreignMap(world);
    const { exitCode, out } = await world.run('describe', 'web', PROJECT);
    expect(exitCode).toBe(0);
    const order = [
      'web   global external Application Load Balancer   made by negctl',
      'forwarding rule web-fr',
      'address web-ip',
      'target HTTPS proxy web-proxy',
      'SSL certificate web-cert',
      'URL map web-map',
      'backend service web-bes',
      'network endpoint group web-neg',
      'endpoint api.example.com:443',
      'forwarding rule web-redirect-fr',
      'URL map web-redirect-map',
    ];
    const places = order.map((words) => out.indexOf(words));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect(out.replaceAll(/\s+/g, ' ')).toContain('also used by urlMaps/foreign');
    expect(tooWide(out)).toEqual([]);
  });

  it.each(['web-map', 'web-fr', 'global/urlMaps/web-map'])(
    'takes %s as a name too',
    async (name) => {
      const { world } = await standing();
      const { exitCode, out } = await world.run('describe', name, PROJECT);
      expect(exitCode).toBe(0);
      expect(out).toContain('endpoint api.example.com:443');
      expect(out).not.toContain('web-redirect-map');
    },
  );

  it('as data says who uses what', async () => {
    const { world } = await standing();
    await foreignMap(world);
    const { result } = documentIn(await world.run('describe', 'web', PROJECT, '--format=json'));
    expect(result).toMatchObject({
      resources: expect.arrayContaining([
        expect.objectContaining({
          id: 'global/backendServices/web-bes',
          usedElsewhere: ['global/urlMaps/foreign'],
        }),
        expect.objectContaining({
          id: 'global/networkEndpointGroups/web-neg',
          endpoints: ['api.example.com:443'],
        }),
      ]),
    });
  });

  it('of what is not there offers the nearest name, exit 6', async () => {
    const { world } = await standing();
    const { exitCode, err } = await world.run('describe', 'wbe', PROJECT);
    expect(exitCode).toBe(6);
    expect(err).toContain('NEG-6009');
    expect(err).toContain('did you mean web');
  });
});

describe('delete', () => {
  it('of a set-up leaves the project as it was before it was made, and the second run finds nothing', async () => {
    const { world, before } = await standing();
    const ended = await world.run('delete', 'web', PROJECT, ...CONFIRMED);
    expect(ended.exitCode, ended.err).toBe(0);
    expect(ended.out).toContain('10 of 10 steps done and read back');
    expect(world.state()).toEqual(before);
    const from = world.calls.length;
    const again = await world.run('delete', 'web', PROJECT, ...CONFIRMED);
    expect(again.exitCode).toBe(0);
    expect(again.out).toContain('Nothing to do');
    expect(writes(world, from)).toEqual([]);
  });

  it('keeps what others use, says who, and can be followed by deleting them', async () => {
    const { world } = await standing();
    await foreignMap(world);
    const ended = await world.run('delete', 'web', PROJECT, ...CONFIRMED);
    expect(ended.exitCode, ended.err).toBe(0);
    expect(ended.out).toMatch(/backendServices\/web-bes +kept: used by urlMaps\/foreign/);
    expect(ended.out).toMatch(
      /networkEndpointGroups\/web-neg +kept: used by\s+backendServices\/web-bes/,
    );
    const left = JSON.stringify(world.state());
    expect(left).toContain('backendServices/web-bes');
    expect(left).not.toContain('web-map');
    const rest = await world.run('delete', 'web', PROJECT, ...CONFIRMED);
    expect(rest.exitCode).toBe(0);
    expect(rest.out).toContain('others use all that is left of web');
    const words = ['delete', 'foreign', PROJECT, '--yes', '--confirm=foreign'];
    expect((await world.run(...words)).exitCode).toBe(0);
    expect(JSON.stringify(world.state())).not.toContain('web-');
  });

  it('keeps also what only the kept ones need, in whichever order they are come across', async () => {
    const world = new World();
    const group = 'projects/demo/global/networkEndpointGroups/neg';
    const service = (name: string) => `projects/demo/global/backendServices/${name}`;
    await somebody(world, 'POST', 'global/networkEndpointGroups', {
      name: 'neg',
      networkEndpointType: 'INTERNET_FQDN_PORT',
    });
    for (const name of ['first', 'second']) {
      await somebody(world, 'POST', 'global/backendServices', {
        name,
        protocol: 'HTTPS',
        loadBalancingScheme: 'EXTERNAL_MANAGED',
        backends: [{ group }],
      });
    }
    await somebody(world, 'POST', 'global/urlMaps', {
      name: 'mine',
      defaultService: service('first'),
      hostRules: [{ hosts: ['h.example.com'], pathMatcher: 'm' }],
      pathMatchers: [{ name: 'm', defaultService: service('second') }],
    });
    await somebody(world, 'POST', 'global/urlMaps', {
      name: 'theirs',
      defaultService: service('second'),
    });
    const ended = await world.run('delete', 'mine', PROJECT, '--yes', '--confirm=mine');
    expect(ended.exitCode, ended.err).toBe(0);
    expect(ended.out).toMatch(/networkEndpointGroups\/neg +kept: used by backendServices\/second/);
    expect(writes(world)).toHaveLength(2);
  });

  it('of one front end leaves the address that the other one stands on', async () => {
    const { world } = await standing();
    const words = ['delete', 'web-fr', PROJECT, '--yes', '--confirm=web-fr'];
    const ended = await world.run(...words);
    expect(ended.exitCode, ended.err).toBe(0);
    const left = JSON.stringify(world.state());
    expect(left).toContain('forwardingRules/web-redirect-fr');
    expect(left).toContain('addresses/web-ip');
    expect(left).not.toContain('web-neg');
  });

  it('--keep leaves what is of that kind', async () => {
    const { world } = await standing();
    const keep = '--keep=addresses,certificates';
    const ended = await world.run('delete', 'web', PROJECT, ...CONFIRMED, keep);
    expect(ended.exitCode, ended.err).toBe(0);
    const names = JSON.stringify(world.state()).match(
      /"projects\/demo\/global\/\w+\/web-[a-z-]+"/g,
    );
    expect(names).toEqual([
      '"projects/demo/global/addresses/web-ip"',
      '"projects/demo/global/sslCertificates/web-cert"',
    ]);
  });

  it('--repoint-to keeps the front ends and gives them the other map before the old one goes', async () => {
    const { world } = await standing();
    const words = ['delete', 'web-map', PROJECT, '--yes', '--confirm=web-map'];
    const from = world.calls.length;
    const ended = await world.run(...words, '--repoint-to=other-map');
    expect(ended.exitCode, ended.err).toBe(0);
    const done = writes(world, from);
    expect(done.map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
      'target-https-proxies update web-proxy',
      'url-maps delete web-map',
      'backend-services delete web-bes',
      'network-endpoint-groups delete web-neg',
    ]);
    const proxy = await call(world.emulator, 'GET', 'global/targetHttpsProxies/web-proxy');
    expect(proxy.body['urlMap']).toMatch(/\/urlMaps\/other-map$/);
    expect((await call(world.emulator, 'GET', 'global/forwardingRules/web-fr')).status).toBe(200);
  });

  it('--repoint-to a map that is not there is refused before anything is touched', async () => {
    const { world } = await standing();
    const from = world.calls.length;
    const words = ['delete', 'web-map', PROJECT, '--yes', '--confirm=web-map'];
    const ended = await world.run(...words, '--repoint-to=other-mpa');
    expect(ended.exitCode).toBe(6);
    expect(ended.err).toContain('did you mean other-map');
    expect(writes(world, from)).toEqual([]);
  });

  it('of a name that two load balancers have asks which, by their full ids', async () => {
    const world = new World();
    for (const scope of ['global', 'regions/us-central1']) {
      const service = `projects/demo/${scope}/backendServices/bs`;
      const scheme = scope === 'global' ? 'EXTERNAL_MANAGED' : 'INTERNAL_MANAGED';
      await somebody(world, 'POST', `${scope}/backendServices`, {
        name: 'bs',
        loadBalancingScheme: scheme,
        protocol: 'HTTP',
      });
      await somebody(world, 'POST', `${scope}/urlMaps`, { name: 'twin', defaultService: service });
    }
    const words = [PROJECT, '--yes', '--confirm=twin'];
    const ended = await world.run('delete', 'twin', ...words);
    expect(ended.exitCode).toBe(6);
    expect(ended.err.replaceAll(/\s+/g, ' ')).toContain(
      'global/urlMaps/twin, regions/us-central1/urlMaps/twin',
    );
    const one = await world.run('delete', 'regions/us-central1/urlMaps/twin', ...words);
    expect(one.exitCode, one.err).toBe(0);
    const left = JSON.stringify(world.state());
    expect(left).toContain('projects/demo/global/urlMaps/twin');
    expect(left).not.toContain('regions/us-central1');
  });

  it.each([
    [['delete'], 2],
    [['delete', '-x'], 2],
    [['delete', 'https://example.com/web', PROJECT], 3],
    [['delete', 'web', '--project=123'], 3],
    [['delete', 'web', PROJECT, '--keep=everything'], 2],
    [['delete', 'nothing-like-it', PROJECT, '--yes', '--confirm=nothing-like-it'], 6],
  ])('%j ends with %i, and nothing is changed', async (words, exitCode) => {
    const world = new World();
    const ended = await world.run(...words);
    expect(ended.exitCode, ended.err).toBe(exitCode);
    expect(writes(world)).toEqual([]);
  });
});

describe('consent to a deletion', () => {
  it.each([
    [['--yes'], 'add --yes --confirm=web'],
    [[], 'add --yes --confirm=web'],
    [['--yes', '--confirm=wbe'], '--confirm is "wbe"'],
    [['--confirm=web'], 'nobody has consented'],
  ])('without a terminal is not given by %j', async (flags, words) => {
    const { world } = await standing();
    const from = world.calls.length;
    const ended = await world.run('delete', 'web', PROJECT, ...flags);
    expect(ended.exitCode).toBe(3);
    expect(ended.err.replaceAll(/\s+/g, ' ')).toContain(words);
    expect(writes(world, from)).toEqual([]);
  });

  it('is given by typing the name', async () => {
    const { world, before } = await standing({ answers: ['web'] });
    const ended = await world.run('delete', 'web', PROJECT);
    expect(ended.exitCode, ended.err).toBe(0);
    expect(world.questions[0]?.message).toContain('Type web to delete web');
    expect(world.state()).toEqual(before);
  });

  it.each(['yes', 'y', '', 'WEB'])(
    'is not given by typing "%s", nor by --yes beside it',
    async (answer) => {
      const { world } = await standing({ answers: [answer] });
      const from = world.calls.length;
      const ended = await world.run('delete', 'web', PROJECT, '--yes');
      expect(ended.exitCode).toBe(3);
      expect(ended.err).toContain('Nothing was done');
      expect(writes(world, from)).toEqual([]);
    },
  );

  it('is void where the project changed while the name was typed, exit 11', async () => {
    const typed: (() => Promise<string>)[] = [];
    const { world } = await standing({ answers: [() => (typed[0] ?? (async () => ''))()] });
    typed.push(async () => {
      await foreignMap(world);
      return 'web';
    });
    const from = world.calls.length;
    const ended = await world.run('delete', 'web', PROJECT);
    expect(ended.exitCode).toBe(11);
    expect(writes(world, from)).toEqual([]);
  });

  it('holds for the plan whose hash was approved, and for no other', async () => {
    const { world, before } = await standing();
    const shown = await world.run('delete', 'web', PROJECT, '--dry-run=server', '--format=json');
    const { plan } = documentIn(shown);
    const hash = /"hash":"(sha256:[0-9a-f]+)"/.exec(JSON.stringify(plan))?.[1] ?? '';
    const wrong = `--plan-hash=sha256:${'0'.repeat(64)}`;
    expect((await world.run('delete', 'web', PROJECT, ...CONFIRMED, wrong)).exitCode).toBe(11);
    const right = `--plan-hash=${hash}`;
    expect((await world.run('delete', 'web', PROJECT, ...CONFIRMED, right)).exitCode).toBe(0);
    expect(world.state()).toEqual(before);
  });
});

describe('a dry run of a deletion', () => {
  it('without gcloud draws what the journals know', async () => {
    const { world } = await standing();
    const from = world.calls.length;
    const { exitCode, out } = await world.run('delete', 'web', PROJECT, '--dry-run');
    expect(exitCode).toBe(0);
    expect(out).toContain('backendServices/web-bes');
    expect(world.calls.slice(from)).toEqual([]);
    const unknown = await world.run('delete', 'foreign', PROJECT, '--dry-run');
    expect(unknown.exitCode).toBe(6);
  });

  it('against the project only reads, and tells by its exit code that there is something', async () => {
    const { world } = await standing();
    const from = world.calls.length;
    const words = ['delete', 'web', PROJECT, '--dry-run=server'];
    expect((await world.run(...words)).exitCode).toBe(0);
    expect((await world.run(...words, '--detailed-exitcode')).exitCode).toBe(20);
    expect(writes(world, from)).toEqual([]);
  });

  it('as a script has one command a step, users before what they use', async () => {
    const { world } = await standing();
    const words = ['delete', 'web', PROJECT, '--dry-run=server', '--format=script'];
    const { out } = await world.run(...words);
    expect(out).toMatch(/^#!\/bin\/sh\n# negctl delete web\n/);
    const commands = out.split('\n').filter((line) => line.startsWith('gcloud '));
    expect(commands).toHaveLength(10);
    const place = (words_: string) => commands.findIndex((line) => line.includes(words_));
    expect(place('forwarding-rules delete web-fr')).toBeLessThan(place('delete web-proxy'));
    expect(place('delete web-bes')).toBeLessThan(place('delete web-neg'));
    expect(out).not.toContain('undo ');
  });
});

describe('delete neg', () => {
  async function regional(): Promise<World> {
    const world = new World();
    const region = 'regions/us-central1';
    await somebody(world, 'POST', `${region}/networkEndpointGroups`, {
      name: 'run',
      networkEndpointType: 'SERVERLESS',
      cloudRun: { service: 'run' },
    });
    await somebody(world, 'POST', 'global/networkEndpointGroups', {
      name: 'plain',
      networkEndpointType: 'INTERNET_FQDN_PORT',
    });
    for (const name of ['front', 'back']) {
      await somebody(world, 'POST', 'global/backendServices', {
        name,
        protocol: 'HTTPS',
        loadBalancingScheme: 'EXTERNAL_MANAGED',
        backends: [{ group: `projects/demo/${region}/networkEndpointGroups/run` }],
      });
    }
    return world;
  }

  const NEG = ['delete', 'neg', 'run', PROJECT, '--yes', '--confirm=run'];

  it('is refused while it is in use, and every backend service is named', async () => {
    const world = await regional();
    const ended = await world.run(...NEG);
    expect(ended.exitCode).toBe(6);
    const said = ended.err.replaceAll(/\s+/g, ' ');
    expect(said).toContain('NEG-6010');
    expect(said).toContain('in use by backend services back (global), front (global)');
    expect(said).toContain('--detach');
    expect(writes(world)).toEqual([]);
  });

  it('takes it off first with the flag of its region (seed 003), and warns of what is left empty', async () => {
    const world = await regional();
    const ended = await world.run(...NEG, '--detach');
    expect(ended.exitCode, ended.err).toBe(0);
    const done = writes(world).map((line) => line.split(' --project')[0]);
    expect(done.slice(0, 2).sort()).toEqual([
      'backend-services remove-backend back --global --network-endpoint-group=run --network-endpoint-group-region=us-central1',
      'backend-services remove-backend front --global --network-endpoint-group=run --network-endpoint-group-region=us-central1',
    ]);
    expect(done[2]).toBe('network-endpoint-groups delete run --region=us-central1');
    expect(done).toHaveLength(3);
    expect(ended.err).toContain('backend service front has no other backend');
    const again = await world.run(...NEG, '--detach');
    expect(again.exitCode).toBe(0);
    expect(again.out).toContain('Nothing to do');
  });

  it('deletes one that nobody uses, without --detach', async () => {
    const world = await regional();
    const ended = await world.run('delete', 'neg', 'plain', PROJECT, '--yes', '--confirm=plain');
    expect(ended.exitCode, ended.err).toBe(0);
    expect(writes(world)).toHaveLength(1);
  });

  it('asks which, where several have the name', async () => {
    const world = await regional();
    await somebody(world, 'POST', 'regions/us-east1/networkEndpointGroups', {
      name: 'run',
      networkEndpointType: 'SERVERLESS',
      cloudRun: { service: 'run' },
    });
    const ended = await world.run(...NEG);
    expect(ended.exitCode).toBe(6);
    expect(ended.err).toContain('say which: --region=');
    const east = await world.run(...NEG, '--region=us-east1');
    expect(east.exitCode, east.err).toBe(0);
    expect(JSON.stringify(world.state())).toContain(
      'regions/us-central1/networkEndpointGroups/run',
    );
  });

  it('is refused where it is not in the place that was named, or in two', async () => {
    const world = await regional();
    expect((await world.run(...NEG, '--zone=us-central1-a')).exitCode).toBe(6);
    expect((await world.run(...NEG, '--global', '--region=us-central1')).exitCode).toBe(2);
    expect(writes(world)).toEqual([]);
  });

  it('of a NEG with other backends beside it leaves those', async () => {
    const world = await regional();
    const east = 'regions/us-east1/networkEndpointGroups';
    await somebody(world, 'POST', east, {
      name: 'east',
      networkEndpointType: 'SERVERLESS',
      cloudRun: { service: 'run' },
    });
    const { body } = await call(world.emulator, 'GET', 'global/backendServices/front');
    const backends = [
      { group: 'projects/demo/regions/us-central1/networkEndpointGroups/run' },
      { group: `projects/demo/${east}/east` },
    ];
    const patch = { fingerprint: body['fingerprint'], backends };
    await somebody(world, 'PATCH', 'global/backendServices/front', patch);
    const ended = await world.run(...NEG, '--detach');
    expect(ended.exitCode, ended.err).toBe(0);
    expect(ended.err).not.toContain('backend service front has no other');
    const { body: after } = await call(world.emulator, 'GET', 'global/backendServices/front');
    expect(JSON.stringify(after['backends'])).toContain('us-east1/networkEndpointGroups/east');
  });
});
