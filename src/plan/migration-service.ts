import type { Problem } from '../errors.ts';
import { backend } from '../resources/backend.ts';
import { copiedService, copyOf, type LeftOut } from '../resources/backend-service-copy.ts';
import { networkEndpoint } from '../resources/network-endpoint.ts';
import { internetNeg } from '../resources/network-endpoint-group.ts';
import type { Resource } from '../resources/resource.ts';
import type { GateWish } from '../traffic/gate.ts';
import type { Schedule } from '../traffic/schedule.ts';
import { type DnsWish, dnsRefusals, dnsResources } from './migration-dns.ts';
import { gatesOf, testRefusals, unmeasured } from './migration-gates.ts';
import { movableOf } from './migration-scheme.ts';
import {
  type MigrationSite,
  networkOf,
  portOf,
  refusalsFor,
  serviceNameOf,
} from './migration-site.ts';
import { newTls, withTls } from './migration-tls.ts';
import type { Shifted, TestRequests } from './shifting.ts';

/** One backend service whose requests are to be moved. */
export interface Moved {
  readonly site: MigrationSite;
  /** New resources are named after it. */
  readonly name: string;
  readonly fqdn: string;
  readonly gates: readonly GateWish[];
}

/** What is asked for of every service alike. */
export interface CommonWish extends Omit<DnsWish, 'fqdn'> {
  /** `null`: the port of the old endpoints. */
  readonly port: number | null;
  readonly schedule: Schedule;
  /** Requests for a host that nobody uses, sent before any request of users is moved; `null` for none. */
  readonly test: TestRequests | null;
}

/** What is to be made for one service, and how its requests are shifted. */
export interface Prepared {
  readonly shifted: Shifted;
  readonly resources: readonly Resource[];
  readonly dropped: readonly LeftOut[];
}

/** What the new backend service is called. */
export function newServiceName({ name }: Pick<Moved, 'name'>): string {
  return `${name}-bes`;
}

/** What the new NEG is called. */
export function newNegName({ name }: Pick<Moved, 'name'>): string {
  return `${name}-neg`;
}

/** What is made before any request is moved. */
function resourcesFor(
  moved: Moved,
  { dnsZone, dnsName, port }: CommonWish,
  target: Resource,
): readonly Resource[] {
  const { site, fqdn } = moved;
  const neg = internetNeg({
    scope: site.service.scope,
    network: networkOf(site),
    name: newNegName(moved),
    type: 'INTERNET_FQDN_PORT',
    defaultPort: undefined,
  });
  const endpoint = networkEndpoint(neg, { fqdn, port: port ?? portOf(site) });
  const records = dnsResources(site, { fqdn, dnsZone, dnsName });
  return [...records, neg, endpoint, target, backend(target, neg)];
}

function uncopied({ service }: MigrationSite, refused: readonly LeftOut[]): readonly Problem[] {
  return refused.map(({ field, because }) => ({
    code: 'NEG-6014',
    what: `${field} of ${service.name} cannot be copied to a new backend service`,
    why: because,
    fix: `take ${field} off ${service.name}, or make the new backend service by hand`,
  }));
}

/** How one service is moved, or everything that speaks against it. */
export function preparedFor(moved: Moved, wish: CommonWish): Prepared | readonly Problem[] {
  const { site, fqdn, gates: wishes } = moved;
  const { service } = site;
  const newName = newServiceName(moved);
  const movable = movableOf(service);
  const refusals = [
    ...refusalsFor(site, newName, wish.schedule),
    ...dnsRefusals(site, { ...wish, fqdn }),
    ...testRefusals(site, wish.test),
  ];
  if (refusals.length > 0 || movable === null) return refusals;
  const copy = copyOf(service.document, newName, movable.ownProxies);
  if (copy.refused.length > 0) return uncopied(site, copy.refused);
  const gates = gatesOf(site, wishes, newName);
  if (gates === null) return [unmeasured(site)];
  const tls = newTls(site, moved);
  const document = withTls(copy.document, tls, site.project);
  const target = copiedService(document, service.scope, newName);
  const move = { service: service.id, from: serviceNameOf(site), to: newName };
  return {
    shifted: { move, old: service, target, gates },
    resources: [...(tls.how === 'made' ? [tls.policy] : []), ...resourcesFor(moved, wish, target)],
    dropped: copy.dropped,
  };
}
