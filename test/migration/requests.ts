import type { EmulatorState } from '../../src/emulator/emulator.ts';
import { isJsonObject, type Json, type JsonObject, objectsAt, textAt } from '../../src/json.ts';

/* Where the requests of every class end, by the emulated project as it stands. */

/** Requests that are treated alike: by the map they go through, and the rule of it that they meet. */
export interface RequestClass {
  readonly name: string;
  /** The services they may end at, each with its weight. */
  readonly targets: ReadonlyMap<string, number>;
}

function nameOf(link: string): string {
  return link.split('/').at(-1) ?? '';
}

function targetsIn(holder: JsonObject): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const plain = textAt(holder, 'defaultService') ?? textAt(holder, 'service');
  if (plain !== undefined) found.set(nameOf(plain), 1);
  const action: Json = holder['defaultRouteAction'] ?? holder['routeAction'] ?? null;
  const weights = isJsonObject(action) ? objectsAt(action, 'weightedBackendServices') : [];
  for (const entry of weights) {
    const name = nameOf(textAt(entry, 'backendService') ?? '');
    found.set(name, (found.get(name) ?? 0) + Number(entry['weight'] ?? 0));
  }
  return found;
}

function fieldsOf(state: EmulatorState, collection: string): ReadonlyMap<string, JsonObject> {
  const all = Object.entries(state.resources).filter(([path]) => path.includes(`/${collection}/`));
  return new Map(
    all.map(([path, { fields }]) => {
      const document: JsonObject = JSON.parse(JSON.stringify(fields));
      return [nameOf(path), document];
    }),
  );
}

function classesOf(map: string, fields: JsonObject): readonly RequestClass[] {
  const matchers = objectsAt(fields, 'pathMatchers').flatMap((matcher, index) => {
    const name = `${map}/${textAt(matcher, 'name') ?? index}`;
    const rules = [...objectsAt(matcher, 'pathRules'), ...objectsAt(matcher, 'routeRules')];
    return [
      { name, targets: targetsIn(matcher) },
      ...rules.map((rule, place) => ({ name: `${name}/${place}`, targets: targetsIn(rule) })),
    ];
  });
  return [{ name: map, targets: targetsIn(fields) }, ...matchers];
}

/** Every class of requests that the project serves: from each forwarding rule through its proxy and URL map. */
export function requestClasses(state: EmulatorState): readonly RequestClass[] {
  const proxies = fieldsOf(state, 'targetHttpProxies');
  const maps = fieldsOf(state, 'urlMaps');
  return [...fieldsOf(state, 'forwardingRules')].flatMap(([rule, fields]) => {
    const proxy = proxies.get(nameOf(textAt(fields, 'target') ?? ''));
    const map = nameOf((proxy === undefined ? undefined : textAt(proxy, 'urlMap')) ?? '');
    const document = maps.get(map);
    // A rule that leads to nothing is a class without any target.
    return document === undefined
      ? [{ name: rule, targets: new Map<string, number>() }]
      : classesOf(`${rule}/${map}`, document);
  });
}

/** Services with an endpoint behind them. */
function serving(state: EmulatorState): ReadonlySet<string> {
  const groups = fieldsOf(state, 'networkEndpointGroups');
  const services = [...fieldsOf(state, 'backendServices')].filter(([, fields]) =>
    objectsAt(fields, 'backends').some((backend) => {
      const group = groups.get(nameOf(textAt(backend, 'group') ?? ''));
      return group !== undefined && objectsAt(group, 'endpoints').length > 0;
    }),
  );
  return new Set(services.map(([name]) => name));
}

/** The classes of which a part ends where nobody answers. */
export function unserved(state: EmulatorState): readonly string[] {
  const alive = serving(state);
  return requestClasses(state).flatMap(({ name, targets }) => {
    const weighed = [...targets].filter(([, weight]) => weight > 0);
    const dead = weighed.filter(([service]) => !alive.has(service)).map(([service]) => service);
    if (weighed.length === 0) return [`${name} ends nowhere`];
    return dead.length === 0 ? [] : [`${name} ends at ${dead.join(', ')}`];
  });
}

/** What all weights of a class count together; 1 where it has none. */
export function totals(state: EmulatorState): ReadonlyMap<string, number> {
  return new Map(
    requestClasses(state).map(({ name, targets }) => [
      name,
      [...targets.values()].reduce((sum, weight) => sum + weight, 0),
    ]),
  );
}
