import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
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
