import type { Command } from '../gcloud/command.ts';
import { type Json, type JsonObject, objectsAt } from '../json.ts';
import { kind, withoutEmpty } from './kind.ts';
import { NETWORK_ENDPOINT_GROUPS } from './network-endpoint-group.ts';
import { type KindPermissions, type Permission, toWait } from './permission.ts';
import {
  partsOfId,
  type Resource,
  type ResourceId,
  type Scope,
  type Subject,
  scopeFlag,
} from './resource.ts';

/** A NEG, planned or live: where it is and how it is called. */
export type NegPlace = Pick<Subject, 'id' | 'scope' | 'name'>;

/** gcloud changes the group and reads it afterwards. */
function toChangeEndpoints(word: string): (scope: Scope) => readonly Permission[] {
  return (scope) => [
    NETWORK_ENDPOINT_GROUPS.change(scope, word),
    NETWORK_ENDPOINT_GROUPS.look(scope, 'get'),
    toWait(scope),
  ];
}

/** One more in a call is refused by the API; gcloud sends whatever it is given in one call (measured). */
export const ENDPOINTS_IN_A_CALL = 500;

const ATTACHING: Pick<KindPermissions, 'create' | 'remove'> = {
  create: toChangeEndpoints('attachNetworkEndpoints'),
  remove: toChangeEndpoints('detachNetworkEndpoints'),
};

export const networkEndpointKind = kind({
  name: 'networkEndpoints',
  title: 'endpoint',
  typicalSeconds: { create: 4, remove: 4 },
  comesInParts: true,
  split,
  removeOf,
  permissions: { ...ATTACHING, repoint: () => [], read: () => [], use: () => [] },
});

/** That endpoints are no longer in a NEG: what a step makes that takes them off, and what its undo takes back. */
export const detachedEndpointKind = kind({
  name: 'detachedEndpoints',
  title: 'endpoint',
  verb: 'detach',
  typicalSeconds: { create: 4, remove: 4 },
  comesInParts: true,
  permissions: {
    create: ATTACHING.remove,
    remove: ATTACHING.create,
    repoint: () => [],
    read: () => [],
    use: () => [],
  },
});

/** An endpoint outside Google Cloud: a host name or an address. */
export type InternetEndpoint = { readonly port: number | undefined } & (
  | { readonly fqdn: string }
  | { readonly ip: string }
);

/** An endpoint of any type; which keys belong together depends on the type of its NEG. */
export interface Endpoint {
  readonly instance?: string | undefined;
  readonly fqdn?: string | undefined;
  readonly ip?: string | undefined;
  readonly ipv6?: string | undefined;
  readonly port?: number | undefined;
}

/** The keys of an endpoint on the command line, and in the API. */
const KEYS = [
  ['instance', 'instance'],
  ['fqdn', 'fqdn'],
  ['ip', 'ipAddress'],
  ['ipv6', 'ipv6Address'],
  ['port', 'port'],
] as const;

/** Reads the endpoints of one NEG; the NEG's own document only counts them. */
export function listEndpoints(neg: { readonly name: string; readonly scope: Scope }): Command {
  const scope = scopeFlag(neg.scope);
  return {
    argv: ['compute', 'network-endpoint-groups', 'list-network-endpoints', neg.name, scope],
  };
}

/** The endpoint as the API has it. */
export function endpointBody(endpoint: Endpoint): JsonObject {
  return withoutEmpty(
    Object.fromEntries(
      KEYS.map(([key, member]): [string, Json | undefined] => [member, endpoint[key]]),
    ),
  );
}

/** The API's endpoint as gcloud's flags take it. An instance may come as a URL. */
export function endpointWords(body: JsonObject): string {
  return KEYS.flatMap(([key, member]) => {
    const value = body[member];
    return value === undefined ? [] : [`${key}=${plain(member, value)}`];
  }).join(',');
}

function plain(member: string, value: Json | undefined): string {
  const text = String(value);
  return member === 'instance' ? (text.split('/').at(-1) ?? text) : text;
}

function update(neg: NegPlace, verb: 'add' | 'remove', words: readonly string[]): Command {
  const update = ['compute', 'network-endpoint-groups', 'update', neg.name, scopeFlag(neg.scope)];
  return { argv: [...update, ...words.map((endpoint) => `--${verb}-endpoint=${endpoint}`)] };
}

/** The attachment of one endpoint to a NEG. */
export function networkEndpoint(neg: NegPlace, endpoint: InternetEndpoint): Resource {
  return attachment(neg, [endpointBody(endpoint)]);
}

/** The attachment of some endpoints to a NEG, at least one; a plan gives it in as many calls as it takes. */
export function networkEndpoints(neg: NegPlace, endpoints: readonly Endpoint[]): Resource {
  return attachment(neg, endpoints.map(endpointBody));
}

/** The first endpoint, and how many more. */
function nameOf(words: readonly string[]): string {
  const [first = ''] = words;
  return words.length === 1 ? first : `${first} and ${words.length - 1} more`;
}

function attachment(neg: NegPlace, bodies: readonly JsonObject[]): Resource {
  const words = bodies.map(endpointWords);
  const name = nameOf(words);
  const [first = {}] = bodies;
  return {
    id: endpointsId(neg.id, 'endpoints', name),
    kind: 'networkEndpoints',
    scope: neg.scope,
    name,
    container: neg.id,
    refs: [neg.id],
    summary: `in ${neg.name}`,
    body: bodies.length === 1 ? first : { endpoints: bodies },
    create: update(neg, 'add', words),
    createReplaces: false,
    remove: update(neg, 'remove', words),
  };
}

/** Takes endpoints off a NEG, in as many steps as it takes calls. */
export function detachedEndpoints(
  neg: NegPlace,
  endpoints: readonly JsonObject[],
): readonly Resource[] {
  return inCalls(endpoints).map((bodies): Resource => {
    const words = bodies.map(endpointWords);
    const name = nameOf(words);
    return {
      id: endpointsId(neg.id, 'detached', name),
      kind: 'detachedEndpoints',
      scope: neg.scope,
      name,
      container: neg.id,
      refs: [neg.id],
      summary: `off ${neg.name}`,
      body: { endpoints: bodies },
      create: update(neg, 'remove', words),
      createReplaces: false,
      remove: update(neg, 'add', words),
    };
  });
}

function endpointsId(neg: ResourceId, word: string, name: string): ResourceId {
  return `${neg}/${word}/${name}`;
}

/** The endpoints that a step is about. */
export function endpointsIn({ body }: Subject): readonly JsonObject[] {
  return 'endpoints' in body ? objectsAt(body, 'endpoints') : [body];
}

function inCalls(endpoints: readonly JsonObject[]): readonly (readonly JsonObject[])[] {
  const calls = Math.ceil(endpoints.length / ENDPOINTS_IN_A_CALL);
  return Array.from({ length: calls }, (_, index) =>
    endpoints.slice(index * ENDPOINTS_IN_A_CALL, (index + 1) * ENDPOINTS_IN_A_CALL),
  );
}

/** The endpoints of a NEG as a set: whether one is in it, by whatever of it is told. */
export class EndpointSet {
  readonly #live: readonly JsonObject[];
  /** What is live, for every choice of members that somebody asked by. */
  readonly #known = new Map<string, ReadonlySet<string>>();

  /** One for each list: a plan asks twenty times about the same ten thousand. */
  static readonly #made = new WeakMap<readonly JsonObject[], EndpointSet>();

  static of(live: readonly JsonObject[]): EndpointSet {
    const made = EndpointSet.#made.get(live) ?? new EndpointSet(live);
    EndpointSet.#made.set(live, made);
    return made;
  }

  private constructor(live: readonly JsonObject[]) {
    this.#live = live;
  }

  has(endpoint: JsonObject): boolean {
    const members = KEYS.map(([, member]) => member).filter((member) => member in endpoint);
    const choice = members.join();
    const known = this.#known.get(choice) ?? new Set(this.#live.map((one) => keyOf(one, members)));
    this.#known.set(choice, known);
    return known.has(keyOf(endpoint, members));
  }
}

function keyOf(endpoint: JsonObject, members: readonly string[]): string {
  return members.map((member) => plain(member, endpoint[member])).join('|');
}

function negOf({ container, scope }: Subject): NegPlace {
  const parts = container === null ? null : partsOfId(container);
  if (container === null || parts === null) throw new Error('an endpoint without its NEG');
  return { id: container, scope, name: parts.name };
}

/** What is there already by itself, and the rest in as many parts as it takes calls. */
function split(resource: Resource, live: readonly JsonObject[]): readonly Resource[] {
  if (!('endpoints' in resource.body)) return [resource];
  const there = EndpointSet.of(live);
  const neg = negOf(resource);
  const all = endpointsIn(resource);
  const present = all.filter((endpoint) => there.has(endpoint));
  const missing = all.filter((endpoint) => !there.has(endpoint));
  return [
    ...(present.length === 0 ? [] : [attachment(neg, present)]),
    ...inCalls(missing).map((bodies) => attachment(neg, bodies)),
  ];
}

/** Takes off only what a read has shown: the API refuses a call with one endpoint that is not there. */
function removeOf(resource: Subject, document: JsonObject): Command {
  const shown = 'endpoints' in document ? objectsAt(document, 'endpoints') : [resource.body];
  return update(negOf(resource), 'remove', shown.map(endpointWords));
}
