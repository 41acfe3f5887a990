import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { requestClasses } from './requests.ts';
import { runIn, type WatchedWorld, watched } from './shared.ts';

const SPEC = `apiVersion: negctl/v1
kind: IpToFqdnMigration
name: moved
project: demo
backendService: web
fqdn: api.example.com
steps: [25, 50, 100]
soak: 90s
gate: [command]
gateCommand: check
`;

async function withSpec(text: string): Promise<WatchedWorld> {
  const world = await watched('EXTERNAL_MANAGED');
  writeFileSync(join(world.directory, 'migration.yaml'), text);
  return world;
}

function file(world: WatchedWorld): string {
  return `--file=${join(world.directory, 'migration.yaml')}`;
}

it('moves what a spec says, as far as the command line lets it', async () => {
  const world = await withSpec(SPEC);
  const ended = await world.run('migrate', 'ip-to-fqdn', file(world), '--until=25', '--yes');
  expect(ended.exitCode, ended.err).toBe(12);
  const plain = requestClasses(world.emulator.state()).find(
    ({ name }) => name === 'plain-rule/plain',
  );
  expect(Object.fromEntries(plain?.targets ?? [])).toEqual({ web: 75, 'moved-bes': 25 });
  const back = await world.run('rollback', runIn(ended), '--yes');
  expect(back.exitCode, back.err).toBe(0);
  const flag = await world.run(
    'migrate',
    'ip-to-fqdn',
    file(world),
    '--steps=50,100',
    '--until=50',
    '--yes',
  );
  expect(flag.exitCode, flag.err).toBe(12);
  world.expectServed();
});

it('says where a spec is wrong, all of it at once', async () => {
  const world = await withSpec(`${SPEC.replace('negctl/v1', 'negctl/v2')}sokk: 5m\nport: {a: 1}\n`);
  const ended = await world.run('migrate', 'ip-to-fqdn', file(world), '--yes');
  expect(ended.exitCode).toBe(3);
  const said = ended.err.replace(/\s+/g, ' ');
  expect(said).toContain('apiVersion is "negctl/v2"');
  expect(said).toContain('unknown key "sokk"');
  expect(said).toContain('"port" is not a plain value');
  expect(world.calls).toEqual([]);
});

it('asks in a terminal for what is missing, from the services that can be moved', async () => {
  const world = await watched('EXTERNAL_MANAGED', {
    answers: ['global/backendServices/web', 'no-more', 'api.example.com', 'yes', 'yes', 'yes'],
  });
  const ended = await world.run('migrate', 'ip-to-fqdn', '--project=demo', '--steps=50,100');
  expect(ended.exitCode, ended.err).toBe(0);
  const [service] = world.questions;
  expect(service).toMatchObject({
    choices: [
      { value: 'global/backendServices/other', refusal: null },
      { value: 'global/backendServices/web', refusal: null },
    ],
  });
  expect(requestClasses(world.emulator.state())[0]?.targets.has('web')).toBe(false);
  world.expectServed();
});
