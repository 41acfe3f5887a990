import { describe, expect, it } from 'vitest';
import { type Facts, NO_FACTS } from '../../src/facts/facts.ts';
import {
  APPLICATION_FRONT_END_FIELDS,
  APPLICATION_NAME_FIELDS,
} from '../../src/inputs/fields/groups.ts';
import {
  globalAccessField,
  proxyOnlySubnetNameField,
  subnetField,
} from '../../src/inputs/fields/region.ts';
import { nameField } from '../../src/inputs/fields/set-up.ts';
import { gather } from '../../src/inputs/gather.ts';
import { Values } from '../../src/inputs/values.ts';
import type { Json } from '../../src/json.ts';
import { buildPlan } from '../../src/plan/build.ts';
import { applicationFrontEnd, tcpFrontEnd } from '../../src/recipes/parts/front-end.ts';
import {
  REGION_FIELDS,
  regionalReads,
  regionalSite,
} from '../../src/recipes/parts/regional-site.ts';
import { backendService } from '../../src/resources/backend-service.ts';
import type { Resource } from '../../src/resources/resource.ts';
import { urlMapToService } from '../../src/resources/url-map.ts';

/* What the recipes of regional load balancers share, put together as a recipe does it. */

const FIELDS = [
  nameField,
  ...REGION_FIELDS,
  subnetField,
  ...APPLICATION_FRONT_END_FIELDS,
  globalAccessField,
  ...APPLICATION_NAME_FIELDS,
  proxyOnlySubnetNameField,
];

function valuesOf(said: Readonly<Record<string, Json>>): Values {
  const given = Object.entries({ name: 'web', region: 'us-central1', ...said }).map(([id, raw]) => {
    const field = FIELDS.find((candidate) => candidate.id === id);
    if (field === undefined) throw new Error(`no field ${id}`);
    return { field, raw, source: { kind: 'argument' } as const };
  });
  const { values, problems } = gather(given, Values.none);
  expect(problems).toEqual([]);
  return values;
}

function madeOf(
  said: Readonly<Record<string, Json>>,
  kind: 'application' | 'tcp',
  facts: Facts | null = null,
): readonly Resource[] {
  const values = valuesOf(said);
  const context = { certificateDigest: () => '0'.repeat(64), facts };
  const scheme = values.get(subnetField) === undefined ? 'EXTERNAL_MANAGED' : 'INTERNAL_MANAGED';
  const site = regionalSite(values, scheme, context);
  const service = backendService({
    scope: site.scope,
    name: 'web-bes',
    scheme,
    protocol: kind === 'tcp' ? 'TCP' : 'HTTPS',
    healthCheck: null,
    customRequestHeaders: [],
    loggingSampleRate: null,
  });
  if (kind === 'tcp') return [...site.groundwork, service, ...tcpFrontEnd(values, site, service)];
  const urlMap = urlMapToService('web-map', service);
  const frontEnd = applicationFrontEnd(values, site, urlMap, context.certificateDigest);
  return [...site.groundwork, service, urlMap, ...frontEnd];
}

/** The commands in the order of their plan. */
function commandsOf(resources: readonly Resource[]): readonly string[] {
  const planned = buildPlan({
    recipe: 'test',
    name: 'web',
    project: 'demo',
    inputs: [],
    resources,
    facts: null,
    warnings: [],
  });
  if (!planned.ok) throw new Error('a conflict in an empty project');
  return planned.plan.steps.flatMap((step) =>
    step.effect === 'judge' ? [] : [step.run.argv.slice(1).join(' ')],
  );
}

describe('the shared parts of regional load balancers', () => {
  it('make an external front end: everything in the region, the proxies before the rule', () => {
    const commands = commandsOf(
      madeOf(
        { frontEndProtocol: 'HTTPS', sslCertificates: 'own', redirectHttp: true },
        'application',
      ),
    );
    for (const command of commands) expect(command).toContain(' --region=us-central1');
    const rules = commands.filter((command) => command.startsWith('forwarding-rules'));
    expect(rules).toEqual([
      'forwarding-rules create web-fr --region=us-central1 --load-balancing-scheme=EXTERNAL_MANAGED --network-tier=PREMIUM --network=default --address=web-ip --address-region=us-central1 --target-https-proxy=web-proxy --target-https-proxy-region=us-central1 --ports=443',
      'forwarding-rules create web-redirect-fr --region=us-central1 --load-balancing-scheme=EXTERNAL_MANAGED --network-tier=PREMIUM --network=default --address=web-ip --address-region=us-central1 --target-http-proxy=web-redirect-proxy --target-http-proxy-region=us-central1 --ports=80',
    ]);
    const subnet = commands.findIndex((command) => command.startsWith('networks subnets create'));
    expect(subnet).toBeGreaterThanOrEqual(0);
    expect(subnet).toBeLessThan(commands.indexOf(rules[0] ?? ''));
  });

  it('make an internal front end with an address of the subnet', () => {
    const commands = commandsOf(
      madeOf(
        { subnet: 'apps', port: 3306, allowGlobalAccess: true, frontEndProtocol: 'HTTP' },
        'tcp',
      ),
    );
    expect(commands).toContain('addresses create web-ip --region=us-central1 --subnet=apps');
    expect(commands.at(-1)).toBe(
      'forwarding-rules create web-fr --region=us-central1 --load-balancing-scheme=INTERNAL_MANAGED --network=default --subnet=apps --subnet-region=us-central1 --address=web-ip --address-region=us-central1 --target-tcp-proxy=web-proxy --target-tcp-proxy-region=us-central1 --ports=3306 --allow-global-access',
    );
  });

  it('take the proxy-only subnet that the network has, under whatever name', () => {
    const values = valuesOf({});
    expect(regionalReads(values).map(({ kind }) => kind)).toContain('subnetworks');
    const network = 'https://www.googleapis.com/compute/v1/projects/demo/global/networks/default';
    const live = {
      name: 'of-somebody',
      network,
      ipCidrRange: '10.200.0.0/24',
      purpose: 'REGIONAL_MANAGED_PROXY',
      role: 'ACTIVE',
    };
    const facts = {
      ...NO_FACTS,
      documents: new Map([['regions/us-central1/subnetworks', [live]]]),
    };
    const found = madeOf({ frontEndProtocol: 'HTTP' }, 'application', facts);
    const subnets = found.filter(({ kind }) => kind === 'subnetworks');
    expect(subnets.map(({ id }) => id)).toEqual(['regions/us-central1/subnetworks/of-somebody']);
    const rule = found.find(({ kind }) => kind === 'forwardingRules');
    expect(rule?.refs).toContain('regions/us-central1/subnetworks/of-somebody');
  });
});
