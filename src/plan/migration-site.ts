import type { Problem } from '../errors.ts';
import type { Inventory } from '../facts/inventory.ts';
import type { LiveResource } from '../facts/live-resource.ts';
import type { ServiceRoutes } from '../facts/service-routes.ts';
import { type JsonObject, objectsAt, textAt } from '../json.ts';
import { idOfReference, partsOfId, type ResourceId, scopeFlag } from '../resources/resource.ts';
import { obstaclesTo } from '../traffic/importable.ts';
import { type Reference, referencesTo, strangeReferences } from '../traffic/references.ts';
import type { Schedule } from '../traffic/schedule.ts';
import { names, type ServiceName } from '../traffic/service-name.ts';
import { hasAffinity, isAtOnce, movableOf, schemeOf } from './migration-scheme.ts';

/** A URL map that sends requests to the old service, and where. */
export interface ReferringMap {
  readonly map: LiveResource;
  readonly references: readonly Reference[];
}

/** What a migration starts from: the old backend service, what is behind it, and everything that leads to it. */
export interface MigrationSite {
  readonly project: string;
  readonly service: LiveResource;
  readonly negs: readonly LiveResource[];
  /** The endpoints of all NEGs. */
  readonly endpoints: readonly JsonObject[];
  readonly inventory: Inventory;
  /** Routes of a service mesh that may lead to the service beside URL maps. */
  readonly routes: ServiceRoutes;
}

/** One thing that speaks against a migration. */
export function refusal(what: string, why: string, fix: string): Problem {
  return { code: 'NEG-6014', what, why, fix };
}

/** The old service by its full name. */
export function serviceNameOf({ project, service }: MigrationSite): ServiceName {
  return { project, scope: service.scope, name: service.name };
}

/** The NEGs that are behind a backend service; `null` in the place of what is no NEG of the project. */
export function negsBehind(
  inventory: Inventory,
  { document }: LiveResource,
): readonly (LiveResource | null)[] {
  return objectsAt(document, 'backends').map((backend) => {
    const id = idOfReference(textAt(backend, 'group') ?? '');
    return inventory.resources.get(id) ?? null;
  });
}

/** Every URL map that names the old service anywhere. */
export function referringMaps(site: MigrationSite): readonly ReferringMap[] {
  const name = serviceNameOf(site);
  return [...site.inventory.resources.values()].flatMap((map) => {
    if (map.kind !== 'urlMaps') return [];
    const references = referencesTo(map.document, name);
    return references.length === 0 ? [] : [{ map, references }];
  });
}

const SOURCES: ReadonlySet<string> = new Set(['NON_GCP_PRIVATE_IP_PORT', 'INTERNET_IP_PORT']);

/** Whether a migration can start from a service: all its backends are NEGs of IP addresses. */
export function hasIpEndpoints(inventory: Inventory, service: LiveResource): boolean {
  const negs = negsBehind(inventory, service);
  const types = negs.map((neg) => textAt(neg?.document ?? {}, 'networkEndpointType') ?? '');
  return types.length > 0 && types.every((type) => SOURCES.has(type));
}

const AT_ONCE =
  '--steps=100 moves all requests at once, with the same checks and the same way back';

function schemeRefusals({ service }: MigrationSite, schedule: Schedule): readonly Problem[] {
  const scheme = schemeOf(service);
  const movable = movableOf(service);
  if (movable === null) {
    const where = `${service.scope.type === 'region' ? 'regional' : 'global'} ${scheme}`;
    return [
      refusal(
        `the requests to ${service.name} cannot be moved`,
        `it is ${where}: no internet NEG can be behind such a load balancer`,
        'put a load balancer that can have one beside it, and move the DNS record',
      ),
    ];
  }
  if (movable.weights || isAtOnce(schedule)) return [];
  return [
    refusal(
      `the requests to ${service.name} cannot be moved by weights`,
      'a classic load balancer has none',
      `${AT_ONCE}; or move it to EXTERNAL_MANAGED first`,
    ),
  ];
}

function sourceRefusals(site: MigrationSite): readonly Problem[] {
  const { service, inventory, endpoints } = site;
  const negs = negsBehind(inventory, service);
  if (negs.length === 0) {
    return [
      refusal(`${service.name} has no backends`, 'there is nothing to move', 'see negctl list'),
    ];
  }
  const strange = negs.filter(
    (neg) => neg === null || !SOURCES.has(textAt(neg.document, 'networkEndpointType') ?? ''),
  );
  if (strange.length > 0) {
    const what = strange.map((neg) => neg?.name ?? 'a group of another kind').join(', ');
    return [
      refusal(
        `${service.name} has backends that are no IP:port NEGs: ${what}`,
        'this migration starts from NON_GCP_PRIVATE_IP_PORT or INTERNET_IP_PORT',
        'move those backends to a backend service of their own first',
      ),
    ];
  }
  const ports = new Set(endpoints.map((endpoint) => endpoint['port'] ?? null));
  if (endpoints.length > 0 && ports.size === 1) return [];
  return [
    refusal(
      endpoints.length === 0
        ? `the NEGs of ${service.name} have no endpoints`
        : `the endpoints of ${service.name} have ${ports.size} ports: ${[...ports].join(', ')}`,
      'one host name with one port takes the place of all of them',
      'let them all have the same port first',
    ),
  ];
}

function affinityRefusals({ service }: MigrationSite, schedule: Schedule): readonly Problem[] {
  if (!hasAffinity(service) || isAtOnce(schedule)) return [];
  const affinity = String(service.document['sessionAffinity']);
  return [
    refusal(
      `${service.name} has session affinity ${affinity}`,
      'weights are not honoured together with it: users would be thrown from one side to the other',
      `${AT_ONCE}; or: gcloud compute backend-services update ${service.name} ${scopeFlag(service.scope)} --session-affinity=none`,
    ),
  ];
}

/** The network that the endpoints are in, which a regional NEG belongs to; `null` for a global one. */
export function networkOf({ service, negs }: MigrationSite): string | null {
  if (service.scope.type !== 'region') return null;
  const links = negs.flatMap(({ document }) => textAt(document, 'network') ?? []);
  return links[0]?.split('/').at(-1) ?? null;
}

function networkRefusals(site: MigrationSite): readonly Problem[] {
  const { service, negs } = site;
  if (service.scope.type !== 'region' || negs.length === 0) return [];
  const links = new Set(negs.map(({ document }) => textAt(document, 'network') ?? ''));
  if (links.size === 1 && networkOf(site) !== null) return [];
  return [
    refusal(
      `the NEGs of ${service.name} are not in one network`,
      'a regional internet NEG belongs to one',
      'move the endpoints of one network at a time',
    ),
  ];
}

/** Whoever uses the service and is no URL map of this project. */
function otherUsers(site: MigrationSite): readonly Problem[] {
  const maps = new Set(referringMaps(site).map(({ map }) => map.id));
  const others = site.inventory.usedBy(site.service.id).filter((user) => !maps.has(user));
  return others.map((user) =>
    refusal(
      `${user} uses ${site.service.name}, and its requests cannot be moved`,
      whyNot(user, site.inventory),
      'take it off the service, or move it by hand, and run the command again',
    ),
  );
}

/** Routes of a mesh have weights of their own, which are not moved here. */
function routeRefusals(site: MigrationSite): readonly Problem[] {
  const service = serviceNameOf(site);
  return site.routes.routes
    .filter(({ services }) => services.some((text) => names(text, service) !== 'no'))
    .map(({ id }) =>
      refusal(
        `${id} sends requests to ${service.name}`,
        'negctl moves requests in URL maps, not in routes of Network Services',
        'move that route by hand, or take it off the service, and run the command again',
      ),
    );
}

function whyNot(user: ResourceId, inventory: Inventory): string {
  const kind = partsOfId(user)?.collection;
  if (kind === 'urlMaps' && inventory.resources.has(user)) return 'it names it by a project number';
  if (kind === 'urlMaps') return 'it was not there when the URL maps were listed';
  if (kind === undefined) return 'it is no resource of this project';
  return 'only URL maps have weights';
}

/** What in a map could not be changed, or not put back. */
function mapRefusals(
  { map, references }: ReferringMap,
  site: MigrationSite,
  newService: ServiceName,
): readonly Problem[] {
  const { document, name } = map;
  const service = serviceNameOf(site);
  const hint = 'change that by hand, or leave the field out while the traffic is moved';
  const unwritable = obstaclesTo(document).map(({ at, because }) =>
    refusal(`URL map ${name} cannot be written back unchanged: ${at}`, because, hint),
  );
  const strange = strangeReferences(document, service).map((at) =>
    refusal(
      `URL map ${name} names ${service.name} at ${at}`,
      'negctl does not know what that does',
      'take the reference away first',
    ),
  );
  const doubled = references.filter(({ as, at }, index) => {
    const list = at.replace(/\[\d+\]\.backendService$/, '');
    return (
      as === 'weight' && references.slice(0, index).some((one) => one.at.startsWith(`${list}[`))
    );
  });
  const mirrored =
    movableOf(site.service)?.ownProxies === false
      ? references.filter(({ as }) => as === 'mirror')
      : [];
  const weighed = objectsAt(document, 'tests').some(
    (test) => test['backendServiceWeight'] !== undefined,
  );
  return [
    ...unwritable,
    ...strange,
    ...doubled.map(({ at }) =>
      refusal(
        `URL map ${name} has ${service.name} twice in one list of weights: ${at}`,
        'nobody can say which of the two is meant',
        'make one weight of the two',
      ),
    ),
    ...mirrored.map(({ at }) =>
      refusal(
        `URL map ${name} mirrors requests to ${service.name}: ${at}`,
        'a service with a global internet NEG cannot be mirrored to',
        'take the mirroring away first',
      ),
    ),
    ...(referencesTo(document, newService).length > 0
      ? [
          refusal(
            `URL map ${name} names ${newService.name} already`,
            'its weights would no longer be those of this migration alone',
            'give another NAME, or finish what was begun',
          ),
        ]
      : []),
    ...(weighed
      ? [
          refusal(
            `URL map ${name} has tests that expect a weight`,
            'they would fail at every step',
            'take backendServiceWeight out of its tests first',
          ),
        ]
      : []),
  ];
}

/** Everything that speaks against moving the traffic; empty where it can be moved. */
export function refusalsFor(
  site: MigrationSite,
  newName: string,
  schedule: Schedule,
): readonly Problem[] {
  const maps = referringMaps(site);
  const newService = { ...serviceNameOf(site), name: newName };
  const unused = maps.every(({ references }) => references.every(({ as }) => as === 'test'));
  return [
    ...schemeRefusals(site, schedule),
    ...sourceRefusals(site),
    ...affinityRefusals(site, schedule),
    ...networkRefusals(site),
    ...otherUsers(site),
    ...routeRefusals(site),
    ...(unused
      ? [
          refusal(
            `no URL map sends requests to ${site.service.name}`,
            'there is no traffic to move',
            'see negctl describe',
          ),
        ]
      : []),
    ...maps.flatMap((map) => mapRefusals(map, site, newService)),
  ];
}

/** The port that all endpoints have. */
export function portOf({ endpoints }: MigrationSite): number {
  const port = endpoints[0]?.['port'];
  return typeof port === 'number' ? port : 443;
}
