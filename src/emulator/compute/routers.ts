import { invalidField, requiredField } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { isList, objectsOf, textOf } from '../json.ts';
import { HEAD, output } from './common-fields.ts';
import type { Draft, Kind } from './kind.ts';
import type { Fields } from './schema.ts';
import { choice, flag, list, record, reference, text, whole } from './schema.ts';
import { liveOf, needReady } from './world.ts';

const MANAGED_PROXIES = 'ENDPOINT_TYPE_MANAGED_PROXY_LB';
/** At most so many addresses by hand (rule nat/manual-max-50). */
const MOST_ADDRESSES = 50;

const SECONDS = { least: 0, most: 7_200 } as const;

const NAT: Fields = {
  name: text({ required: true }),
  type: choice('PRIVATE PUBLIC', { fallback: 'PUBLIC' }),
  endpointTypes: list(text(), { fallback: ['ENDPOINT_TYPE_VM'] }),
  sourceSubnetworkIpRangesToNat: choice(
    'ALL_SUBNETWORKS_ALL_IP_RANGES ALL_SUBNETWORKS_ALL_PRIMARY_IP_RANGES LIST_OF_SUBNETWORKS',
  ),
  subnetworks: list(
    record({
      name: reference('subnetworks'),
      sourceIpRangesToNat: list(text()),
      secondaryIpRangeNames: list(text()),
    }),
  ),
  natIps: list(reference('addresses')),
  drainNatIps: list(reference('addresses')),
  natIpAllocateOption: choice('AUTO_ONLY MANUAL_ONLY'),
  autoNetworkTier: choice('FIXED_STANDARD PREMIUM STANDARD STANDARD_OVERRIDES_FIXED_STANDARD'),
  minPortsPerVm: whole(),
  maxPortsPerVm: whole(),
  enableDynamicPortAllocation: flag(),
  enableEndpointIndependentMapping: flag({ fallback: false }),
  udpIdleTimeoutSec: whole(SECONDS),
  icmpIdleTimeoutSec: whole(SECONDS),
  tcpEstablishedIdleTimeoutSec: whole(SECONDS),
  tcpTransitoryIdleTimeoutSec: whole(SECONDS),
  tcpTimeWaitTimeoutSec: whole(SECONDS),
  effectiveTcpTimeWaitTimeoutSec: whole({ output: true }),
  logConfig: record({ enable: flag(), filter: choice('ALL ERRORS_ONLY TRANSLATIONS_ONLY') }),
};

/** Cloud Routers, and the NATs that are part of their documents (compute-api-behaviour.md 4: no fingerprint). */
export const routers: Kind = {
  collection: 'routers',
  singular: 'router',
  word: 'router',
  scopes: ['regional'],
  quota: 'ROUTERS',
  patch: ['regional'],
  update: ['regional'],
  fields: {
    ...HEAD,
    description: text(),
    region: output,
    network: reference('networks', { required: true, immutable: true }),
    bgp: record({
      asn: whole(),
      advertiseMode: choice('CUSTOM DEFAULT'),
      advertisedGroups: list(text()),
      advertisedIpRanges: list(record({ range: text(), description: text() })),
      keepaliveInterval: whole(),
      identifierRange: text(),
    }),
    nats: list(record(NAT)),
    encryptedInterconnectRouter: flag({ fallback: false }),
    selfLink: output,
  },
  complete: ({ fields }) => ({ fields: withTimes(fields) }),
  check: checkRouter,
};

/** What each NAT shows of its own accord (compute-api-behaviour.md 4). */
function withTimes(fields: JsonObject): JsonObject {
  const nats = objectsOf(fields['nats']);
  if (nats.length === 0) {
    return Object.fromEntries(Object.entries(fields).filter(([name]) => name !== 'nats'));
  }
  const whole = nats.map((nat) => ({
    ...nat,
    effectiveTcpTimeWaitTimeoutSec: nat['tcpTimeWaitTimeoutSec'] ?? 120,
  }));
  return { ...fields, nats: whole };
}

function servesProxies(nat: JsonObject): boolean {
  const types = nat['endpointTypes'];
  return isList(types) && types.includes(MANAGED_PROXIES);
}

function checkRouter(draft: Draft): void {
  needReady(draft.world, textOf(draft.fields['network']));
  const nats = objectsOf(draft.fields['nats']);
  nats.forEach((nat, index) => {
    checkNat(draft, nat, index);
  });
  const names = nats.map((nat) => textOf(nat['name']));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw invalidField('resource.nats', twice, 'NAT names must be unique within a router.');
  }
  checkOneForProxies(draft, nats);
}

function checkNat({ world }: Draft, nat: JsonObject, index: number): void {
  const field = `resource.nats[${index}]`;
  if (nat['sourceSubnetworkIpRangesToNat'] === undefined) {
    throw requiredField(`${field}.sourceSubnetworkIpRangesToNat`);
  }
  const ips = isList(nat['natIps']) ? nat['natIps'] : [];
  const isManual = nat['natIpAllocateOption'] === 'MANUAL_ONLY';
  if (isManual !== ips.length > 0) {
    throw invalidField(
      `${field}.natIps`,
      ips.length,
      isManual
        ? 'At least one NAT IP address is required for MANUAL_ONLY.'
        : 'NAT IP addresses can only be specified for MANUAL_ONLY.',
    );
  }
  if (ips.length > MOST_ADDRESSES) {
    throw invalidField(`${field}.natIps`, ips.length, 'Too many NAT IP addresses.');
  }
  for (const ip of ips) {
    const address = needReady(world, textOf(ip));
    if (address.fields['addressType'] === 'INTERNAL') {
      throw invalidField(`${field}.natIps`, ip, 'NAT IP addresses must be external.');
    }
  }
  // assumption: the text is ours, the rule is documented (rule nat/no-logging).
  if (servesProxies(nat) && nat['logConfig'] !== undefined) {
    throw invalidField(
      `${field}.logConfig`,
      nat['logConfig'],
      `Logging is not supported for endpoint type ${MANAGED_PROXIES}.`,
    );
  }
}

/** One NAT serves all managed proxies of a network and region (rule nat/same-router-network-region). */
function checkOneForProxies(draft: Draft, nats: readonly JsonObject[]): void {
  const others = liveOf(draft.world, 'routers')
    .filter(
      (router) =>
        router.path !== draft.path &&
        router.scope === draft.scope &&
        router.fields['network'] === draft.fields['network'],
    )
    .flatMap((router) => objectsOf(router.fields['nats']));
  const [first, second] = [...others, ...nats].filter(servesProxies);
  if (second !== undefined) {
    throw invalidField(
      'resource.nats',
      second['name'],
      `The proxy-only subnet is already served by NAT '${textOf(first?.['name'])}'.`,
    );
  }
}
