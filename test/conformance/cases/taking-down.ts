import { readFileSync } from 'node:fs';
import { detachment } from '../../../src/resources/backend.ts';
import { KINDS } from '../../../src/resources/kinds.ts';
import { GLOBAL, type Scope } from '../../../src/resources/resource.ts';
import { urlMapSwitch } from '../../../src/resources/target-proxy.ts';
import type { Case, Preparation } from '../case.ts';
import { pemFile } from '../resources.ts';
import * as world from '../world.ts';

/* What list, describe and delete add to the commands of a plan that only creates. */

const REGION: Scope = { type: 'region', region: 'us-central1' };
const IN_REGION = 'regions/us-central1';

const NETWORK: Preparation = [
  'POST',
  'global/networks',
  { name: 'net', autoCreateSubnetworks: false },
];
const HEALTH_CHECK: Preparation = [
  'POST',
  'global/healthChecks',
  { name: 'check', type: 'HTTP', httpHealthCheck: {} },
];
const REGIONAL_CHECK: Preparation = [
  'POST',
  `${IN_REGION}/healthChecks`,
  { name: 'check', type: 'TCP', tcpHealthCheck: {} },
];
const TCP_SERVICE: Preparation = [
  'POST',
  'global/backendServices',
  { name: 'tcp', protocol: 'TCP', loadBalancingScheme: 'EXTERNAL_MANAGED' },
];
const TCP_PROXY: Preparation = [
  'POST',
  'global/targetTcpProxies',
  { name: 'tcp', service: 'projects/demo/global/backendServices/tcp' },
];
const SSL_SERVICE: Preparation = [
  'POST',
  'global/backendServices',
  { name: 'ssl', protocol: 'SSL', loadBalancingScheme: 'EXTERNAL_MANAGED' },
];
const SSL_PROXY: Preparation = [
  'POST',
  'global/targetSslProxies',
  {
    name: 'ssl',
    service: 'projects/demo/global/backendServices/ssl',
    sslCertificates: ['projects/demo/global/sslCertificates/certificate'],
  },
];
const OTHER_MAP: Preparation = [
  'POST',
  'global/urlMaps',
  { name: 'other', defaultService: 'projects/demo/global/backendServices/service' },
];
const SERVERLESS_NEG: Preparation = [
  'POST',
  `${IN_REGION}/networkEndpointGroups`,
  { name: 'run', networkEndpointType: 'SERVERLESS', cloudRun: { service: 'run' } },
];
const SERVERLESS_SERVICE: Preparation = [
  'POST',
  'global/backendServices',
  {
    name: 'serverless',
    protocol: 'HTTPS',
    loadBalancingScheme: 'EXTERNAL_MANAGED',
    backends: [{ group: `projects/demo/${IN_REGION}/networkEndpointGroups/run` }],
  },
];
const REGIONAL_SERVICE: Preparation = [
  'POST',
  `${IN_REGION}/backendServices`,
  { name: 'service', protocol: 'HTTP', loadBalancingScheme: 'INTERNAL_MANAGED' },
];
const REGIONAL_MAPS: readonly Preparation[] = ['map', 'other'].map((name) => [
  'POST',
  `${IN_REGION}/urlMaps`,
  { name, defaultService: `projects/demo/${IN_REGION}/backendServices/service` },
]);
const REGIONAL_PROXY: Preparation = [
  'POST',
  `${IN_REGION}/targetHttpProxies`,
  { name: 'http-proxy', urlMap: `projects/demo/${IN_REGION}/urlMaps/map` },
];

const REGIONAL_CERTIFICATE: Preparation = [
  'POST',
  `${IN_REGION}/sslCertificates`,
  {
    name: 'own',
    certificate: readFileSync(pemFile('certificate.pem'), 'utf8'),
    privateKey: readFileSync(pemFile('key.pem'), 'utf8'),
  },
];
const REGIONAL_HTTPS_PROXY: Preparation = [
  'POST',
  `${IN_REGION}/targetHttpsProxies`,
  {
    name: 'https-proxy',
    urlMap: `projects/demo/${IN_REGION}/urlMaps/map`,
    sslCertificates: [`projects/demo/${IN_REGION}/sslCertificates/own`],
  },
];

const EVERYWHERE: readonly Preparation[] = [
  NETWORK,
  ...world.CHAIN,
  HEALTH_CHECK,
  REGIONAL_CHECK,
  TCP_SERVICE,
  TCP_PROXY,
  SSL_SERVICE,
  SSL_PROXY,
  SERVERLESS_NEG,
  SERVERLESS_SERVICE,
];

const LISTS: readonly Case[] = Object.values(KINDS).flatMap(({ name, listAll }): readonly Case[] =>
  listAll === null
    ? []
    : [
        { name: `list all ${name}`, world: EVERYWHERE, command: listAll },
        { name: `list all ${name} where there are none`, command: listAll },
        {
          name: `list all ${name} without permission`,
          world: EVERYWHERE,
          faults: [
            name === 'targetSslProxies' ? `list:${name}=permission` : `*:${name}=permission`,
          ],
          command: listAll,
          ends: 'permission',
        },
      ],
);

const REMOVED = ['healthChecks', 'targetTcpProxies', 'targetSslProxies'] as const;
const NAMES = { healthChecks: 'check', targetTcpProxies: 'tcp', targetSslProxies: 'ssl' };

const REMOVALS: readonly Case[] = REMOVED.flatMap((kind): readonly Case[] => {
  const command = KINDS[kind].remove?.(GLOBAL, NAMES[kind]);
  if (command === undefined) return [];
  return [
    { name: `remove one of ${kind}`, world: EVERYWHERE, command },
    { name: `remove one of ${kind} that is not there`, command, ends: 'not-found' },
    {
      name: `remove one of ${kind}, the API says it is in use`,
      world: EVERYWHERE,
      faults: [`delete:${kind}=in-use`],
      command,
      ends: 'in-use',
    },
  ];
});

function inRegion(group: string, name: string) {
  return { argv: ['compute', group, 'delete', name, '--region=us-central1'] };
}

const PLACES: readonly Case[] = [
  {
    name: 'remove a health check of a region',
    world: [REGIONAL_CHECK],
    command: inRegion('health-checks', 'check'),
  },
  {
    name: 'remove a TCP proxy of a region that is not there',
    command: inRegion('target-tcp-proxies', 'tcp'),
    ends: 'not-found',
  },
  ...['health-checks', 'target-tcp-proxies'].flatMap((group): readonly Case[] =>
    ['--global', '--regions=us-central1'].map((scope) => ({
      name: `${group} list ${scope}`,
      world: EVERYWHERE,
      command: { argv: ['compute', group, 'list', scope] },
    })),
  ),
];

const NEG = { id: '', scope: REGION, name: 'run' };
const DETACHMENTS: readonly Case[] = [
  {
    name: 'take a serverless NEG off its global backend service',
    world: [SERVERLESS_NEG, SERVERLESS_SERVICE],
    command: detachment({ id: '', scope: GLOBAL, name: 'serverless' }, NEG),
  },
];

const HTTP = { kind: 'targetHttpProxies', name: 'http-proxy', scope: GLOBAL } as const;
const HTTPS = { kind: 'targetHttpsProxies', name: 'https-proxy', scope: GLOBAL } as const;
const OTHER = { name: 'other', scope: GLOBAL };

const REGIONAL_PROXIES: readonly Preparation[] = [
  NETWORK,
  REGIONAL_SERVICE,
  ...REGIONAL_MAPS,
  REGIONAL_PROXY,
  REGIONAL_CERTIFICATE,
  REGIONAL_HTTPS_PROXY,
];

const SWITCHES: readonly Case[] = [HTTP, HTTPS].flatMap((proxy): readonly Case[] => [
  {
    name: `${proxy.kind}: another URL map`,
    world: [...world.CHAIN, OTHER_MAP],
    command: urlMapSwitch(proxy, OTHER),
  },
  {
    name: `${proxy.kind}: a URL map that is not there`,
    world: world.CHAIN,
    command: urlMapSwitch(proxy, OTHER),
    ends: 'not-found',
  },
  {
    name: `${proxy.kind} that is not there: another URL map`,
    world: [...world.BACKEND, OTHER_MAP],
    command: urlMapSwitch(proxy, OTHER),
    ends: 'not-found',
  },
  {
    name: `${proxy.kind} of a region: another URL map`,
    world: REGIONAL_PROXIES,
    command: urlMapSwitch({ ...proxy, scope: REGION }, { name: 'other', scope: REGION }),
  },
]);

/** What taking down adds: lists of all scopes, kinds that are only deleted, detaching, repointing. */
export const TAKING_DOWN: readonly Case[] = [
  ...LISTS,
  ...REMOVALS,
  ...PLACES,
  ...DETACHMENTS,
  ...SWITCHES,
];
