import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isJsonObject, objectsAt, textAt } from '../../src/json.ts';
import { documentIn, type Ended, World } from '../support/world.ts';
import { withVms, ZONE } from '../support/zonal.ts';

const WHERE = ['--project=demo', `--zone=${ZONE}`, '--network=net'];
const IN_SUBNET = [...WHERE, '--subnet=sub'];
const VMS = [
  '--add-endpoint=instance=vm-1,port=80',
  '--add-endpoint=instance=vm-2,ip=10.10.0.100,port=81',
];
const OUTSIDE = ['--add-endpoint=ip=192.168.1.5,port=80'];
const HTTP = '--frontend-protocol=HTTP';
const DOMAINS = '--domains=www.example.com';

/** Every load balancer that NEGs of zones can be put behind, and what it is told beside the endpoints. */
const SET_UPS: readonly (readonly [noun: string, lb: string, flags: readonly string[]])[] = [
  ['zonal-neg', 'global-external', [...IN_SUBNET, ...VMS, HTTP, '--custom-request-header=X-A:b']],
  ['zonal-neg', 'classic', [...IN_SUBNET, ...VMS, DOMAINS, '--redirect-http', '--max-rate=500']],
  ['zonal-neg', 'global-external-ssl', [...IN_SUBNET, ...VMS, DOMAINS]],
  ['zonal-neg', 'classic-ssl', [...IN_SUBNET, ...VMS, DOMAINS, '--protocol=TCP']],
  ['zonal-neg', 'global-external-tcp', [...IN_SUBNET, ...VMS, '--max-connections=50']],
  ['zonal-neg', 'classic-tcp', [...IN_SUBNET, ...VMS, '--target-tags=web']],
  ['zonal-neg', 'regional-external', [...IN_SUBNET, ...VMS, HTTP, '--custom-request-header=A:b']],
  ['zonal-neg', 'regional-internal', [...IN_SUBNET, ...VMS, HTTP]],
  ['zonal-neg', 'regional-external-tcp', [...IN_SUBNET, ...VMS]],
  ['zonal-neg', 'regional-internal-tcp', [...IN_SUBNET, ...VMS]],
  ['zonal-neg', 'none', [...IN_SUBNET, ...VMS]],
  ['hybrid-neg', 'global-external', [...WHERE, ...OUTSIDE, HTTP]],
  ['hybrid-neg', 'classic', [...WHERE, ...OUTSIDE, HTTP]],
  ['hybrid-neg', 'regional-external', [...WHERE, ...OUTSIDE, HTTP]],
  ['hybrid-neg', 'regional-internal', [...IN_SUBNET, ...OUTSIDE, HTTP]],
  ['hybrid-neg', 'regional-external-tcp', [...WHERE, ...OUTSIDE]],
  ['hybrid-neg', 'regional-internal-tcp', [...IN_SUBNET, ...OUTSIDE]],
  ['hybrid-neg', 'global-external-ssl', [...WHERE, ...OUTSIDE, DOMAINS]],
  ['hybrid-neg', 'global-external-tcp', [...WHERE, ...OUTSIDE]],
  ['hybrid-neg', 'mesh', [...WHERE, ...OUTSIDE]],
  ['hybrid-neg', 'none', [...WHERE, ...OUTSIDE]],
];

function runOf({ out }: Ended): string {
  return /run (r-\S+)/.exec(out)?.[1] ?? '';
}

describe.each(SET_UPS)('%s behind %s', (noun, lb, flags) => {
  it('is made, is there the second time, and is taken back without a trace', async () => {
    const world = new World();
    await withVms(world);
    const before = world.state();
    const words = ['create', noun, 'web', `--lb=${lb}`, ...flags, '--yes'];
    const ended = await world.run(...words);
    expect(ended.exitCode, ended.err).toBe(0);
    const again = await world.run(...words);
    expect(again.exitCode, again.err).toBe(0);
    expect(again.out).toContain('Nothing to do');
    const back = await world.run('rollback', runOf(ended), '--yes');
    expect(back.exitCode, back.err).toBe(0);
    expect(world.state()).toEqual(before);
  });
});

describe('what was made', () => {
  it.each([
    [
      'zonal-neg',
      [...IN_SUBNET, ...VMS, DOMAINS, '--lb=global-external-ssl'],
      ['firewalls/web-fw'],
    ],
    ['zonal-neg', [...IN_SUBNET, ...VMS, '--lb=classic-tcp', '--no-firewall-rule'], []],
    [
      'zonal-neg',
      [...IN_SUBNET, ...VMS, HTTP, '--lb=regional-internal'],
      ['firewalls/web-fw', 'firewalls/web-proxy-fw', 'subnetworks/web-proxy-subnet'],
    ],
    ['hybrid-neg', [...WHERE, ...OUTSIDE, '--lb=mesh'], []],
  ] as const)(
    "%s %s is listed from front end to endpoints, and deleted but for what is the network's",
    async (noun, flags, kept) => {
      const world = new World();
      await withVms(world);
      const resourcesIn = (state: unknown): readonly string[] =>
        Object.keys(Object(new Map(Object.entries(Object(state))).get('resources')));
      const before = resourcesIn(world.state());
      const ended = await world.run('create', noun, 'web', ...flags, '--yes');
      expect(ended.exitCode, ended.err).toBe(0);
      const described = await world.run('describe', 'web', '--project=demo');
      expect(described.exitCode, described.err).toBe(0);
      expect(described.out).toContain('web-fr');
      expect(described.out).toContain(noun === 'zonal-neg' ? '10.10.0.2' : '192.168.1.5');
      const gone = await world.run('delete', 'web', '--project=demo', '--yes', '--confirm=web');
      expect(gone.exitCode, gone.err).toBe(0);
      const left = resourcesIn(world.state()).filter((path) => !before.includes(path));
      expect(left.map((path) => path.split('/').slice(-2).join('/')).sort()).toEqual([...kept]);
    },
  );
});

describe('the plan', () => {
  it('lets clients in once probes and proxies are let in, at ranges of ports', async () => {
    const words = ['create', 'zonal-neg', 'web', ...IN_SUBNET, ...VMS, HTTP];
    const ended = await new World().run(
      ...[...words, '--lb=regional-external', '--max-rate=500', '--dry-run', '--format=json'],
    );
    const { plan } = documentIn(ended);
    const steps = plan !== undefined && isJsonObject(plan) ? objectsAt(plan, 'steps') : [];
    const rule = steps.find((step) => textAt(step, 'id')?.includes('forwardingRules') === true);
    expect(rule?.['needs']).toEqual(
      expect.arrayContaining(['firewalls.web-fw', 'firewalls.web-proxy-fw']),
    );
    expect(JSON.stringify(steps)).toContain('--rules=tcp:80-81');
    expect(JSON.stringify(steps)).toContain('"--balancing-mode=RATE","--max-rate=500"');
  });
});

/** A file of so many ports of one VM, in two zones where asked for. */
function fileOf(world: World, count: number, line = (at: number) => `vm-1,${at + 1}`): string {
  const file = join(world.directory, 'all.csv');
  const lines = Array.from({ length: count }, (_, at) => line(at));
  writeFileSync(file, `instance,port\n${lines.join('\n')}\n`);
  return `--endpoints-file=${file}`;
}

function updates(world: World): number {
  return world.calls.filter((argv) => argv.includes('update')).length;
}

describe('endpoints of a file', () => {
  it('are attached in as many calls as the API takes: ten thousand in twenty', {
    timeout: 120_000,
  }, async () => {
    const world = new World();
    await withVms(world);
    const words = ['create', 'zonal-neg', 'web', '--lb=none', ...IN_SUBNET];
    const file = fileOf(world, 10_000);
    const ended = await world.run(...words, file, '--yes');
    expect(ended.exitCode, ended.err).toBe(0);
    expect(updates(world)).toBe(20);
    expect(ended.err).toContain('21/21 attach endpoint');
    const again = await world.run(...words, file, '--yes');
    expect(again.out).toContain('Nothing to do');
    expect(updates(world)).toBe(20);
    const back = await world.run('rollback', runOf(ended), '--yes');
    expect(back.exitCode, back.err).toBe(0);
    // They go with their NEG.
    expect(updates(world)).toBe(20);
  });

  it('are joined with those of the command line, by zone and NEG', async () => {
    const world = new World();
    await withVms(world);
    const file = join(world.directory, 'all.yaml');
    writeFileSync(
      file,
      '- {instance: vm-1, port: 80}\n- {instance: vm-1, port: 81, neg: api}\n- instance: vm-2\n  port: 80\n',
    );
    const words = ['create', 'zonal-neg', 'web', ...IN_SUBNET, HTTP];
    const more = '--add-endpoint=instance=vm-2,port=82';
    const ended = await world.run(...words, `--endpoints-file=${file}`, more, '--yes');
    expect(ended.exitCode, ended.err).toBe(0);
    const { result } = documentIn(
      await world.run('endpoints', 'list', 'web-neg', '--project=demo', '--format=json'),
    );
    const endpoints =
      result !== undefined && isJsonObject(result) ? objectsAt(result, 'endpoints') : [];
    expect(endpoints.map((one) => textAt(one, 'text')).sort()).toEqual([
      'instance=vm-1,ip=10.10.0.2,port=80',
      'instance=vm-2,ip=10.10.0.3,port=80',
      'instance=vm-2,ip=10.10.0.3,port=82',
    ]);
    const api = await world.run('endpoints', 'list', 'api', '--project=demo');
    expect(api.out).toContain('HEALTHY (web-bes)');
    expect(ended.out).toContain(`--endpoints-file=${file}`);
  });

  it('are refused with the line that cannot be understood, by no process', async () => {
    const world = new World();
    const file = fileOf(world, 3, (at) => (at === 1 ? 'vm-1' : `vm-1,${at}`));
    const ended = await world.run('create', 'zonal-neg', 'web', ...IN_SUBNET, HTTP, file, '--yes');
    expect(ended.exitCode).toBe(3);
    expect(ended.err.replaceAll(/\s+/g, ' ')).toContain('line 3: it has 1 values');
    expect(world.calls).toEqual([]);
  });

  it('are told in short where thousands are wrong', async () => {
    const world = new World();
    const file = fileOf(world, 5_000, (at) => `vm-1,${70_000 + at}`);
    const ended = await world.run('create', 'zonal-neg', 'web', ...IN_SUBNET, HTTP, file, '--yes');
    expect(ended.exitCode).toBe(3);
    expect(ended.err).toContain('the same of 4980 more');
    expect(ended.err.match(/Error endpoint\/port-range/g)).toHaveLength(21);
  });
});

describe('endpoints list of what was made', () => {
  it.each([
    ['zonal-neg', ['--lb=global-external-ssl', ...IN_SUBNET, ...VMS, DOMAINS], 'HEALTHY (web-bes)'],
    ['zonal-neg', ['--lb=regional-internal', ...IN_SUBNET, ...VMS, HTTP], 'HEALTHY (web-bes)'],
    ['hybrid-neg', ['--lb=mesh', ...WHERE, ...OUTSIDE], 'report to nobody'],
    ['hybrid-neg', ['--lb=regional-external-tcp', ...WHERE, ...OUTSIDE], 'report to nobody'],
    ['hybrid-neg', ['--lb=global-external', ...WHERE, ...OUTSIDE, HTTP], 'HEALTHY (web-bes)'],
  ] as const)('%s %s shows how they are, or why nobody knows', async (noun, flags, told) => {
    const world = new World();
    await withVms(world);
    const ended = await world.run('create', noun, 'web', ...flags, '--yes');
    expect(ended.exitCode, ended.err).toBe(0);
    const listed = await world.run('endpoints', 'list', 'web-neg', '--project=demo');
    expect(listed.out.replaceAll(/\s+/g, ' ')).toContain(told);
    const change = (word: 'add' | 'remove') => {
      const endpoint = noun === 'zonal-neg' ? 'instance=vm-1,port=90' : 'ip=192.168.1.9,port=90';
      return world.run(
        ...[
          'endpoints',
          word,
          'web-neg',
          '--project=demo',
          '--yes',
          `--${word}-endpoint=${endpoint}`,
        ],
      );
    };
    const before = world.state();
    for (const word of ['add', 'remove'] as const) {
      const changed = await change(word);
      expect(changed.exitCode, changed.err).toBe(0);
    }
    expect(world.state()).toEqual(before);
  });
});

describe('the wizard of zonal NEGs', () => {
  it('asks for the zone, the network and the endpoint, and for the firewall', async () => {
    const answers = [
      ...['web', 'demo', 'global-external-tcp', ZONE, 'net', 'sub', 'vm-1:5432', 'tcp', 'true'],
      ...['5432', 'reserve', ':go-on', 'yes'],
    ];
    const world = new World({ answers });
    await withVms(world);
    const ended = await world.run('create', 'zonal-neg');
    expect(ended.exitCode, ended.err).toBe(0);
    expect(ended.out).toContain(
      `Again  negctl create zonal-neg web --project=demo --lb=global-external-tcp --zone=${ZONE} --network=net --subnet=sub --add-endpoint=instance=vm-1,port=5432`,
    );
    expect(world.questions.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        'Zone',
        'Endpoint, as VM:PORT',
        'Firewall rule for the probes and requests of the load balancer',
      ]),
    );
  });

  it('takes a file of endpoints on the review page', async () => {
    const world = new World({ answers: ['vm-2:80', 'endpointsFile', 'all.csv', ':go-on', 'yes'] });
    await withVms(world);
    expect(fileOf(world, 2)).toContain('all.csv');
    const ended = await world.run('create', 'zonal-neg', 'web', '--lb=none', ...IN_SUBNET);
    expect(ended.exitCode, ended.err).toBe(0);
    const listed = await world.run('endpoints', 'list', 'web-neg', '--project=demo');
    expect(listed.out).toContain('GCE_VM_IP_PORT   3 endpoints');
  });
});
