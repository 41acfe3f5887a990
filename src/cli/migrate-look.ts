import { keepSecret } from '../clean.ts';
import { NegctlError } from '../errors.ts';
import type { LiveResource } from '../facts/live-resource.ts';
import { readEndpoints } from '../facts/read.ts';
import { NO_ROUTES, readServiceRoutes, type ServiceRoutes } from '../facts/service-routes.ts';
import { didYouMean } from '../inputs/near.ts';
import { type JsonObject, textAt } from '../json.ts';
import {
  type AllMoved,
  type MigrationWish,
  migrationPlan,
  planOrRefuse,
} from '../plan/migration.ts';
import { schemeOf } from '../plan/migration-scheme.ts';
import { type Moved, newNegName } from '../plan/migration-service.ts';
import {
  hasIpEndpoints,
  type MigrationSite,
  negsBehind,
  portOf,
  referringMaps,
} from '../plan/migration-site.ts';
import { newTls } from '../plan/migration-tls.ts';
import type { Plan } from '../plan/plan.ts';
import { veiled } from '../plan/veil.ts';
import { conflictProblem } from '../render/plan-text.ts';
import { type ResourceId, resourceId } from '../resources/resource.ts';
import type { Resolution } from '../rules/rule.ts';
import { referencesTo } from '../traffic/references.ts';
import type { Ready } from './failing.ts';
import type { LiveProject } from './live.ts';
import type { Asked } from './migrate-flags.ts';
import { valueFor } from './migrate-services.ts';

/** What was found of a project, and what is to be done with it. */
export interface Looked {
  readonly moved: AllMoved;
  /** What `--all-on` leaves, because its endpoints are no addresses. */
  readonly left: readonly LiveResource[];
  readonly plan: Plan;
}

const WORDS = { backendServices: 'backend service', urlMaps: 'URL map' } as const;

/** The one resource of a kind that a name or an id means. */
function oneNamed(
  { inventory }: LiveProject,
  kind: keyof typeof WORDS,
  given: string,
): LiveResource {
  const all = [...inventory.resources.values()].filter((resource) => resource.kind === kind);
  const found = all.filter(({ id, name }) => id === given || name === given);
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  const names = all.map(({ name }) => name);
  throw new NegctlError('preflight', [
    {
      code: 'NEG-6009',
      what: `${found.length === 0 ? 'no' : 'more than one'} ${WORDS[kind]} is called "${given}"`,
      why:
        found.length === 0
          ? 'the project has none of that name'
          : found.map(({ id }) => id).join(', '),
      fix: found.length === 0 ? didYouMean(given, names) || 'see negctl list' : 'give its full id',
    },
  ]);
}

/** Every service that a map names, those with addresses behind them apart from the others. */
function servicesOn(
  live: LiveProject,
  given: string,
): { readonly services: readonly LiveResource[]; readonly left: readonly LiveResource[] } {
  const { inventory, target } = live;
  const { project } = target.context;
  const map = oneNamed(live, 'urlMaps', given);
  const all = [...inventory.resources.values()].filter(
    ({ kind, scope, name }) =>
      kind === 'backendServices' && referencesTo(map.document, { project, scope, name }).length > 0,
  );
  return {
    services: all.filter((service) => hasIpEndpoints(inventory, service)),
    left: all.filter((service) => !hasIpEndpoints(inventory, service)),
  };
}

/** Everything that the migration of a service starts from; the endpoints are read by one call a NEG. */
async function siteOf(
  { inventory, gcloud, target }: LiveProject,
  service: LiveResource,
  routes: ServiceRoutes,
): Promise<MigrationSite> {
  const { project } = target.context;
  const negs = negsBehind(inventory, service).flatMap((neg) => (neg === null ? [] : [neg]));
  const lists = await Promise.all(negs.map((neg) => readEndpoints({ gcloud, project }, neg)));
  return { project, service, negs, endpoints: lists.flat(), inventory, routes };
}

/** What is in the new NEG of a service already, where there is one. */
async function newEndpoints(
  { inventory, gcloud, target }: LiveProject,
  moved: Moved,
): Promise<readonly (readonly [ResourceId, readonly JsonObject[]])[]> {
  const { scope } = moved.site.service;
  const id = resourceId(scope, 'networkEndpointGroups', newNegName(moved));
  const neg = inventory.resources.get(id);
  if (neg === undefined) return [];
  const { project } = target.context;
  return [[id, await readEndpoints({ gcloud, project }, neg)]];
}

function movedOf(site: MigrationSite, { services, gatesFor }: Asked): Moved {
  const { service } = site;
  const fqdn = valueFor(services.hosts, service);
  if (fqdn === undefined) {
    throw new NegctlError('input', [
      {
        code: 'NEG-2003',
        what: `no host name is given for ${service.name}`,
        why: 'every service that is moved goes to a host name',
        fix: `give --fqdn=${service.name}=HOST, or --fqdn=HOST for all that have none of their own`,
      },
    ]);
  }
  return { site, name: services.nameFor(service), fqdn, gates: gatesFor(service) };
}

/** A name that a flag gives something to, and that is moved by nobody. */
function refuseUnmoved({ services }: Asked, moved: readonly Moved[]): void {
  const known = moved.flatMap(({ site }) => [site.service.id, site.service.name]);
  const unknown = [...services.hosts.own.keys()].filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new NegctlError(
    'input',
    unknown.map((name) => ({
      code: 'NEG-2003',
      what: `--fqdn gives a host name to ${name}, which is not moved`,
      why: `these are: ${moved.map(({ site }) => site.service.name).join(', ')}`,
      fix: didYouMean(name, known) || 'leave it out, or name the service',
    })),
  );
}

/**
 * Looks at the project, and plans what is asked for.
 * @throws {NegctlError} with everything that stands in the way
 */
export async function look(live: LiveProject, asked: Asked): Promise<Looked> {
  const { named, allOn } = asked.services;
  const found =
    allOn === null
      ? { services: named.map((one) => oneNamed(live, 'backendServices', one)), left: [] }
      : servicesOn(live, allOn);
  const services = [...new Map(found.services.map((service) => [service.id, service])).values()];
  const { gcloud, target } = live;
  const isMesh = services.some((service) => schemeOf(service) === 'INTERNAL_SELF_MANAGED');
  const { project } = target.context;
  const routes = isMesh ? await readServiceRoutes({ gcloud, project }) : NO_ROUTES;
  const sites = await Promise.all(services.map((service) => siteOf(live, service, routes)));
  const [first, ...others] = sites.map((site) => movedOf(site, asked));
  if (first === undefined) {
    throw new NegctlError('preflight', [
      {
        code: 'NEG-6014',
        what: `no backend service of URL map ${allOn} can be moved`,
        why: 'none of them has only NEGs of IP addresses behind it',
        fix: 'see negctl describe',
      },
    ]);
  }
  const moved: AllMoved = [first, ...others];
  refuseUnmoved(asked, moved);
  const endpoints = await Promise.all(moved.map((one) => newEndpoints(live, one)));
  const planned = migrationPlan(moved, new Map(endpoints.flat()), asked.wish);
  const plan = planOrRefuse(planned, conflictProblem);
  // What headers say is in the maps and in no word of ours.
  for (const value of Object.values(veiled(plan).kept)) keepSecret(value.trim());
  return { moved, left: found.left, plan };
}

/** What was found, before anything is asked. */
export function siteLines({ moved, left }: Looked): readonly string[] {
  const [{ site: first }] = moved;
  return [
    ...moved.flatMap(({ site }) => linesOf(site)),
    ...left.map(({ id }) => `Left  ${id}: its backends are no NEGs of IP addresses`),
    ...first.routes.unread.map(
      ({ collection, because }) =>
        `Not checked: whether ${collection} lead to the service; ${because}`,
    ),
    ...moved.flatMap((one) => {
      const tls = newTls(one.site, one);
      return tls.how === 'unclear'
        ? [`Note  the copy keeps ${tls.policy}, which must fit ${one.fqdn}: ${tls.because}`]
        : [];
    }),
  ];
}

function linesOf(site: MigrationSite): readonly string[] {
  const { service, negs, endpoints } = site;
  return [
    `From  ${service.id}: ${negs.map(({ name }) => name).join(', ')}, ${endpoints.length} endpoints`,
    ...referringMaps(site).flatMap(({ map, references }) =>
      references.map(({ as, at }) => `      ${map.id} ${at} (${as})`),
    ),
  ];
}

/** How the host names resolve, against today's endpoints. Private names cannot be seen from here. */
export async function dnsLines(ready: Ready, { moved }: Looked): Promise<readonly string[]> {
  if (ready.settings.emulator !== null) return [];
  const network = await ready.app.network();
  const lines = await Promise.all(
    moved.map(async ({ site, fqdn }) => resolutionLines(site, fqdn, await network.resolve(fqdn))),
  );
  return lines.flat();
}

const SECURE = new Set(['HTTPS', 'HTTP2']);

/** One request to each new backend from here: what it answers, or that nobody here can tell. */
export async function probeLines(
  ready: Ready,
  { moved }: Looked,
  { port }: Pick<MigrationWish, 'port'>,
): Promise<readonly string[]> {
  if (ready.settings.emulator !== null) return [];
  const outside = await ready.app.outside();
  const urls = moved.map(({ site, fqdn }) => {
    const scheme = SECURE.has(textAt(site.service.document, 'protocol') ?? '') ? 'https' : 'http';
    return `${scheme}://${fqdn}:${port ?? portOf(site)}/`;
  });
  return Promise.all(
    [...new Set(urls)].map(async (url) => {
      const answer = await outside.request(url, null);
      if (answer.status === null) {
        return `Not checked: whether ${url} answers where the load balancer asks; from here: ${answer.because}`;
      }
      const label = answer.status >= 500 ? 'Note ' : 'Probe';
      return `${label} ${url} answers ${answer.status} from here`;
    }),
  );
}

function resolutionLines(
  site: MigrationSite,
  fqdn: string,
  resolution: Resolution,
): readonly string[] {
  if (resolution.status !== 'found') {
    const why = resolution.status === 'refused' ? resolution.rcode : resolution.reason;
    return [
      `Not checked: what ${fqdn} resolves to where the load balancer asks; public DNS says ${why}`,
    ];
  }
  const old = site.endpoints.flatMap(({ ipAddress }) =>
    typeof ipAddress === 'string' ? [ipAddress] : [],
  );
  const { addresses } = resolution;
  const lacking = old.filter((address) => !addresses.includes(address));
  const added = addresses.filter((address) => !old.includes(address));
  if (lacking.length + added.length === 0)
    return [`DNS   ${fqdn} is the same ${old.length} addresses`];
  return [
    `Note  ${fqdn} is not the set of today's endpoints:`,
    ...(lacking.length === 0 ? [] : [`      without ${lacking.join(', ')}`]),
    ...(added.length === 0 ? [] : [`      with ${added.join(', ')} beside`]),
  ];
}
