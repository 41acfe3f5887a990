import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withGcloud } from '../support/gcloud.ts';
import { Machine, SPECS } from '../support/real.ts';

const SPEC = join(SPECS, 'internet-neg-only.yaml');

withGcloud('an account with just the listed permissions, through the real gcloud', () => {
  it('creates and takes back; with one less nothing is begun', async () => {
    const machine = new Machine();
    const list = await machine.run('permissions', 'internet-neg', '-f', SPEC, '--format=json');
    const all: readonly string[] = JSON.parse(list.out).result.all;
    const file = join(machine.directory, 'deployer.txt');
    const create = ['create', 'internet-neg', '-f', SPEC, '--emulator', '--yes'];
    const only = `--emulator-permissions=@${file}`;

    writeFileSync(
      file,
      all.filter((name) => name !== 'compute.globalNetworkEndpointGroups.delete').join('\n'),
    );
    const before = machine.emulatedResources();
    const refused = await machine.run(...create, only);
    expect(refused.exitCode, refused.err).toBe(4);
    expect(refused.err.replaceAll(/\s+/g, ' ')).toContain(
      'NEG-3103: project demo does not grant compute.globalNetworkEndpointGroups.delete',
    );
    expect(refused.err).toContain('--role=roles/compute.loadBalancerAdmin');
    expect(machine.emulatedResources()).toEqual(before);

    writeFileSync(file, `# a deployer\n${all.join('\n')}\n`);
    const made = await machine.run(...create, only);
    expect(made.exitCode, made.err).toBe(0);
    expect(made.err).not.toContain('whether the account may');
    const [run = ''] = /r-\d{8}-\d{6}-[a-z0-9]{6}/.exec(made.out) ?? [];
    expect(machine.readJournal(run)).not.toContain('print-access-token');
    const undone = await machine.run('rollback', run, '--emulator', '--yes', only);
    expect(undone.exitCode, undone.err).toBe(0);
    expect(machine.emulatedResources()).toEqual(before);

    const state = readFileSync(join(machine.directory, 'emulator', 'state.json'), 'utf8');
    expect(JSON.parse(state).permissions).toBeNull();
  }, 120_000);
});
