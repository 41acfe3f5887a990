import { describe, expect, it } from 'vitest';
import type { EmulatorState } from '../../src/emulator/emulator.ts';
import { comparableState } from '../../src/emulator/state.ts';
import { type Json, type JsonObject, objectsAt, textAt } from '../../src/json.ts';
import { deployAll } from '../support/cloud-run.ts';
import { documentIn, World } from '../support/world.ts';

const PLACE = ['--project=demo', '--region=us-central1'];
const CREATE = [
  ...['create', 'serverless-ilb', 'web', ...PLACE, '--network=lb', '--create-network'],
  ...['--subnet=apps', '--subnet-range=10.1.2.0/24', '--cloud-run-service=web'],
  ...['--path-rules=/api/*=api', '--frontend-protocol=HTTP', '--yes'],
];
const UPDATE = ['update', 'serverless-ilb', 'web', ...PLACE];
const CONSENT = ['--yes', '--confirm=web'];

async function inService(): Promise<World> {
  const world = new World();
  await deployAll(world.emulator, ['web', 'api', 'next']);
  const made = await world.run(...CREATE);
  expect(made.exitCode, made.err).toBe(0);
  return world;
}

function fieldsAt({ resources }: EmulatorState, path: string): JsonObject | undefined {
  return resources[`projects/demo/regions/us-central1/${path}`]?.fields;
}

function groupsOf(world: World, service = 'web-bes'): readonly string[] {
  const document = fieldsAt(world.emulator.state(), `backendServices/${service}`) ?? {};
  return objectsAt(document, 'backends').map(
    (one) => (textAt(one, 'group') ?? '').split('/').at(-1) ?? '',
  );
}

function calls(world: World): Json {
  const neg = groupsOf(world)[0] ?? '';
  const fields = fieldsAt(world.emulator.state(), `networkEndpointGroups/${neg}`);
  return fields?.['cloudRun'] ?? null;
}

/** What a load balancer is, whatever ids and fingerprints it has. */
function shown(world: World): unknown {
  return comparableState(world.emulator.state());
}

describe('update serverless-ilb', () => {
  it('puts another service behind it by one write, deletes the old NEG, and goes back', async () => {
    const world = await inService();
    const before = shown(world);
    const service = fieldsAt(world.emulator.state(), 'backendServices/web-bes');
    const ended = await world.run(...UPDATE, '--cloud-run-service=next', ...CONSENT);
    expect(ended.exitCode, ended.err).toBe(0);
    expect(ended.err).toMatch(/\+ +1 +networkEndpointGroups\/web-neg-2 +Cloud Run next/);
    expect(ended.err).toMatch(/~ +2 +backendSwaps\/web-bes +web-neg -> web-neg-2; after 1/);
    expect(ended.err).toMatch(/- +3 +retirements\/web-neg +Cloud Run web, deleted; after 2/);
    expect(groupsOf(world)).toEqual(['web-neg-2']);
    expect(calls(world)).toEqual({ service: 'next' });
    expect(fieldsAt(world.emulator.state(), 'networkEndpointGroups/web-neg')).toBeUndefined();
    expect(groupsOf(world, 'web-api-bes')).toEqual(['web-api-neg']);
    const after = fieldsAt(world.emulator.state(), 'backendServices/web-bes');
    const withoutBackends = ({ backends: _, fingerprint: __, ...rest }: JsonObject = {}) => rest;
    expect(withoutBackends(after)).toEqual(withoutBackends(service));
    const again = await world.run(...UPDATE, '--cloud-run-service=next', ...CONSENT);
    expect(again.exitCode, again.err).toBe(0);
    expect(again.out).toContain('1 resource as planned already, 0 changes');
    const [, run = ''] = /negctl rollback (\S+)/.exec(ended.out) ?? [];
    const back = await world.run('rollback', run, '--yes');
    expect(back.exitCode, back.err).toBe(0);
    expect(shown(world)).toEqual(before);
  });

  it('takes a tag, a mask, and the service of a path', async () => {
    const world = await inService();
    const mask = await world.run(...UPDATE, '--cloud-run-url-mask=/<service>', ...CONSENT);
    expect(mask.exitCode, mask.err).toBe(0);
    expect(calls(world)).toEqual({ urlMask: '/<service>' });
    const path = await world.run(
      ...[...UPDATE, '--backend-service-name=web-api-bes', '--cloud-run-service=next'],
      ...['--neg-name=api-of-next', ...CONSENT],
    );
    expect(path.exitCode, path.err).toBe(0);
    expect(groupsOf(world, 'web-api-bes')).toEqual(['api-of-next']);
    const tag = await world.run(
      ...[...UPDATE, '--cloud-run-service=web', '--cloud-run-tag=green', ...CONSENT],
      '--format=json',
    );
    expect(tag.exitCode, tag.out).toBe(6);
    expect(objectsAt(documentIn(tag), 'errors').map((one) => textAt(one, 'code'))).toEqual([
      'url-mask/service-exists',
    ]);
    expect(calls(world)).toEqual({ urlMask: '/<service>' });
  });

  it('asks for the name where a plain yes is given', async () => {
    const world = await inService();
    const before = world.state();
    const ended = await world.run(...UPDATE, '--cloud-run-service=next', '--yes');
    expect(ended.exitCode, ended.err).toBe(3);
    expect(ended.err).toContain('--confirm=web');
    expect(world.state()).toEqual(before);
  });

  it('refuses what is not there, and settings that gcloud would clear', async () => {
    const world = await inService();
    const codes = async (...words: readonly string[]): Promise<readonly unknown[]> => {
      const ended = await world.run(...words, ...CONSENT, '--format=json');
      expect(ended.exitCode, ended.out).toBe(6);
      return objectsAt(documentIn(ended), 'errors').map((one) => textAt(one, 'code'));
    };
    const next = '--cloud-run-service=next';
    expect(await codes(...UPDATE, next, '--backend-service-name=nowhere')).toEqual([
      'serverless/update-backend',
    ]);
    const path = '/compute/v1/projects/demo/regions/us-central1/backendServices/web-bes';
    const body = JSON.stringify({ outlierDetection: { consecutiveErrors: 3 } });
    await world.emulator.handle({ method: 'PATCH', path, body });
    await world.clock.sleep(60_000);
    expect(await codes(...UPDATE, next)).toEqual(['serverless/update-settings']);
  });

  it.each([
    ['the new NEG', ['insert:networkEndpointGroups=permissionx*']],
    ['the swap', ['patch:backendServices=permissionx*']],
    ['the old NEG', ['delete:networkEndpointGroups/web-neg=permissionx*']],
  ])('is as before where %s fails', async (_what, faults) => {
    const world = await inService();
    const before = shown(world);
    world.emulator.addFaults(faults);
    const ended = await world.run(...UPDATE, '--cloud-run-service=next', ...CONSENT);
    expect(ended.exitCode, ended.err).toBe(7);
    world.emulator.clearFaults();
    expect(shown(world)).toEqual(before);
  });
});
