import { invalidField, requiredField } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import { isObject, listOf, objectOf, objectsOf, sortedTexts, textOf, textsOf } from '../json.ts';
import type { StoredResource } from '../store.ts';
import { referencesIn } from './body.ts';
import { checkRulesAbove, schemeOf, servicesBelow } from './chain.ts';
import type { Draft } from './kind.ts';
import { lastPart, linkTo, splitPath } from './paths.ts';
import { URL_MAP_FIELDS } from './url-map-fields.ts';
import { needReady } from './world.ts';

/** Refuses what the API refuses about a URL map (compute-api-behaviour.md 8, rules.md url-map/*). */
export function checkUrlMap(draft: Draft): void {
  const { fields, world } = draft;
  checkDefault(fields, 'resource', true);
  const matchers = objectsOf(fields['pathMatchers']);
  matchers.forEach((matcher, index) => {
    checkMatcher(matcher, `resource.pathMatchers[${index}]`);
  });
  checkHosts(fields, matchers);
  const services = servicesBelow(world, 'urlMaps', fields);
  checkServices(draft, services);
  checkAdvanced(fields, services);
  checkRulesAbove(world, draft.path, services);
}

/** Exactly one of service, redirect and weights (rules url-map/default-required and url-map/rule-action-exclusive). */
function checkDefault(at: JsonObject, path: string, needed: boolean): void {
  const weights = weightsOf(at['defaultRouteAction']);
  const given = [
    ...(textOf(at['defaultService']) === '' ? [] : ['defaultService']),
    ...(at['defaultUrlRedirect'] === undefined ? [] : ['defaultUrlRedirect']),
    ...(weights.length === 0 ? [] : ['defaultRouteAction.weightedBackendServices']),
  ];
  checkOne(given, path, needed ? `${path}.defaultService` : undefined);
  checkWeights(weights, `${path}.defaultRouteAction`);
}

function checkOne(given: readonly string[], path: string, needed: string | undefined): void {
  const [first = '', second] = given;
  if (second !== undefined) {
    throw invalidField(
      `${path}.${second}`,
      '',
      `Only one of ${first} and ${second} can be specified.`,
    );
  }
  if (first === '' && needed !== undefined) {
    throw requiredField(needed);
  }
}

function weightsOf(action: Json | undefined): readonly JsonObject[] {
  return objectsOf(objectOf(action)['weightedBackendServices']);
}

/** The range 0-1000 is in the schema; at least one must be positive (rule url-map/weights-range). */
function checkWeights(weights: readonly JsonObject[], path: string): void {
  weights.forEach((entry, index) => {
    if (textOf(entry['backendService']) === '') {
      throw requiredField(`${path}.weightedBackendServices[${index}].backendService`);
    }
  });
  const sum = weights.reduce((total, entry) => total + Number(entry['weight'] ?? 0), 0);
  if (weights.length > 0 && sum === 0) {
    throw invalidField(
      `${path}.weightedBackendServices`,
      '',
      'The sum of weights must be greater than 0.',
    );
  }
}

function checkMatcher(matcher: JsonObject, path: string): void {
  if (textOf(matcher['name']) === '') {
    throw requiredField(`${path}.name`);
  }
  checkDefault(matcher, path, true);
  const pathRules = objectsOf(matcher['pathRules']);
  const routeRules = objectsOf(matcher['routeRules']);
  if (pathRules.length > 0 && routeRules.length > 0) {
    throw invalidField(
      `${path}.routeRules`,
      '',
      'Only one of pathRules and routeRules can be specified.',
    );
  }
  checkCount(pathRules, `${path}.pathRules`);
  checkCount(routeRules, `${path}.routeRules`);
  pathRules.forEach((rule, index) => {
    checkAction(rule, `${path}.pathRules[${index}]`);
    checkPaths(rule, `${path}.pathRules[${index}]`);
  });
  checkUnique(
    pathRules.flatMap((rule) => textsOf(rule['paths'])),
    `${path}.pathRules`,
    'path',
  );
  routeRules.forEach((rule, index) => {
    checkAction(rule, `${path}.routeRules[${index}]`);
    if (rule['priority'] === undefined) {
      throw requiredField(`${path}.routeRules[${index}].priority`);
    }
  });
  checkUnique(
    routeRules.map((rule) => String(rule['priority'])),
    `${path}.routeRules`,
    'priority',
  );
}

function checkAction(rule: JsonObject, path: string): void {
  const weights = weightsOf(rule['routeAction']);
  const given = [
    ...(textOf(rule['service']) === '' ? [] : ['service']),
    ...(rule['urlRedirect'] === undefined ? [] : ['urlRedirect']),
    ...(weights.length === 0 ? [] : ['routeAction.weightedBackendServices']),
  ];
  checkOne(given, path, undefined);
  checkWeights(weights, `${path}.routeAction`);
  if (given.length === 0 && rule['routeAction'] === undefined) {
    throw requiredField(`${path}.service`);
  }
}

const PATH_PATTERN = /^\/([^*?#]*\/)?\*$|^\/[^*?#]*$/;

function checkPaths(rule: JsonObject, path: string): void {
  const paths = textsOf(rule['paths']);
  const bad = paths.find((pattern) => !PATH_PATTERN.test(pattern));
  if (paths.length === 0) {
    throw requiredField(`${path}.paths`);
  }
  if (bad !== undefined) {
    throw invalidField(`${path}.paths[${paths.indexOf(bad)}]`, bad, 'Invalid path pattern.');
  }
}

/** Of rules in a path matcher, and of hosts in a host rule (rule quota/url-map-limits). */
const MOST = 1_000;

// assumption: the text is ours; that the API refuses more is documented.
function checkCount(items: readonly unknown[], path: string): void {
  if (items.length > MOST) {
    throw invalidField(path, `${items.length} items`, `At most ${MOST} can be specified.`);
  }
}

function checkUnique(values: readonly string[], path: string, what: string): void {
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined) {
    throw invalidField(path, twice, `Duplicate ${what}: '${twice}'.`);
  }
}

const HOST = /^(\*|\*[-.][^*]+|[^*]+)$/;

/** Hosts are unique, each leads to a matcher that exists, each matcher is led to (rules url-map/host-*). */
function checkHosts(fields: JsonObject, matchers: readonly JsonObject[]): void {
  const names = matchers.map((matcher) => textOf(matcher['name']));
  checkUnique(names, 'resource.pathMatchers', 'path matcher name');
  const rules = objectsOf(fields['hostRules']);
  const hosts = rules.flatMap((rule) => textsOf(rule['hosts']));
  checkUnique(hosts, 'resource.hostRules', 'host');
  const bad = hosts.find((host) => !HOST.test(host));
  if (bad !== undefined) {
    throw invalidField('resource.hostRules', bad, 'Invalid host pattern.');
  }
  rules.forEach((rule, index) => {
    checkCount(textsOf(rule['hosts']), `resource.hostRules[${index}].hosts`);
    const matcher = textOf(rule['pathMatcher']);
    if (!names.includes(matcher)) {
      throw invalidField(
        `resource.hostRules[${index}].pathMatcher`,
        matcher,
        'The path matcher does not exist in the URL map.',
      );
    }
  });
  const idle = names.find((name) => rules.every((rule) => rule['pathMatcher'] !== name));
  if (idle !== undefined) {
    throw invalidField(
      'resource.pathMatchers',
      idle,
      'The path matcher is not used by any host rule.',
    );
  }
}

/** All in the map's scope, of one scheme; EXTERNAL and EXTERNAL_MANAGED may meet in a migration (rule url-map/services-same-lb). */
function checkServices({ world, scope, fields }: Draft, services: readonly StoredResource[]): void {
  for (const { at, path } of referencesIn(URL_MAP_FIELDS, fields)) {
    needReady(world, path);
    if (splitPath(path).scope !== scope) {
      throw invalidField(
        at,
        path,
        `The backend service '${lastPart(path)}' must be in the scope of the URL map.`,
      );
    }
  }
  const schemes = new Set(services.map(schemeOf));
  if (schemes.size > 1 && ![...schemes].every((scheme) => scheme.startsWith('EXTERNAL'))) {
    throw invalidField(
      'resource',
      '',
      `Backend services of a URL map must have one load balancing scheme: ${sortedTexts(schemes).join(', ')}.`,
    );
  }
  const stream = services.find(
    ({ fields: { protocol } }) => protocol === 'TCP' || protocol === 'SSL',
  );
  if (stream !== undefined) {
    throw invalidField(
      'resource.defaultService',
      stream.path,
      `Invalid backend service protocol ${textOf(stream.fields['protocol'])} for a URL map.`,
    );
  }
}

/** A classic load balancer knows hosts, paths, redirects and urlRewrite, nothing more (compute-api-behaviour.md 10, tpg#8307). */
function checkAdvanced(fields: JsonObject, services: readonly StoredResource[]): void {
  const classic = services.find((service) => schemeOf(service) === 'EXTERNAL');
  if (classic !== undefined && isAdvanced(fields)) {
    throw invalidField(
      'resource.defaultService',
      linkTo(classic.path, 'v1'),
      'Advanced routing rules are not supported for scheme EXTERNAL',
    );
  }
}

/** Whether a URL map uses what only Envoy-based load balancers can do. */
export function isAdvanced(fields: JsonObject): boolean {
  const places = [fields, ...objectsOf(fields['pathMatchers'])];
  const rules = places.flatMap((place) => objectsOf(place['pathRules']));
  const actions = [
    ...places.map((place) => place['defaultRouteAction']),
    ...rules.map((rule) => rule['routeAction']),
  ];
  return (
    places.some((place) => place['headerAction'] !== undefined) ||
    places.some((place) => listOf(place['routeRules']).length > 0) ||
    actions.some(
      (action) => isObject(action) && Object.keys(action).some((key) => key !== 'urlRewrite'),
    )
  );
}
