import { invalidField } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { textOf } from '../json.ts';
import type { StoredResource } from '../store.ts';
import { referencesIn } from './body.ts';
import type { World } from './kind.ts';
import { usersOf } from './world.ts';

/** The backend services a set of fields leads to, by way of URL maps and proxies. */
export function servicesBelow(
  world: World,
  collection: string,
  fields: JsonObject,
): StoredResource[] {
  const kind = world.kinds.get(collection);
  const links = kind === undefined ? [] : referencesIn(kind.fields, fields);
  const found = links.flatMap(({ path }) => {
    const next = world.store.resource(path);
    if (next === undefined) {
      return [];
    }
    if (next.collection === 'backendServices') {
      return [next];
    }
    return LEADS_ON.includes(next.collection)
      ? servicesBelow(world, next.collection, next.fields)
      : [];
  });
  return [...new Map(found.map((service) => [service.path, service])).values()];
}

const LEADS_ON = [
  'urlMaps',
  'targetHttpProxies',
  'targetHttpsProxies',
  'targetTcpProxies',
  'targetSslProxies',
];

/** The forwarding rules that lead to a resource. */
export function rulesAbove(world: World, path: string): StoredResource[] {
  const found = usersOf(world, path).flatMap((user) =>
    user.collection === 'forwardingRules' ? [user] : rulesAbove(world, user.path),
  );
  return [...new Map(found.map((rule) => [rule.path, rule])).values()];
}

/** The load balancing scheme of a service or a rule. */
export function schemeOf(resource: Pick<StoredResource, 'fields'>): string {
  return textOf(resource.fields['loadBalancingScheme']);
}

/** An EXTERNAL rule may lead to EXTERNAL_MANAGED services, for migration; else both must be equal (rule backend-service/scheme-mix). */
function fits(ruleScheme: string, serviceScheme: string): boolean {
  return (
    ruleScheme === serviceScheme ||
    (ruleScheme === 'EXTERNAL' && serviceScheme === 'EXTERNAL_MANAGED')
  );
}

/** Refuses services a rule of this scheme must not lead to (compute-api-behaviour.md 10.2). */
export function checkSchemes(ruleScheme: string, services: readonly StoredResource[]): void {
  for (const service of services) {
    if (!fits(ruleScheme, schemeOf(service))) {
      throw invalidField(
        'resource.backendService',
        '',
        `Load balancing scheme ${ruleScheme} does not match the backend service load balancing scheme ${schemeOf(service)}.`,
      );
    }
  }
}

/** The same for every rule above something that is being changed. */
export function checkRulesAbove(
  world: World,
  path: string,
  services: readonly StoredResource[],
): void {
  for (const rule of rulesAbove(world, path)) {
    checkSchemes(schemeOf(rule), services);
  }
}
