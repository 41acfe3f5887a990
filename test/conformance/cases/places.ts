import type { Case, Preparation } from '../case.ts';
import { pemFile } from '../resources.ts';
import * as world from '../world.ts';

/* Scopes that negctl's resources do not have yet: the commands are written by hand. */

const REGION = 'us-central1';
const ZONE = 'us-central1-a';

function words(line: string) {
  return { argv: ['compute', ...line.split(' ')] };
}

interface Group {
  readonly group: string;
  /** Its resource in the chain. */
  readonly name: string;
}

const GROUPS: readonly Group[] = [
  { group: 'addresses', name: 'address' },
  { group: 'ssl-certificates', name: 'certificate' },
  { group: 'network-endpoint-groups', name: 'neg' },
  { group: 'backend-services', name: 'service' },
  { group: 'url-maps', name: 'map' },
  { group: 'target-http-proxies', name: 'http-proxy' },
  { group: 'target-https-proxies', name: 'https-proxy' },
  { group: 'forwarding-rules', name: 'rule' },
];

const IN_EVERY_GROUP: readonly Case[] = GROUPS.flatMap(({ group, name }): readonly Case[] => [
  {
    name: `${group}: describe`,
    world: world.CHAIN,
    command: words(`${group} describe ${name} --global`),
  },
  {
    name: `${group}: delete in a region`,
    command: words(`${group} delete ${name} --region=${REGION}`),
    ends: 'not-found',
  },
  { name: `${group}: list a region`, command: words(`${group} list --regions=${REGION}`) },
]);

const NETWORK: Preparation = [
  'POST',
  'global/networks',
  { name: 'net', autoCreateSubnetworks: false },
];
const REGIONAL_NEG: Preparation = [
  'POST',
  `regions/${REGION}/networkEndpointGroups`,
  {
    name: 'neg',
    networkEndpointType: 'INTERNET_FQDN_PORT',
    network: 'projects/demo/global/networks/net',
  },
];
const REGIONAL_SERVICE: Preparation = [
  'POST',
  `regions/${REGION}/backendServices`,
  { name: 'service', protocol: 'HTTPS', loadBalancingScheme: 'EXTERNAL_MANAGED' },
];
const ENDPOINT = 'fqdn=api.example.com,port=443';

const NEGS: readonly Case[] = [
  {
    name: 'NEG: create in a region',
    command: words(
      `network-endpoint-groups create neg --region=${REGION} --network-endpoint-type=internet-fqdn-port`,
    ),
    // No network is given, and there is no default one.
    ends: 'not-found',
  },
  {
    name: 'NEG: attach in a region',
    world: [NETWORK, REGIONAL_NEG],
    command: words(
      `network-endpoint-groups update neg --region=${REGION} --add-endpoint=${ENDPOINT} --add-endpoint=fqdn=b.example.com,port=443`,
    ),
  },
  {
    name: 'NEG: detach in a zone',
    command: words(
      `network-endpoint-groups update neg --zone=${ZONE} --remove-endpoint=ip=10.0.0.2,port=80`,
    ),
    ends: 'not-found',
  },
  {
    name: 'NEG: list endpoints in a region',
    world: [NETWORK, REGIONAL_NEG],
    command: words(`network-endpoint-groups list-network-endpoints neg --region=${REGION}`),
  },
  {
    name: 'NEG: list endpoints in a zone',
    command: words(`network-endpoint-groups list-network-endpoints neg --zone=${ZONE}`),
    ends: 'not-found',
  },
  {
    name: 'NEG: delete in a zone',
    command: words(`network-endpoint-groups delete neg --zone=${ZONE}`),
    ends: 'not-found',
  },
  { name: 'NEG: list a zone', command: words(`network-endpoint-groups list --zones=${ZONE}`) },
  {
    name: 'NEG: list a region that has one',
    world: [NETWORK, REGIONAL_NEG],
    command: words(`network-endpoint-groups list --regions=${REGION}`),
  },
  {
    name: 'NEG: list a region without permission',
    faults: ['list:networkEndpointGroups=permission'],
    command: words(`network-endpoint-groups list --regions=${REGION}`),
    ends: 'permission',
  },
];

const BACKENDS: readonly Case[] = [
  {
    name: 'backend service: create in a region',
    command: words(
      `backend-services create service --region=${REGION} --load-balancing-scheme=EXTERNAL_MANAGED --protocol=HTTPS`,
    ),
  },
  {
    name: 'backend service: add a backend in a region',
    world: [NETWORK, REGIONAL_NEG, REGIONAL_SERVICE],
    command: words(
      `backend-services add-backend service --region=${REGION} --network-endpoint-group=neg --network-endpoint-group-region=${REGION}`,
    ),
  },
  {
    name: 'backend service: remove a backend of a region that is not there',
    world: [REGIONAL_SERVICE],
    command: words(
      `backend-services remove-backend service --region=${REGION} --network-endpoint-group=neg --network-endpoint-group-region=${REGION}`,
    ),
    ends: 'not-found',
  },
  {
    name: 'backend service: remove a backend of a zone that is not there',
    world: [REGIONAL_SERVICE],
    command: words(
      `backend-services remove-backend service --region=${REGION} --network-endpoint-group=neg --network-endpoint-group-zone=${ZONE}`,
    ),
    ends: 'not-found',
  },
  {
    name: 'backend service: add a backend of a zone',
    world: [REGIONAL_SERVICE],
    command: words(
      `backend-services add-backend service --region=${REGION} --network-endpoint-group=neg --network-endpoint-group-zone=${ZONE}`,
    ),
    ends: 'not-found',
  },
];

const FRONT_ENDS: readonly Case[] = [
  {
    name: 'address: create in a region',
    command: words(`addresses create address --region=${REGION} --network-tier=STANDARD`),
  },
  {
    name: 'certificate: create in a region',
    command: words(
      `ssl-certificates create own --region=${REGION} --certificate=${pemFile('certificate.pem')} --private-key=${pemFile('key.pem')}`,
    ),
  },
  {
    name: 'URL map: create in a region',
    world: [REGIONAL_SERVICE],
    command: words(`url-maps create map --region=${REGION} --default-service=service`),
  },
  {
    name: 'URL map: import in a region',
    world: [REGIONAL_SERVICE],
    command: {
      ...words(`url-maps import map --region=${REGION}`),
      stdin: `{"name": "map", "defaultService": "projects/demo/regions/${REGION}/backendServices/service"}`,
    },
  },
  {
    name: 'HTTP proxy: create in a region, the map in its own scope',
    command: words(`target-http-proxies create proxy --region=${REGION} --url-map=map`),
    ends: 'not-found',
  },
  {
    name: 'HTTP proxy: create in a region, the map named with its region',
    command: words(
      `target-http-proxies create proxy --region=${REGION} --url-map=map --url-map-region=${REGION}`,
    ),
    ends: 'not-found',
  },
  {
    name: 'HTTPS proxy: create in a region',
    command: words(
      `target-https-proxies create proxy --region=${REGION} --url-map=map --url-map-region=${REGION} --ssl-certificates=own --ssl-certificates-region=${REGION}`,
    ),
    ends: 'not-found',
  },
  {
    name: 'HTTPS proxy: create in a region, certificates in its own scope',
    command: words(
      `target-https-proxies create proxy --region=${REGION} --url-map=map --ssl-certificates=own,other`,
    ),
    ends: 'not-found',
  },
  ...['http', 'https'].map(
    (protocol): Case => ({
      name: `forwarding rule: create in a region, to the ${protocol} proxy there`,
      command: words(
        `forwarding-rules create rule --region=${REGION} --load-balancing-scheme=EXTERNAL_MANAGED --address=address --address-region=${REGION} --target-${protocol}-proxy=proxy --target-${protocol}-proxy-region=${REGION} --ports=80`,
      ),
      ends: 'not-found',
    }),
  ),
  {
    name: 'forwarding rule: create in a region, to a proxy without its scope',
    command: words(
      `forwarding-rules create rule --region=${REGION} --load-balancing-scheme=EXTERNAL --network-tier=STANDARD --address=address --target-https-proxy=proxy --ports=443`,
    ),
    ends: 'not-found',
  },
];

const OPERATIONS: readonly Case[] = [`--regions=${REGION}`, `--zones=${ZONE}`].map((scope) => ({
  name: `operations: list ${scope}`,
  world: [REGIONAL_SERVICE],
  command: words(`operations list ${scope} --filter=targetLink~/backendServices/service$`),
}));

/** A list of more than one page. */
const PAGES: readonly Case[] = [
  {
    name: 'list of more than one page',
    settings: { quotas: { STATIC_ADDRESSES: 600 } },
    world: Array.from(
      { length: 501 },
      (_, index): Preparation => ['POST', 'global/addresses', { name: `address-${index}` }],
    ),
    command: words('addresses list --global'),
  },
  {
    name: 'list of which the second page is refused',
    settings: { quotas: { STATIC_ADDRESSES: 600 } },
    world: Array.from(
      { length: 501 },
      (_, index): Preparation => ['POST', 'global/addresses', { name: `address-${index}` }],
    ),
    faults: ['list:addresses=429@2'],
    command: words('addresses list --global'),
    ends: 'rate-limited',
  },
];

/** Every scope and form of a command that the stand-in knows beside those that negctl generates. */
export const PLACES: readonly Case[] = [
  ...IN_EVERY_GROUP,
  ...NEGS,
  ...BACKENDS,
  ...FRONT_ENDS,
  ...OPERATIONS,
  ...PAGES,
];
