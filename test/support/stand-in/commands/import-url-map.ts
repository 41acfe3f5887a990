import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type Json, type JsonObject, textAt } from '../../../../src/json.ts';
import type { Call } from '../command.ts';
import { askIfThere, mutate } from '../mode-b.ts';
import { scopeOf } from '../scope.ts';
import { collectionPath } from './collection.ts';
import { readUrlMap } from './url-map-document.ts';

/** A field that a file which lacks it clears; the members of one that it holds are cleared likewise. */
type Clearing = null | readonly [] | 'even if set' | { readonly [member: string]: Clearing };

/** Durations lose both members also where the file has them: gcloud asks only whether they can be there. */
const DURATION: Clearing = { seconds: 'even if set', nanos: 'even if set' };

const ROUTE_ACTION: Clearing = {
  weightedBackendServices: [],
  urlRewrite: { pathPrefixRewrite: null, hostRewrite: null },
  timeout: DURATION,
  retryPolicy: { retryConditions: [], numRetries: 'even if set', perTryTimeout: DURATION },
  requestMirrorPolicy: { backendService: null },
  corsPolicy: {
    allowOrigins: [],
    allowOriginRegexes: [],
    allowMethods: [],
    allowHeaders: [],
    exposeHeaders: [],
    maxAge: null,
    allowCredentials: null,
    disabled: null,
  },
  faultInjectionPolicy: {
    delay: { fixedDelay: DURATION, percentage: null },
    abort: { httpStatus: null, percentage: null },
  },
};

/** What an import clears of a map that exists; anything deeper is sent as the file has it. */
const URL_MAP: Readonly<Record<string, Clearing>> = {
  description: null,
  hostRules: [],
  pathMatchers: [],
  tests: [],
  defaultService: null,
  defaultCustomErrorResponsePolicy: { errorResponseRules: [], errorService: null },
  defaultRouteAction: ROUTE_ACTION,
  defaultUrlRedirect: {
    hostRedirect: null,
    pathRedirect: null,
    prefixRedirect: null,
    redirectResponseCode: null,
    httpsRedirect: null,
    stripQuery: null,
  },
  headerAction: {
    requestHeadersToRemove: [],
    requestHeadersToAdd: [],
    responseHeadersToRemove: [],
    responseHeadersToAdd: [],
  },
};

/** What Python takes for no value. */
function isEmpty(value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === undefined || value === null || value === '' || value === 0 || value === false;
}

function isMembers(clearing: Clearing): clearing is { readonly [member: string]: Clearing } {
  return clearing !== null && clearing !== 'even if set' && !Array.isArray(clearing);
}

function cleared(value: Json | undefined, clearing: Clearing): Json {
  if (clearing === 'even if set') return null;
  if (isEmpty(value)) return Array.isArray(clearing) ? [] : null;
  if (isMembers(clearing) && value !== undefined && isJsonObject(value)) {
    return withCleared(value, clearing);
  }
  return value ?? null;
}

/** The document with every field that gcloud unsets explicitly (gcloud-commands 5). */
function withCleared(
  document: JsonObject,
  clearings: Readonly<Record<string, Clearing>>,
): JsonObject {
  const unset = Object.entries(clearings).map(([field, clearing]): [string, Json] => [
    field,
    cleared(document[field], clearing),
  ]);
  return { ...document, ...Object.fromEntries(unset) };
}

const STALE =
  "WARNING: An up-to-date fingerprint must be provided to update the Url Map. Future versions of gcloud will fail with an error '412 conditionNotMet'";
const OTHER_NAME =
  "WARNING: The name of the Url Map must match the value of the 'name' attribute in the YAML file. Future versions of gcloud will fail with an error.";

/** The document as it is patched: the id of what is there, and its fingerprint where the file has any. */
function replacementFor(call: Call, document: JsonObject, live: JsonObject): JsonObject {
  const id = textAt(document, 'id') ?? textAt(live, 'id') ?? null;
  if (document['fingerprint'] === undefined) return withCleared({ ...document, id }, URL_MAP);
  call.session.say(STALE);
  const fingerprint = live['fingerprint'] ?? null;
  return withCleared({ ...document, id, fingerprint }, URL_MAP);
}

/** Creates the map, or makes the one that is there what the file says; an equal one is left alone. */
export async function importUrlMap(call: Call): Promise<Json> {
  const document = readUrlMap(call.stdin);
  if (textAt(document, 'name') !== call.name) call.session.say(OTHER_NAME);
  const collection = collectionPath(call, scopeOf(call), 'urlMaps');
  const target = `${collection}/${call.name}`;
  const live = await askIfThere(call.session, { method: 'GET', path: target });
  if (live === null) {
    const request = { method: 'POST', path: collection, body: document } as const;
    return mutate(call.session, request, { target, message: 'Creating URL map' });
  }
  if (isDeepStrictEqual(document, live)) return [];
  const body = replacementFor(call, document, live);
  const request = { method: 'PATCH', path: target, body } as const;
  return mutate(call.session, request, { target, message: 'Updating URL map' });
}
