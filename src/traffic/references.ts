import { isJsonObject, type Json, type JsonObject, objectsAt, textAt } from '../json.ts';
import { holdersOf, placeIn } from './holders.ts';
import { names, type ServiceName } from './service-name.ts';

/** One place of a URL map that names a backend service, and what it is there. */
export interface Reference {
  /** `target`: all requests that come here; `weight`: a share of them; `mirror`: copies; `test`: expected by a test of the map. */
  readonly as: 'target' | 'weight' | 'mirror' | 'test';
  /** `pathMatchers[0].pathRules[2].service`. */
  readonly at: string;
  /** Its weight of all weights beside it; `null` but for weights. */
  readonly weight: { readonly own: number; readonly total: number } | null;
}

/** The list of weights in a route action; empty where there is none. */
export function weightsIn(action: Json | undefined): readonly JsonObject[] {
  return action !== undefined && isJsonObject(action)
    ? objectsAt(action, 'weightedBackendServices')
    : [];
}

/** What a weight counts; one that is not there counts nothing. */
export function weightOf(entry: JsonObject): number {
  const weight = entry['weight'];
  return typeof weight === 'number' ? weight : 0;
}

/** The service that requests are mirrored to; empty where there is none. */
export function mirrorIn(action: Json | undefined): string {
  const policy =
    action !== undefined && isJsonObject(action) ? action['requestMirrorPolicy'] : undefined;
  return policy !== undefined && isJsonObject(policy)
    ? (textAt(policy, 'backendService') ?? '')
    : '';
}

/** Every place of a URL map that names the service, and that negctl knows how to change. */
export function referencesTo(map: JsonObject, service: ServiceName): readonly Reference[] {
  const isNamed = (text: string | undefined): boolean =>
    text !== undefined && names(text, service) === 'yes';
  const held = holdersOf(map).flatMap((holder): readonly Reference[] => {
    const { fields, document } = holder;
    const action = document[fields.action];
    const weights = weightsIn(action);
    const total = weights.reduce((sum, entry) => sum + weightOf(entry), 0);
    const shares = weights.flatMap((entry, index) => {
      if (!isNamed(textAt(entry, 'backendService'))) return [];
      const list = placeIn(holder, `${fields.action}.weightedBackendServices[${index}]`);
      const weight = { own: weightOf(entry), total };
      return [{ as: 'weight', at: `${list}.backendService`, weight } as const];
    });
    const mirror = placeIn(holder, `${fields.action}.requestMirrorPolicy.backendService`);
    return [
      ...(isNamed(textAt(document, fields.service))
        ? [{ as: 'target', at: placeIn(holder, fields.service), weight: null } as const]
        : []),
      ...shares,
      ...(isNamed(mirrorIn(action)) ? [{ as: 'mirror', at: mirror, weight: null } as const] : []),
    ];
  });
  const tests = objectsAt(map, 'tests').flatMap((test, index) =>
    isNamed(textAt(test, 'service'))
      ? [{ as: 'test', at: `tests[${index}].service`, weight: null } as const]
      : [],
  );
  return [...held, ...tests];
}

function textsIn(value: Json, at: string): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[at, value]];
  if (Array.isArray(value)) {
    return value.flatMap((item: Json, index) => textsIn(item, `${at}[${index}]`));
  }
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    textsIn(member, at === '' ? key : `${at}.${key}`),
  );
}

/** Places that name the service, or may name it, and that are none of the known ones. */
export function strangeReferences(map: JsonObject, service: ServiceName): readonly string[] {
  const known = new Set(referencesTo(map, service).map(({ at }) => at));
  return textsIn(map, '')
    .filter(([at, text]) => !known.has(at) && names(text, service) !== 'no')
    .map(([at]) => at);
}
