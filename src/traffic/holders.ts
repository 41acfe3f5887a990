import { isJsonObject, type Json, type JsonObject, objectsAt } from '../json.ts';

/** The names that a holder's target has: at the top and in path matchers others than in rules. */
export interface TargetFields {
  readonly service: 'defaultService' | 'service';
  readonly action: 'defaultRouteAction' | 'routeAction';
}

/** A part of a URL map that says where requests go: its top, a path matcher, or a rule in one. */
export interface Holder {
  /** Where it is in the map: empty for its top, else `pathMatchers[1].pathRules[0]`. */
  readonly at: string;
  readonly fields: TargetFields;
  readonly document: JsonObject;
}

const DEFAULT: TargetFields = { service: 'defaultService', action: 'defaultRouteAction' };
const RULE: TargetFields = { service: 'service', action: 'routeAction' };
const RULES = ['pathRules', 'routeRules'] as const;

/** Every holder of a map, its top first. */
export function holdersOf(map: JsonObject): readonly Holder[] {
  const matchers = objectsAt(map, 'pathMatchers').flatMap((matcher, index) => {
    const at = `pathMatchers[${index}]`;
    const rules = RULES.flatMap((list) =>
      objectsAt(matcher, list).map((document, place) => ({
        at: `${at}.${list}[${place}]`,
        fields: RULE,
        document,
      })),
    );
    return [{ at, fields: DEFAULT, document: matcher }, ...rules];
  });
  return [{ at: '', fields: DEFAULT, document: map }, ...matchers];
}

/** Where a member of a holder is in the map. */
export function placeIn({ at }: Holder, member: string): string {
  return at === '' ? member : `${at}.${member}`;
}

type Edit = (document: JsonObject, fields: TargetFields) => JsonObject;

/** A document with each object in one of its lists replaced; a list that is not there stays away. */
export function withEach(
  document: JsonObject,
  list: string,
  edit: (item: JsonObject) => JsonObject,
): JsonObject {
  const items = document[list];
  if (!Array.isArray(items)) return document;
  const edited = items.map((item: Json) => (isJsonObject(item) ? edit(item) : item));
  return { ...document, [list]: edited };
}

/** A map with every holder edited; everything else in it is left as it is. */
export function withHolders(map: JsonObject, edit: Edit): JsonObject {
  const withMatchers = withEach(map, 'pathMatchers', (matcher) => {
    const withRules = RULES.reduce(
      (document, list) => withEach(document, list, (rule) => edit(rule, RULE)),
      matcher,
    );
    return edit(withRules, DEFAULT);
  });
  return edit(withMatchers, DEFAULT);
}
