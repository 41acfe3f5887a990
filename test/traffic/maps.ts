import fc from 'fast-check';
import type { JsonObject } from '../../src/json.ts';
import type { ServiceName } from '../../src/traffic/service-name.ts';

export const OLD: ServiceName = { project: 'demo', scope: { type: 'global' }, name: 'web' };
export const NEW = 'web-new';

const API = 'https://www.googleapis.com/compute/v1/';

/** The forms that references to the old service have. */
const oldLinks = fc.constantFrom(
  `${API}projects/demo/global/backendServices/web`,
  'https://compute.googleapis.com/compute/beta/projects/demo/global/backendServices/web',
  'projects/demo/global/backendServices/web',
);

/** Services that are not it, however alike their names are. */
const otherLinks = fc.constantFrom(
  `${API}projects/demo/global/backendServices/web-2`,
  `${API}projects/demo/global/backendServices/my-web`,
  `${API}projects/other/global/backendServices/web`,
  `${API}projects/demo/regions/us-central1/backendServices/web`,
  `${API}projects/demo/global/backendBuckets/web`,
);

const links = fc.oneof({ weight: 2, arbitrary: oldLinks }, { weight: 1, arbitrary: otherLinks });

/** Members that negctl knows nothing of. */
const unknown: fc.Arbitrary<JsonObject> = fc.dictionary(
  fc.constantFrom('futureField', 'note', 'x'),
  fc.oneof(
    fc.constantFrom('yes', 'é\u2028', '', 'web'),
    fc.integer(),
    fc.constant({ deep: [1, 'a'] }),
  ),
  { maxKeys: 2 },
);

const weights = fc
  .array(
    fc
      .record({ backendService: links, weight: fc.integer({ min: 0, max: 1_000 }) })
      .chain((entry) => unknown.map((more): JsonObject => ({ ...more, ...entry }))),
    { minLength: 1, maxLength: 4 },
  )
  .map((entries) => {
    const isOld = (entry: JsonObject) =>
      String(entry['backendService']).includes('demo/global/backendServices/web') &&
      String(entry['backendService']).endsWith('/web');
    const first = entries.findIndex(isOld);
    return entries.filter((entry, index) => !isOld(entry) || index === first);
  });

const mirror = fc.option(
  links.map((backendService): JsonObject => ({ requestMirrorPolicy: { backendService } })),
  { nil: {} },
);

/** A target under its own name, or weights, or neither. */
function targets(service: string, action: string): fc.Arbitrary<JsonObject> {
  return fc.oneof(
    fc.tuple(links, fc.option(mirror, { nil: null })).map(([link, more]) => ({
      [service]: link,
      ...(more === null ? {} : { [action]: { urlRewrite: { hostRewrite: 'a.b' }, ...more } }),
    })),
    fc.tuple(weights, mirror).map(([list, more]) => ({
      [action]: { ...more, weightedBackendServices: list },
    })),
    fc.constant({}),
  );
}

const rules = fc.array(
  fc.tuple(targets('service', 'routeAction'), unknown).map(
    ([target, more]): JsonObject => ({
      ...more,
      ...target,
    }),
  ),
  { maxLength: 3 },
);

const matcher = fc
  .tuple(targets('defaultService', 'defaultRouteAction'), unknown, rules, fc.boolean())
  .map(
    ([target, more, list, routes]): JsonObject => ({
      ...more,
      ...target,
      [routes ? 'routeRules' : 'pathRules']: list,
    }),
  );

const test = fc
  .tuple(links, unknown)
  .map(([service, more]): JsonObject => ({ ...more, host: 'h', path: '/', service }));

/** URL maps with references in every place, references to namesakes beside them, and unknown fields. */
export const maps: fc.Arbitrary<JsonObject> = fc
  .tuple(
    targets('defaultService', 'defaultRouteAction'),
    unknown,
    fc.array(matcher, { maxLength: 3 }),
    fc.array(test, { maxLength: 2 }),
  )
  .map(([target, more, pathMatchers, tests]) => ({
    ...more,
    name: 'map',
    fingerprint: 'ig_w2rd0DUc=',
    ...target,
    ...(pathMatchers.length === 0 ? {} : { pathMatchers }),
    ...(tests.length === 0 ? {} : { tests }),
  }));
