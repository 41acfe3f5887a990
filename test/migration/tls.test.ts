import { expect, it } from 'vitest';
import { isJsonObject } from '../../src/json.ts';
import { World } from '../support/world.ts';
import { somebody } from '../taking-down/somebody.ts';
import { document, runIn, untouched } from './shared.ts';
import { MIGRATE } from './site.ts';

const MOVE = [
  ...[...MIGRATE, '--yes', '--soak=90s', '--steps=50,100'],
  ...['--gate=command', '--gate-command=check'],
];
const PLACE = 'projects/demo/locations/global/clientTlsPolicies';
const OLD = 'global/backendServices/web';

/** A mesh whose service speaks TLS by a policy that says this. */
async function withPolicy(policy: Readonly<Record<string, unknown>>): Promise<World> {
  const world = new World({
    from: await untouched('INTERNAL_SELF_MANAGED'),
    programs: () => ({ exitCode: 0 }),
  });
  const made = `/networksecurity/v1/${PLACE}?clientTlsPolicyId=old-tls`;
  await somebody(world, 'POST', made, policy);
  const securitySettings = { clientTlsPolicy: `${PLACE}/old-tls`, subjectAltNames: ['a.example'] };
  await somebody(world, 'PATCH', OLD, { securitySettings });
  return world;
}

async function settingsOf(world: World): Promise<unknown> {
  const { securitySettings } = await document(world, 'global/backendServices/web-fqdn-bes');
  return securitySettings;
}

function sniIn(world: World, name: string): unknown {
  const { fields } = world.emulator.state().resources[`${PLACE}/${name}`] ?? {};
  return fields !== undefined && isJsonObject(fields) ? fields['sni'] : undefined;
}

it('speaks TLS to the new host by its own name, and takes that policy back too', async () => {
  const world = await withPolicy({ sni: 'old.example.com' });
  const before = world.state();
  const ended = await world.run(...MOVE);
  expect(ended.exitCode, ended.err).toBe(0);
  expect(sniIn(world, 'web-fqdn-tls')).toBe('api.example.com');
  expect(sniIn(world, 'old-tls')).toBe('old.example.com');
  expect(await settingsOf(world)).toMatchObject({
    clientTlsPolicy: expect.stringContaining('/clientTlsPolicies/web-fqdn-tls'),
    subjectAltNames: ['a.example'],
  });
  const back = await world.run('rollback', runIn(ended), '--yes');
  expect(back.exitCode, back.err).toBe(0);
  expect(world.state()).toEqual(before);
});

it.each([
  ['fits the new host already', { sni: 'api.example.com' }, null],
  ['says no name', {}, null],
  [
    'says more than a name',
    { sni: 'old.example.com', clientCertificate: { grpcEndpoint: { targetUri: 'unix:/c' } } },
    'its server name is old.example.com, and it has clientCertificate beside',
  ],
] as const)('keeps a policy that %s', async (_name, policy, note) => {
  const world = await withPolicy(policy);
  const ended = await world.run(...MOVE);
  expect(ended.exitCode, ended.err).toBe(0);
  expect(await settingsOf(world)).toMatchObject({
    clientTlsPolicy: expect.stringContaining('/clientTlsPolicies/old-tls'),
  });
  const said = ended.err.replace(/\s+/g, ' ');
  if (note === null) expect(said).not.toContain('the copy keeps');
  else expect(said).toContain(note);
});
