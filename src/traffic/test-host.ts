import { isJsonObject, type JsonObject, objectsAt, textAt } from '../json.ts';
import { holdersOf } from './holders.ts';
import { weightsIn } from './references.ts';
import { names, renamed } from './service-name.ts';
import type { Move } from './split.ts';

/** The path matcher of a test host, while there is one. */
const MATCHER = 'negctl-test-host';

/** How the map itself writes the name of the service; `null` where it sends no requests to it. */
function spelling(map: JsonObject, { from }: Move): string | null {
  for (const { document, fields } of holdersOf(map)) {
    const plain = textAt(document, fields.service) ?? '';
    if (names(plain, from) === 'yes') return plain;
    for (const weight of weightsIn(document[fields.action])) {
      const text = textAt(weight, 'backendService') ?? '';
      if (names(text, from) === 'yes') return text;
    }
  }
  return null;
}

/** Why a map can have no rule of its own for a host; `null` where it can. */
export function testHostObstacle(map: JsonObject, host: string): string | null {
  const hosts = objectsAt(map, 'hostRules').flatMap((rule) => {
    const listed = rule['hosts'];
    return Array.isArray(listed) ? listed : [];
  });
  if (hosts.includes(host)) return `it has a rule for ${host} already`;
  const matchers = objectsAt(map, 'pathMatchers').map((matcher) => textAt(matcher, 'name'));
  return matchers.includes(MATCHER) ? `it has a path matcher ${MATCHER} already` : null;
}

/** A map in which one more host leads to the new service, and everything else where it led. */
export function withTestHost(map: JsonObject, move: Move, host: string): JsonObject {
  const text = spelling(map, move);
  if (text === null) return map;
  const rules = map['hostRules'];
  const matchers = map['pathMatchers'];
  return {
    ...map,
    hostRules: [
      ...(Array.isArray(rules) ? rules.filter(isJsonObject) : []),
      { hosts: [host], pathMatcher: MATCHER },
    ],
    pathMatchers: [
      ...(Array.isArray(matchers) ? matchers.filter(isJsonObject) : []),
      { name: MATCHER, defaultService: renamed(text, move.to) },
    ],
  };
}
