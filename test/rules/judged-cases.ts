import { chmodSync, copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Facts, NO_FACTS } from '../../src/facts/facts.ts';
import { networkField, regionField } from '../../src/inputs/fields/region.ts';
import { cloudRunServiceField } from '../../src/inputs/fields/serverless.ts';
import { Values } from '../../src/inputs/values.ts';
import type { JsonObject } from '../../src/json.ts';
import { type BackendServiceInit, backendService } from '../../src/resources/backend-service.ts';
import { GLOBAL } from '../../src/resources/resource.ts';
import { serverlessNeg } from '../../src/resources/serverless-neg.ts';
import { noInstanceGroups, noMixedBackends } from '../../src/rules/live-backends.ts';
import { ingressAdmits, oneServerlessNeg } from '../../src/rules/live-serverless.ts';
import { noOldPurpose } from '../../src/rules/region.ts';
import type { LiveContext, LiveRule } from '../../src/rules/rule.ts';
import { urlMapSize } from '../../src/rules/url-map-size.ts';
import { noLegacyNetwork } from '../../src/rules/zoned-live.ts';
import { World } from '../support/world.ts';
import type { Flags } from './cases.ts';
import { CERTIFICATES, create, spoke } from './trying.ts';

/** For one rule: something that it accepts and something that it speaks about; true where it spoke. */
export interface JudgedCase {
  readonly rule: string;
  readonly name: string;
  readonly accepted: () => boolean | Promise<boolean>;
  readonly speaking: () => boolean | Promise<boolean>;
}

const REGION = { type: 'region', region: 'us-central1' } as const;
const LINK = 'https://www.googleapis.com/compute/v1/projects/demo';

/** A rule about what no emulated project can hold, or what takes a large one. */
function judged(
  rule: LiveRule,
  name: string,
  accepted: Partial<LiveContext>,
  speaking: Partial<LiveContext>,
): JudgedCase {
  const speaks = (context: Partial<LiveContext>): boolean =>
    rule.check({
      values: Values.none,
      resources: [],
      facts: NO_FACTS,
      now: new Date(),
      ...context,
    }).length > 0;
  return {
    rule: rule.id,
    name,
    accepted: () => speaks(accepted),
    speaking: () => speaks(speaking),
  };
}

function there(collection: string, ...documents: readonly JsonObject[]): { readonly facts: Facts } {
  return { facts: { ...NO_FACTS, documents: new Map([[collection, documents]]) } };
}

function service(init: Partial<BackendServiceInit>) {
  return backendService({
    scope: GLOBAL,
    healthCheck: null,
    name: 'web-bes',
    scheme: 'EXTERNAL_MANAGED',
    protocol: 'HTTPS',
    customRequestHeaders: [],
    loggingSampleRate: null,
    ...init,
  });
}

const regional = service({ scope: REGION, scheme: 'INTERNAL_MANAGED' });
const SERVICES = 'global/backendServices';

function holding(group: string): JsonObject {
  return { name: 'web-bes', backends: [{ group: `${LINK}/${group}` }] };
}

function inNetwork(name: string) {
  return Values.none.with(networkField, name, { kind: 'argument' });
}

const OLD_SUBNET = {
  name: 'old-proxies',
  network: `${LINK}/global/networks/default`,
  region: `${LINK}/regions/us-central1`,
  ipCidrRange: '10.0.0.0/24',
  purpose: 'INTERNAL_HTTPS_LOAD_BALANCER',
  role: 'ACTIVE',
};

function inRegion(region: string) {
  const values = inNetwork('default').with(regionField, region, { kind: 'argument' });
  return { values, ...there('global/subnetworks', OLD_SUBNET) };
}

const RUN = {
  values: Values.none.with(cloudRunServiceField, 'web', { kind: 'argument' }),
  ...there('regions/us-central1/cloudRunServices', { name: 'web', ingress: 'internal' }),
};
const NEG = serverlessNeg({
  scope: REGION,
  name: 'neg',
  target: { platform: 'cloud-run', service: 'web' },
});

function mapOf(letters: number) {
  return {
    ...service({}),
    kind: 'urlMaps',
    name: 'web-map',
    body: { description: 'x'.repeat(letters) },
  } as const;
}

/** Whether a rule speaks about a set-up whose secret file has a mode. */
async function fileSpoke(rule: string, mode: number): Promise<boolean> {
  const world = new World();
  const file = join(world.directory, 'file');
  const isKey = rule === 'tls/key-readable';
  if (isKey) copyFileSync(join(CERTIFICATES, 'key.pem'), file);
  else writeFileSync(file, 's'.repeat(22));
  chmodSync(file, mode);
  const flags: Flags = isKey
    ? { domains: null, certificate: 'CERTIFICATES/certificate.pem', 'private-key': file }
    : { 'secret-header': 'X-Key', 'secret-file': file };
  return spoke(await create(world, 'internet-neg', flags, '--dry-run')).includes(rule);
}

function readable(rule: string, mode: number): JudgedCase {
  return {
    rule,
    name: `mode ${mode.toString(8)}`,
    accepted: () => fileSpoke(rule, 0o600),
    speaking: () => fileSpoke(rule, mode),
  };
}

async function spokeAfter(years: number): Promise<boolean> {
  const world = new World();
  await world.clock.sleep(years * 365 * 24 * 3_600_000);
  const flags: Flags = {
    domains: null,
    certificate: 'CERTIFICATES/certificate.pem',
    'private-key': 'CERTIFICATES/key.pem',
  };
  const ended = await create(world, 'internet-neg', flags, '--dry-run');
  return spoke(ended).includes('tls/expired-served');
}

export const JUDGED_CASES: readonly JudgedCase[] = [
  readable('headers/secret-readable', 0o640),
  readable('tls/key-readable', 0o640),
  readable('tls/key-readable', 0o604),
  {
    rule: 'tls/expired-served',
    name: 'a certificate of long ago',
    accepted: () => spokeAfter(0),
    speaking: () => spokeAfter(200),
  },
  judged(
    noOldPurpose,
    'a subnet of the old purpose, in its own region',
    inRegion('us-east1'),
    inRegion('us-central1'),
  ),
  judged(
    noLegacyNetwork,
    'a network without subnets',
    { values: inNetwork('old'), ...there('global/networks', { name: 'old' }) },
    {
      values: inNetwork('old'),
      ...there('global/networks', { name: 'old', IPv4Range: '10.240.0.0/16' }),
    },
  ),
  judged(
    noInstanceGroups,
    'a service of somebody else with an instance group',
    { resources: [service({})], ...there(SERVICES, holding('global/networkEndpointGroups/n')) },
    {
      resources: [service({})],
      ...there(SERVICES, holding('zones/us-central1-a/instanceGroups/vms')),
    },
  ),
  ...['zones/us-central1-a', 'regions/us-central1'].map((place) =>
    judged(
      noMixedBackends,
      `a service with a NEG of ${place}`,
      { resources: [service({})], ...there(SERVICES) },
      {
        resources: [service({})],
        ...there(SERVICES, holding(`${place}/networkEndpointGroups/n`)),
      },
    ),
  ),
  judged(
    ingressAdmits,
    'ingress internal, which is enough for an internal load balancer only',
    { ...RUN, resources: [NEG, regional] },
    { ...RUN, resources: [NEG, service({ scope: REGION })] },
  ),
  judged(
    oneServerlessNeg,
    'a service that holds another NEG',
    { resources: [regional], ...there('regions/us-central1/backendServices') },
    {
      resources: [regional],
      ...there(
        'regions/us-central1/backendServices',
        holding('regions/us-central1/networkEndpointGroups/other'),
      ),
    },
  ),
  judged(
    urlMapSize,
    'a map of more than 64 KB behind an external load balancer',
    { resources: [mapOf(65_000), service({})] },
    { resources: [mapOf(66_000), service({})] },
  ),
];
