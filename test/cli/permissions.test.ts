import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createEmulator } from '../../src/emulator/emulator.ts';
import { kindOfSpec } from '../../src/inputs/from-spec.ts';
import { parseSpec } from '../../src/inputs/spec-document.ts';
import { isJsonObject, type JsonObject, objectsAt, textAt } from '../../src/json.ts';
import { RECIPES, recipeByKind } from '../../src/recipes/registry.ts';
import { COMPUTE_API } from '../../src/resources/kind.ts';
import { KINDS } from '../../src/resources/kinds.ts';
import { deployAll } from '../support/cloud-run.ts';
import { virtualClock } from '../support/stand-in/clock.ts';
import { documentIn, World, type WorldOptions } from '../support/world.ts';
import { startAll, VMS_OF_EXAMPLES } from '../support/zonal.ts';

const SPECS = join(import.meta.dirname, '..', '..', 'templates', 'specs');
const CERTIFICATES = join(import.meta.dirname, '..', 'emulator', 'certificates');

/** The inputs of a plan, as the words behind `create` or `permissions`. */
interface Inputs {
  readonly name: string;
  readonly words: (world: World) => readonly string[];
}

/** A shipped example with the files it names; every one of them, so that a new recipe is walked too. */
function example(file: string): Inputs {
  const text = readFileSync(join(SPECS, file), 'utf8');
  const recipe = recipeByKind(kindOfSpec(parseSpec(text, file)) ?? '');
  if (recipe === undefined) throw new Error(`${file} is of no recipe`);
  const words = ({ directory }: World): readonly string[] => {
    writeFileSync(join(directory, file), text);
    copyFileSync(join(CERTIFICATES, 'certificate.pem'), join(directory, 'shop.crt.pem'));
    copyFileSync(join(CERTIFICATES, 'key.pem'), join(directory, 'shop.key.pem'));
    return [recipe.noun, `--file=${join(directory, file)}`, '--project=demo'];
  };
  return { name: file, words };
}

/** Changes of what is there are not made in an empty project. */
const EXAMPLES = readdirSync(SPECS)
  .filter((file) => !file.endsWith('-update.yaml'))
  .map(example);

/** Refers to an address and a certificate that somebody else made. */
const REFERRING: Inputs = {
  name: 'an address and a certificate that exist',
  words: () => [
    'internet-neg',
    'web',
    '--project=demo',
    '--add-endpoint=fqdn=api.example.com,port=443',
    '--address=theirs',
    '--ssl-certificates=theirs',
  ],
};

const INPUTS = [...EXAMPLES, REFERRING];
const NOUNS = RECIPES.filter(({ verb }) => verb === 'create').map(({ noun }) => noun);

/** A project with an address and a certificate, in which the account may do only this. */
async function worldOf(
  permissions: readonly string[] | null,
  options: WorldOptions = {},
  onPermission: (name: string) => void = () => undefined,
): Promise<World> {
  const clock = virtualClock(Date.UTC(2027, 0, 5, 12));
  const emulator = createEmulator({
    clock,
    timing: 0.1,
    onPermission,
    defaultNetwork: ['us-central1', 'europe-west1'],
  });
  const made = [
    ['addresses', { name: 'theirs' }],
    ['sslCertificates', { name: 'theirs', managed: { domains: ['a.example.com'] } }],
  ] as const;
  for (const [collection, body] of made) {
    const path = `/compute/v1/projects/demo/global/${collection}`;
    await emulator.handle({ method: 'POST', path, headers: {}, body: JSON.stringify(body) });
  }
  await deployAll(emulator, ['hello', 'web', 'api']);
  await startAll({ emulator, clock }, VMS_OF_EXAMPLES);
  await clock.sleep(60_000);
  emulator.allow(permissions);
  return new World({ ...options, emulator, clock });
}

function textsIn(document: JsonObject, key: string): readonly string[] {
  const value = document[key];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

async function listed(inputs: Inputs): Promise<JsonObject> {
  const world = await worldOf(null);
  const ended = await world.run('permissions', ...inputs.words(world), '--format=json');
  expect(ended.exitCode, ended.err).toBe(0);
  expect(world.calls).toEqual([]);
  const { result } = documentIn(ended);
  return result !== undefined && isJsonObject(result) ? result : {};
}

function writes(world: World): readonly string[] {
  const reading = [
    'list',
    'describe',
    'list-network-endpoints',
    'print-access-token',
    'get-iam-policy',
  ];
  return world.calls
    .filter((argv) => !reading.some((word) => argv.includes(word)))
    .map((argv) => argv.join(' '));
}

/** The call by which a step acts on the API, as faults name it. */
function callOf(step: JsonObject): string {
  const resource = step['resource'];
  const { kind, name } = resource !== undefined && isJsonObject(resource) ? resource : {};
  return kind === 'networkEndpoints'
    ? 'attachNetworkEndpoints:networkEndpointGroups'
    : `insert:${String(kind)}/${String(name)}`;
}

/** True for steps of the Compute API: the others have no operations that a list could show. */
function hasOperations(step: JsonObject): boolean {
  const resource = step['resource'];
  const kind = resource !== undefined && isJsonObject(resource) ? textAt(resource, 'kind') : '';
  return Object.values(KINDS).some(({ name, api }) => name === kind && api === COMPUTE_API);
}

/** The calls of the last steps that have operations, one in each kind of scope. */
async function lastCalls(inputs: Inputs): Promise<readonly string[]> {
  const world = await worldOf(null);
  const ended = await world.run('create', ...inputs.words(world), '--dry-run', '--format=json');
  const { plan } = documentIn(ended);
  const steps = plan !== undefined && isJsonObject(plan) ? objectsAt(plan, 'steps') : [];
  const calls = steps.flatMap((step): readonly (readonly [string, string])[] => {
    const [scope = ''] = /^(?:regions|zones)(?=\.)/.exec(textAt(step, 'id') ?? '') ?? [];
    return hasOperations(step) ? [[scope, callOf(step)]] : [];
  });
  return [...new Map(calls).values()];
}

async function newestRun(world: World): Promise<string> {
  const [run = ''] = (await world.run('runs', 'list')).out.split(' ');
  return run;
}

/** What is only looked at: where it is not granted, that is said, and nothing else is different. */
const DONE_WITHOUT: readonly string[] = ['run.services.getIamPolicy'];

/** The permissions that the API asks for in all that can happen to a plan. */
async function asked(inputs: Inputs, permissions: readonly string[]): Promise<readonly string[]> {
  const names = new Set<string>();
  const world = await worldOf(permissions, {}, (name) => names.add(name));
  names.clear();
  const create = ['create', ...inputs.words(world), '--yes'];
  expect((await world.run(...create)).exitCode).toBe(0);
  expect((await world.run('rollback', await newestRun(world), '--yes')).exitCode).toBe(0);
  // It leaves open what happened, so that the operations are read.
  for (const call of await lastCalls(inputs)) {
    world.emulator.addFaults([`${call}=503x*`]);
    expect((await world.run(...create)).exitCode, call).toBe(7);
    world.emulator.clearFaults();
  }
  return [...names].sort();
}

describe.each(INPUTS)('for $name the listed permissions', (inputs) => {
  it('are enough to create, to create again, to roll back, and where a step fails', async () => {
    const world = await worldOf(textsIn(await listed(inputs), 'all'));
    const before = world.state();
    const create = ['create', ...inputs.words(world), '--yes'];
    const ended = await world.run(...create);
    expect(ended.exitCode, ended.err).toBe(0);
    expect(ended.err).not.toContain('whether the account may');
    const whole = world.state();
    expect((await world.run(...create)).exitCode).toBe(0);
    expect(world.state()).toEqual(whole);
    const undone = await world.run('rollback', await newestRun(world), '--yes');
    expect(undone.exitCode, undone.err).toBe(0);
    expect(world.state()).toEqual(before);
    const last = (await lastCalls(inputs)).at(-1) ?? '';
    world.emulator.addFaults([`${last}=quotax*`]);
    const failed = await world.run(...create);
    expect(failed.exitCode, failed.err).toBe(7);
    expect(world.state()).toEqual(before);
  });

  it('are enough to resume, and to take back what a dead negctl left', async () => {
    const permissions = textsIn(await listed(inputs), 'all');
    for (const [way, when] of [
      ['resume', 'before'],
      ['rollback', 'after'],
    ] as const) {
      const world = await worldOf(permissions);
      const before = world.state();
      world.dieAtAppend(5, when);
      await expect(world.run('create', ...inputs.words(world), '--yes')).rejects.toThrow();
      await world.idle();
      const ended = await world.run(way, '--yes');
      expect(ended.exitCode, ended.err).toBe(0);
      if (way === 'rollback') expect(world.state()).toEqual(before);
    }
  });

  it('are just those that the API asks for', async () => {
    const all = textsIn(await listed(inputs), 'all');
    const needed = (await asked(inputs, all)).filter((name) => !DONE_WITHOUT.includes(name));
    expect(needed).toEqual(all);
  });

  it('are each missed before the first write, with a role and the command that grants it', async () => {
    const all = textsIn(await listed(inputs), 'all');
    expect(all.length).toBeGreaterThan(5);
    for (const without of all) {
      const world = await worldOf(all.filter((name) => name !== without));
      const before = world.state();
      const ended = await world.run('create', ...inputs.words(world), '--yes', '--format=json');
      expect(ended.exitCode, `${without}\n${ended.err}`).toBe(4);
      expect(writes(world)).toEqual([]);
      expect(world.state()).toEqual(before);
      const [error = {}] = objectsAt(documentIn(ended), 'errors');
      expect(textAt(error, 'code')).toBe('NEG-3103');
      expect(textAt(error, 'what')).toBe(`project demo does not grant ${without}`);
      expect(textAt(error, 'fix')).toMatch(
        /^gcloud projects add-iam-policy-binding demo --member=user:operator@example.com --role=roles\/(?:compute|dns|run|certificatemanager)\.[a-zA-Z0-9.]+ --condition=None/,
      );
      expect((await world.run('runs', 'list')).out).toBe('No runs yet.\n');
    }
  });
});

const [HTTPS] = EXAMPLES.filter(({ name }) => name === 'internet-neg-https.yaml');
if (HTTPS === undefined) throw new Error('the example with the most parts is gone');
const FULLEST = HTTPS;

async function allOfFullest(): Promise<readonly string[]> {
  return textsIn(await listed(FULLEST), 'all');
}

function tokens({ calls }: World): number {
  return calls.filter((argv) => argv.includes('print-access-token')).length;
}

describe('what is missing', () => {
  it('is told all at once, with what it is for, also where reading was forbidden already', async () => {
    const world = await worldOf(['compute.urlMaps.list']);
    const ended = await world.run('create', ...FULLEST.words(world), '--yes');
    expect(ended.exitCode).toBe(4);
    const told = ended.err.replaceAll(/\s+/g, ' ');
    for (const name of await allOfFullest()) {
      if (name !== 'compute.urlMaps.list') expect(told).toContain(name);
    }
    expect(told).toContain('read the quotas; ');
    expect(told).toContain('undo: create forwarding rule web-fr');
    expect(told).toContain('--role=roles/compute.loadBalancerAdmin');
  });

  it('matters only for what is still to be done', async () => {
    const world = await worldOf(null);
    const create = ['create', ...FULLEST.words(world), '--yes'];
    expect((await world.run(...create)).exitCode).toBe(0);
    world.emulator.allow(['compute.*.list', 'compute.*.get']);
    const again = await world.run(...create);
    expect(again.exitCode, again.err).toBe(0);
    expect(again.out).toContain('Nothing to do');
  });

  it('does not keep somebody who only reads from a dry run, and is told there', async () => {
    const world = await worldOf(['compute.*.list', 'compute.*.get']);
    const ended = await world.run(
      'create',
      ...FULLEST.words(world),
      '--dry-run=server',
      '--format=json',
    );
    expect(ended.exitCode, ended.err).toBe(0);
    const { result } = documentIn(ended);
    expect(result).toMatchObject({
      ungranted: expect.arrayContaining(['compute.urlMaps.create', 'compute.urlMaps.delete']),
    });
    expect(ended.err.replaceAll(/\s+/g, ' ')).toContain(
      'project demo does not grant this account all it takes to apply the plan: compute.backendServices.create',
    );
  });

  it('stops a rollback and a resume before they touch anything', async () => {
    const world = await worldOf(null);
    const all = await allOfFullest();
    await world.run('create', ...FULLEST.words(world), '--yes');
    const whole = world.state();
    const run = await newestRun(world);
    world.emulator.allow(all.filter((name) => name !== 'compute.urlMaps.delete'));
    const refused = await world.run('rollback', run, '--yes');
    expect(refused.exitCode).toBe(4);
    expect(refused.err).toContain('does not grant compute.urlMaps.delete');
    expect(world.state()).toEqual(whole);
    const insisted = await world.run('rollback', run, '--yes', '--no-permission-check');
    expect(insisted.exitCode).toBe(8);
    world.emulator.allow(all);
    expect((await world.run('rollback', run, '--yes')).exitCode).toBe(0);

    world.dieAtAppend(5, 'after');
    await expect(world.run('create', ...FULLEST.words(world), '--yes')).rejects.toThrow();
    await world.idle();
    const half = world.state();
    world.emulator.allow(all.filter((name) => name !== 'compute.globalForwardingRules.create'));
    const stopped = await world.run('resume', '--yes');
    expect(stopped.exitCode).toBe(4);
    expect(stopped.err).toContain('does not grant compute.globalForwardingRules.create');
    expect(world.state()).toEqual(half);
    world.emulator.allow(all);
    expect((await world.run('resume', '--yes')).exitCode).toBe(0);
  });
});

describe('the check', () => {
  it('is one call of gcloud, also where somebody takes their time to agree', async () => {
    const world = await worldOf(null, { answers: ['yes'] });
    const ended = await world.run('create', ...FULLEST.words(world));
    expect(ended.exitCode, ended.err).toBe(0);
    expect(tokens(world)).toBe(1);
  });

  it.each([
    ['--no-permission-check', {}],
    ['', { NEGCTL_NO_PERMISSION_CHECK: '1' }],
  ])('can be left out: %s %j', async (flag, environment) => {
    const all = await allOfFullest();
    const world = await worldOf(
      all.filter((name) => name !== 'compute.urlMaps.delete'),
      { environment },
    );
    const flags = flag === '' ? [] : [flag];
    const ended = await world.run('create', ...FULLEST.words(world), '--yes', ...flags);
    expect(ended.exitCode, ended.err).toBe(0);
    expect(tokens(world)).toBe(0);
  });

  it.each([
    ['api-disabled', 'HTTP 403: Cloud Resource Manager API has not been used'],
    ['403', 'HTTP 403: Required'],
    ['503', 'HTTP 503'],
    ['drop-before', 'fetch failed'],
    ['truncate', 'the answer is not one of this API'],
  ])('that cannot be made (%s) is named, and the run goes on', async (fault, because) => {
    const world = await worldOf(null);
    world.emulator.addFaults([`testIamPermissions:projects=${fault}`]);
    const ended = await world.run('create', ...FULLEST.words(world), '--yes');
    expect(ended.exitCode, ended.err).toBe(0);
    expect(ended.err.replaceAll(/\s+/g, ' ')).toContain(
      `Not checked: whether the account may do all this (${because}`,
    );
  });
});

describe('negctl permissions', () => {
  it('fits 80 columns, and lists undo apart, the last thing first', async () => {
    const world = await worldOf(null);
    const ended = await world.run('permissions', ...FULLEST.words(world));
    expect(ended.exitCode, ended.err).toBe(0);
    expect(ended.out.split('\n').filter((line) => line.length > 80)).toEqual([]);
    const [forward = '', back = ''] = ended.out.split('To take back');
    expect(forward).not.toContain('.delete');
    expect(back.indexOf('globalForwardingRules.delete')).toBeGreaterThan(0);
    expect(back.indexOf('globalForwardingRules.delete')).toBeLessThan(
      back.indexOf('globalNetworkEndpointGroups.delete'),
    );
    expect(ended.out).toContain('--role=roles/compute.loadBalancerAdmin');
  });

  it.each(NOUNS)('of %s without inputs covers whatever its examples take', async (noun) => {
    const world = await worldOf(null);
    const most = documentIn(
      await world.run('permissions', noun, '--project=demo', '--format=json'),
    )['result'];
    const all = most !== undefined && isJsonObject(most) ? textsIn(most, 'all') : [];
    for (const inputs of INPUTS.filter(({ words }) => words(world)[0] === noun)) {
      expect(all).toEqual(expect.arrayContaining([...textsIn(await listed(inputs), 'all')]));
    }
  });

  it('names what is needed elsewhere: to impersonate, to charge another project, to share runs', async () => {
    const world = await worldOf(null);
    const ended = await world.run(
      'permissions',
      'internet-neg',
      '--impersonate-service-account=ci@demo.iam.gserviceaccount.com',
      '--billing-project=payer',
      '--state=gs://team/negctl',
    );
    const told = ended.out.replaceAll(/\s+/g, ' ');
    expect(told).toContain('--member=serviceAccount:ci@demo.iam.gserviceaccount.com');
    expect(told).toContain('iam.serviceAccounts.getAccessToken on service account ci@demo');
    expect(told).toContain('serviceusage.services.use on project payer');
    for (const verb of ['create', 'delete', 'get', 'list'])
      expect(told).toContain(`storage.objects.${verb} on bucket gs://team, as in roles/`);
  });

  it('refuses inputs that create would refuse', async () => {
    const world = await worldOf(null);
    const ended = await world.run('permissions', 'internet-neg', '--lb=none');
    expect(ended.exitCode).toBe(3);
    expect(ended.err).toContain('missing: endpoints');
    expect(ended.err).not.toContain('missing: project');
  });
});
