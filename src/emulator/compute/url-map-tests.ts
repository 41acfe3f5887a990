import type { Json, JsonObject } from '../json.ts';
import { objectOf, objectsOf, textOf, textsOf } from '../json.ts';
import { formatPath, parseLink } from './paths.ts';

/** One of the `tests[]` of a URL map that does not come out as it says. */
export interface FailingTest {
  readonly index: number;
  readonly test: JsonObject;
  readonly expected: string;
  readonly actual: string;
}

/** Runs the tests of a URL map over its own rules; under weights any service with a share counts (docs do not say). */
export function failingTests(fields: JsonObject, project: string): readonly FailingTest[] {
  return objectsOf(fields['tests']).flatMap((test, index) => {
    const expected = serviceOf(test['service'], project);
    if (expected === '') {
      return [];
    }
    const services = servicesFor(fields, textOf(test['host']), textOf(test['path']));
    return services.includes(expected)
      ? []
      : [{ index, test, expected, actual: services[0] ?? '' }];
  });
}

function serviceOf(link: Json | undefined, project: string): string {
  const parsed = parseLink(textOf(link), project);
  return parsed === undefined ? '' : formatPath({ ...parsed, project });
}

/** The services that requests for this host and path can reach. */
function servicesFor(fields: JsonObject, host: string, path: string): readonly string[] {
  const matcher = matcherFor(fields, host);
  if (matcher === undefined) {
    return targetsOf(fields['defaultService'], fields['defaultRouteAction']);
  }
  const rule = pathRuleFor(matcher, path) ?? routeRuleFor(matcher, path);
  return rule === undefined
    ? targetsOf(matcher['defaultService'], matcher['defaultRouteAction'])
    : targetsOf(rule['service'], rule['routeAction'], matcher['defaultService']);
}

function targetsOf(
  service: Json | undefined,
  action: Json | undefined,
  otherwise?: Json,
): readonly string[] {
  const weighted = objectsOf(objectOf(action)['weightedBackendServices'])
    .filter((entry) => Number(entry['weight'] ?? 0) > 0)
    .map((entry) => textOf(entry['backendService']));
  const single = textOf(service) || (weighted.length === 0 ? textOf(otherwise) : '');
  return single === '' ? weighted : [single];
}

function matcherFor(fields: JsonObject, host: string): JsonObject | undefined {
  const rules = objectsOf(fields['hostRules']);
  const patterns = rules.flatMap((rule) =>
    textsOf(rule['hosts']).map((pattern) => ({ pattern, matcher: textOf(rule['pathMatcher']) })),
  );
  const best = patterns
    .filter(({ pattern }) => hostMatches(pattern, host))
    .toSorted((left, right) => right.pattern.length - left.pattern.length)[0];
  return objectsOf(fields['pathMatchers']).find((matcher) => matcher['name'] === best?.matcher);
}

function hostMatches(pattern: string, host: string): boolean {
  return pattern.startsWith('*') ? host.endsWith(pattern.slice(1)) : pattern === host;
}

/** The longest path pattern that fits; an exact one before a prefix of the same length. */
function pathRuleFor(matcher: JsonObject, path: string): JsonObject | undefined {
  const candidates = objectsOf(matcher['pathRules']).flatMap((rule) =>
    textsOf(rule['paths'])
      .filter((pattern) => pathMatches(pattern, path))
      .map((pattern) => ({ rule, length: pattern.length })),
  );
  return candidates.toSorted((left, right) => right.length - left.length)[0]?.rule;
}

function pathMatches(pattern: string, path: string): boolean {
  return pattern.endsWith('/*') ? path.startsWith(pattern.slice(0, -1)) : pattern === path;
}

function routeRuleFor(matcher: JsonObject, path: string): JsonObject | undefined {
  return objectsOf(matcher['routeRules'])
    .toSorted((left, right) => Number(left['priority']) - Number(right['priority']))
    .find((rule) => objectsOf(rule['matchRules']).some((match) => routeMatches(match, path)));
}

/** Conditions on headers and query parameters are not looked at: tests of the emulator name host and path. */
function routeMatches(match: JsonObject, path: string): boolean {
  const prefix = match['prefixMatch'];
  const full = match['fullPathMatch'];
  return typeof prefix === 'string' ? path.startsWith(prefix) : full === path;
}
