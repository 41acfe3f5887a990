import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NegctlDied } from '../support/stand-in/deaths.ts';
import { documentIn, type Ended, World } from '../support/world.ts';
import { NETWORK, SUBNET, withVms, ZONE } from '../support/zonal.ts';
import { somebody } from '../taking-down/somebody.ts';

const PROJECT = '--project=demo';

async function worldWithNeg(fields: object = {}): Promise<World> {
  const world = new World();
  await withVms(world);
  await somebody(world, 'POST', `zones/${ZONE}/networkEndpointGroups`, {
    name: 'vms',
    networkEndpointType: 'GCE_VM_IP_PORT',
    network: NETWORK,
    subnetwork: SUBNET,
    ...fields,
  });
  return world;
}

function writes(world: World): readonly string[] {
  return world.calls
    .map((argv) => argv.filter((word) => !word.startsWith('--')).join(' '))
    .filter((line) => line.includes('network-endpoint-groups update'));
}

async function listed(world: World): Promise<readonly string[]> {
  const ended = await world.run('endpoints', 'list', 'vms', PROJECT, '--format=json');
  const result = documentIn(ended)['result'];
  const text = JSON.stringify(result);
  return [...text.matchAll(/"text":"([^"]+)"/g)].map(([, words = '']) => words);
}

function runOf({ out }: Ended): string {
  return /run (r-\S+)/.exec(out)?.[1] ?? '';
}

describe('endpoints add', () => {
  it('sends what is not there yet, with the address of the VM, and can be rolled back', async () => {
    const world = await worldWithNeg();
    const before = world.state();
    const add = ['endpoints', 'add', 'vms', PROJECT, '--yes'];
    const one = '--add-endpoint=instance=vm-1,port=80';
    const first = await world.run(...add, one);
    expect(first.exitCode, first.err).toBe(0);
    const ended = await world.run(...add, one, '--add-endpoint=instance=vm-2,port=80');
    expect(ended.exitCode, ended.err).toBe(0);
    expect(await listed(world)).toEqual([
      'instance=vm-1,ip=10.10.0.2,port=80',
      'instance=vm-2,ip=10.10.0.3,port=80',
    ]);
    const [, second] = world.calls.filter((argv) => argv.includes('update'));
    expect(second?.filter((word) => word.startsWith('--add-endpoint'))).toEqual([
      '--add-endpoint=instance=vm-2,ip=10.10.0.3,port=80',
    ]);
    const again = await world.run(...add, one, '--add-endpoint=instance=vm-2,port=80');
    expect(again.out).toContain('Nothing to do: NEG vms has the 2 endpoints already');
    for (const run of [runOf(ended), runOf(first)]) {
      expect((await world.run('rollback', run, '--yes')).exitCode).toBe(0);
    }
    expect(world.state()).toEqual(before);
  });

  it('asks for consent, and does nothing without it', async () => {
    const world = await worldWithNeg();
    const ended = await world.run(
      'endpoints',
      'add',
      'vms',
      PROJECT,
      '--add-endpoint=instance=vm-1,port=80',
    );
    expect(ended.exitCode).toBe(3);
    expect(ended.err).toContain('NEG-2005');
    expect(writes(world)).toEqual([]);
  });

  it.each([
    ['instance=vm-3,port=80', 'endpoint/instance-required'],
    ['instance=vm-1,ip=10.9.9.9,port=80', 'endpoint/ip-belongs-to-vm'],
    ['instance=vm-1', 'neg/port-required'],
    ['ip=10.10.0.2,port=80', 'endpoint/instance-required'],
    ['instance=vm-1,fqdn=a.example.com,port=80', 'endpoint/keys-match-type'],
    ['instance=vm-1,port=70000', 'endpoint/port-range'],
    ['instance=vm-1,ip=10.128.192,port=80', 'endpoint/ip-v4'],
  ])('refuses %s', async (endpoint, rule) => {
    const world = await worldWithNeg();
    const ended = await world.run(
      'endpoints',
      'add',
      'vms',
      PROJECT,
      '--yes',
      `--add-endpoint=${endpoint}`,
    );
    expect(ended.exitCode).toBe(3);
    expect(ended.err).toContain(rule);
    expect(writes(world)).toEqual([]);
  });

  it('takes an alias address of the VM, and the default port of the NEG', async () => {
    const world = await worldWithNeg({ defaultPort: 8080 });
    const endpoint = '--add-endpoint=instance=vm-1,ip=10.10.0.70';
    const ended = await world.run('endpoints', 'add', 'vms', PROJECT, '--yes', endpoint);
    expect(ended.exitCode, ended.err).toBe(0);
    expect(await listed(world)).toEqual(['instance=vm-1,ip=10.10.0.70,port=8080']);
  });

  it.each([
    ['all.csv', 'instance,port\nvm-1,80\nvm-2,81\n'],
    ['all.yaml', '# all\n- instance: vm-1\n  port: 80\n- {instance: "vm-2", port: 81}\n'],
    ['all.json', '[{"instance":"vm-1","port":80},"instance=vm-2,port=81"]'],
  ])('reads %s', async (name, text) => {
    const world = await worldWithNeg();
    const file = join(world.directory, name);
    writeFileSync(file, text);
    const ended = await world.run(
      'endpoints',
      'add',
      'vms',
      PROJECT,
      '--yes',
      `--endpoints-file=${file}`,
    );
    expect(ended.exitCode, ended.err).toBe(0);
    expect(await listed(world)).toHaveLength(2);
  });

  it('tells the line of a file that it cannot read', async () => {
    const world = await worldWithNeg();
    const file = join(world.directory, 'all.csv');
    writeFileSync(file, 'instance,port\nvm-1,80\nvm-2\n');
    const ended = await world.run(
      'endpoints',
      'add',
      'vms',
      PROJECT,
      '--yes',
      `--endpoints-file=${file}`,
    );
    expect(ended.exitCode).toBe(3);
    expect(ended.err).toContain('line 3');
  });
});

describe('somebody takes an endpoint off meanwhile', () => {
  it('and rollback takes the others off', async () => {
    const world = await worldWithNeg();
    const before = world.state();
    const both = ['--add-endpoint=instance=vm-1,port=80', '--add-endpoint=instance=vm-2,port=80'];
    const ended = await world.run('endpoints', 'add', 'vms', PROJECT, '--yes', ...both);
    const neg = `zones/${ZONE}/networkEndpointGroups/vms`;
    await somebody(world, 'POST', `${neg}/detachNetworkEndpoints`, {
      networkEndpoints: [{ instance: 'vm-1', port: 80 }],
    });
    const undone = await world.run('rollback', runOf(ended), '--yes');
    expect(undone.exitCode, undone.err).toBe(0);
    expect(world.state()).toEqual(before);
  });
});

/** The start of the run, intent, process and outcome of its one step, and the end. */
const APPENDS = [1, 2, 3, 4, 5];

describe.each(['add', 'remove'])('endpoints %s, killed at each entry of its journal', (word) => {
  const one = `--${word}-endpoint=instance=vm-1,port=80`;
  const run = ['endpoints', word, 'vms', PROJECT, '--yes', one];

  async function killedAt(append: number): Promise<World> {
    const world = await worldWithNeg();
    const all = ['--add-endpoint=instance=vm-1,port=80', '--add-endpoint=instance=vm-2,port=80'];
    const given = word === 'add' ? all.slice(1) : all;
    await world.run('endpoints', 'add', 'vms', PROJECT, '--yes', ...given);
    world.dieAtAppend(append, append % 2 === 0 ? 'before' : 'after');
    await expect(world.run(...run)).rejects.toBeInstanceOf(NegctlDied);
    await world.idle();
    world.dieAtAppend(1_000, 'before');
    return world;
  }

  it.each(APPENDS)('%i: is resumed to its end', async (append) => {
    const world = await killedAt(append);
    const resumed = await world.run('resume', '--yes');
    if (!resumed.err.includes('no run is unfinished')) {
      expect(resumed.exitCode, resumed.err).toBe(0);
      expect(await listed(world)).toHaveLength(word === 'add' ? 2 : 1);
    }
    const again = await world.run(...run);
    expect(again.exitCode, again.err).toBe(0);
    expect(await listed(world)).toHaveLength(word === 'add' ? 2 : 1);
  });

  it.each(APPENDS)('%i: is rolled back', async (append) => {
    const world = await killedAt(append);
    const undone = await world.run('rollback', '--yes');
    if (!undone.err.includes('no run is unfinished')) {
      expect(undone.exitCode, undone.err).toBe(0);
      expect(await listed(world)).toHaveLength(word === 'add' ? 1 : 2);
    }
  });
});

describe('an operation that fails', () => {
  it.each(['add', 'remove'])('of endpoints %s leaves everything as it was', async (word) => {
    const world = await worldWithNeg();
    const one = 'instance=vm-1,port=80';
    if (word === 'remove') {
      await world.run('endpoints', 'add', 'vms', PROJECT, '--yes', `--add-endpoint=${one}`);
    }
    const before = await listed(world);
    const method = word === 'add' ? 'attachNetworkEndpoints' : 'detachNetworkEndpoints';
    world.emulator.addFaults([`${method}:networkEndpointGroups=op-errorx*`]);
    const argv = ['endpoints', word, 'vms', PROJECT, '--yes', `--${word}-endpoint=${one}`];
    const ended = await world.run(...argv);
    expect(ended.exitCode, ended.err).toBe(7);
    world.emulator.clearFaults();
    expect(await listed(world)).toEqual(before);
  });
});

describe('endpoints list', () => {
  it('says why there is no health where nothing probes', async () => {
    const world = await worldWithNeg();
    const ended = await world.run('endpoints', 'list', 'vms', PROJECT);
    expect(ended.out).toContain('no backend service uses the NEG');
  });

  it('shows the state behind each service that has one, and why another has none', async () => {
    const world = await worldWithNeg();
    const one = '--add-endpoint=instance=vm-1,port=80';
    await world.run('endpoints', 'add', 'vms', PROJECT, '--yes', one);
    const group = `projects/demo/zones/${ZONE}/networkEndpointGroups/vms`;
    const backends = [{ group, balancingMode: 'RATE', maxRatePerEndpoint: 10 }];
    const healthChecks = ['projects/demo/global/healthChecks/check'];
    const scheme = { web: 'EXTERNAL_MANAGED', mesh: 'INTERNAL_SELF_MANAGED' };
    const check = { name: 'check', type: 'HTTP', httpHealthCheck: {} };
    await somebody(world, 'POST', 'global/healthChecks', check);
    for (const [name, loadBalancingScheme] of Object.entries(scheme)) {
      const service = { name, loadBalancingScheme, healthChecks, backends };
      await somebody(world, 'POST', 'global/backendServices', service);
    }
    const idle = await world.run('endpoints', 'list', 'vms', PROJECT);
    expect(idle.out).toContain('not probed yet (web)');
    expect(idle.out).toContain('health behind mesh');
    const defaultService = 'projects/demo/global/backendServices/web';
    await somebody(world, 'POST', 'global/urlMaps', { name: 'web', defaultService });
    const urlMap = 'projects/demo/global/urlMaps/web';
    await somebody(world, 'POST', 'global/targetHttpProxies', { name: 'web', urlMap });
    await somebody(world, 'POST', 'global/forwardingRules', {
      name: 'web',
      loadBalancingScheme: 'EXTERNAL_MANAGED',
      portRange: '80',
      target: 'projects/demo/global/targetHttpProxies/web',
    });
    expect((await world.run('endpoints', 'list', 'vms', PROJECT)).out).toContain('HEALTHY (web)');
  });
});

describe('endpoints remove', () => {
  it('sends what is there, and rollback attaches it again', async () => {
    const world = await worldWithNeg();
    await world.run(
      'endpoints',
      'add',
      'vms',
      PROJECT,
      '--yes',
      '--add-endpoint=instance=vm-1,port=80',
      '--add-endpoint=instance=vm-2,port=80',
    );
    const before = await listed(world);
    const remove = ['endpoints', 'remove', 'vms', PROJECT, '--yes'];
    const gone = [
      '--remove-endpoint=instance=vm-1,port=80',
      '--remove-endpoint=instance=vm-1,port=81',
    ];
    const ended = await world.run(...remove, ...gone);
    expect(ended.exitCode, ended.err).toBe(0);
    expect(await listed(world)).toEqual(['instance=vm-2,ip=10.10.0.3,port=80']);
    expect((await world.run(...remove, ...gone)).out).toContain('has none of the 2 endpoints');
    expect((await world.run('rollback', runOf(ended), '--yes')).exitCode).toBe(0);
    expect([...(await listed(world))].sort()).toEqual(before);
  });

  it('warns where nothing is left', async () => {
    const world = await worldWithNeg();
    await world.run(
      'endpoints',
      'add',
      'vms',
      PROJECT,
      '--yes',
      '--add-endpoint=instance=vm-1,port=80',
    );
    const ended = await world.run(
      'endpoints',
      'remove',
      'vms',
      PROJECT,
      '--yes',
      '--remove-endpoint=instance=vm-1,port=80',
    );
    expect(ended.err).toContain('has no endpoint left');
  });
});

describe('endpoints of internet NEGs', () => {
  it('are added to a regional one, up to 256, and to a global one only while it is empty', async () => {
    const world = new World({ start: { defaultNetwork: ['europe-west1'] } });
    const made = await world.run(
      ...[
        'create',
        'internet-neg',
        'eu',
        '--lb=regional-external',
        '--region=europe-west1',
        PROJECT,
      ],
      ...['--add-endpoint=fqdn=a.example.com,port=443', '--frontend-protocol=HTTP', '--yes'],
    );
    expect(made.exitCode, made.err).toBe(0);
    const add = (neg: string, endpoint: string) =>
      world.run('endpoints', 'add', neg, PROJECT, '--yes', `--add-endpoint=${endpoint}`);
    const more = await add('eu-neg', 'fqdn=b.example.com,port=443');
    expect(more.exitCode, more.err).toBe(0);
    const listed = await world.run('endpoints', 'list', 'eu-neg', PROJECT);
    expect(listed.out).toContain('INTERNET_FQDN_PORT   2 endpoints');
    expect(listed.out.replaceAll(/\s+/g, ' ')).toContain('report to nobody');
    const only = ['create', 'internet-neg', 'one', '--lb=none', PROJECT, '--yes'];
    await world.run(...only, '--add-endpoint=ip=192.0.43.8,port=80');
    const second = await add('one-neg', 'ip=192.0.43.9,port=80');
    expect(second.exitCode).toBe(3);
    expect(second.err).toContain('endpoint/one-per-global-internet');
  });
});

/** The command line about so many ports of one VM. */
function change(word: 'add' | 'remove', world: World, count: number): readonly string[] {
  const file = join(world.directory, `${word}.csv`);
  const lines = Array.from({ length: count }, (_, index) => `vm-1,${index + 1}`);
  writeFileSync(file, `instance,port\n${lines.join('\n')}\n`);
  return ['endpoints', word, 'vms', PROJECT, '--yes', `--endpoints-file=${file}`];
}

describe('ten thousand endpoints', () => {
  it('are sent in twenty calls, and a thousand and one taken off in three', {
    timeout: 120_000,
  }, async () => {
    const world = await worldWithNeg();
    const ended = await world.run(...change('add', world, 10_000));
    expect(ended.exitCode, ended.err).toBe(0);
    expect(writes(world)).toHaveLength(20);
    expect(await listed(world)).toHaveLength(10_000);
    const calls = world.calls.length;
    const gone = await world.run(...change('remove', world, 1_001));
    expect(gone.exitCode, gone.err).toBe(0);
    expect(writes(world)).toHaveLength(23);
    // The project is read by three calls before, what IAM says by one, and the end by two.
    expect(world.calls.length - calls).toBeLessThan(3 + 8);
    expect(await listed(world)).toHaveLength(8_999);
  });

  it('and one more are refused', async () => {
    const world = await worldWithNeg();
    const ended = await world.run(...change('add', world, 10_001));
    expect(ended.exitCode).toBe(3);
    expect(ended.err).toContain('endpoint/max-10000-zonal');
    expect(writes(world)).toEqual([]);
  });
});
