/** What a fault does; the words of its spec in the order in which they act. */
export type FaultEffect =
  | { readonly kind: 'refuse'; readonly with: Refusal }
  | { readonly kind: 'operation'; readonly outcome: 'quota' | 'error' | 'never' }
  | { readonly kind: 'drop'; readonly when: 'before' | 'after' }
  | { readonly kind: 'truncate' }
  | { readonly kind: 'stall' }
  | { readonly kind: 'delay'; readonly seconds: number };

const STATUSES = ['400', '401', '403', '404', '409', '412', '429', '500', '502', '503'] as const;

const NAMED = [
  'in-use',
  'not-ready',
  'quota',
  'rate-limit',
  'api-disabled',
  'permission',
  'fingerprint',
  'exists',
  'hostile',
] as const;

/** An answer that refuses a call: an HTTP status, or a named cause. */
export type Refusal = (typeof STATUSES)[number] | (typeof NAMED)[number];

/** One line of a fault, read. */
export interface Fault {
  /** insert, get, list, delete, patch, update, wait, a custom method, or `*`. */
  readonly verb: string;
  readonly collection: string;
  /** The resource's name; absent = any. */
  readonly name?: string;
  readonly effects: readonly FaultEffect[];
  /** It strikes from the n-th matching call on. */
  readonly from: number;
  /** How often; null = for ever. */
  readonly times: number | null;
}

/** A fault in force: how many calls matched it, and how many it struck. */
export interface FaultStatus {
  readonly spec: string;
  readonly seen: number;
  readonly fired: number;
}

/** A fault spec that cannot be read; the message says what is wrong and shows a right one. */
export class FaultSyntaxError extends Error {
  constructor(spec: string, problem: string) {
    super(`"${spec}" is not a fault: ${problem}. Example: ${EXAMPLE}`);
    this.name = 'FaultSyntaxError';
  }
}

const EXAMPLE = 'insert:backendServices/web=503@2x3';

/** Help on faults, for people; no line is longer than 78 columns. */
export const FAULT_HELP: string = `A fault is one line: VERB:COLLECTION[/NAME]=EFFECT[,EFFECT...][@N][xK]

VERB        insert, get, list, delete, patch, update, wait, or *, or the name
            of a custom method: attachNetworkEndpoints, setTarget, enable ...
COLLECTION  networks, networkEndpointGroups, backendServices, urlMaps,
            operations ..., or *; a wait is found by its target as well
NAME        only calls about the resource of this name
@N          strike from the N-th matching call on (default 1)
xK          strike K times (default 1); x* = for ever

Effects that refuse the call; nothing is changed:
  400 401 403 404 409 412 429 500 502 503    that status, with Google's body
  in-use  not-ready  quota  rate-limit  api-disabled  permission
  fingerprint  exists                        that cause, with Google's words
  hostile       400, in words that move the cursor and forge lines of a log
Effects inside the operation; the call itself succeeds:
  op-quota  op-error    the operation ends with that error, nothing is changed
  op-never              the operation never ends
Effects on the connection:
  drop-before           cut before the call takes effect
  drop-after            the call takes effect, then the connection is cut
  truncate              the call takes effect, half of the answer is sent
  stall                 never answered, no effect
  delay:5s  delay:200ms answered after that time

Examples:
  insert:backendServices=503             the next one is refused once
  delete:urlMaps/web=in-use x2           refused twice, then it works
  wait:forwardingRules=drop-before@2     the second poll is cut
  attachNetworkEndpoints:*=drop-after    done, but the client cannot know
  *:*=delay:2s x*                        everything takes two seconds longer
`;

/** Reads a fault spec. */
export function parseFault(spec: string): Fault {
  const text = spec.replaceAll(/\s+/g, '');
  const equals = text.indexOf('=');
  if (equals < 0) {
    throw new FaultSyntaxError(
      spec,
      'there is no "=" between the calls it strikes and its effects',
    );
  }
  return {
    ...parseCalls(spec, text.slice(0, equals)),
    ...parseStrikes(spec, text.slice(equals + 1)),
  };
}

function parseCalls(spec: string, calls: string): Pick<Fault, 'verb' | 'collection' | 'name'> {
  const parts = /^(\*|[a-zA-Z]+):(\*|[a-zA-Z]+)(?:\/(.+))?$/.exec(calls);
  const [, verb = '', collection = '', name] = parts ?? [];
  if (parts === null) {
    throw new FaultSyntaxError(spec, `"${calls}" is not VERB:COLLECTION or VERB:COLLECTION/NAME`);
  }
  return { verb, collection, ...(name === undefined ? {} : { name }) };
}

function parseStrikes(spec: string, text: string): Pick<Fault, 'effects' | 'from' | 'times'> {
  const [, effects = '', counts = ''] = /^(.*?)((?:@\d+|x(?:\d+|\*))*)$/.exec(text) ?? [];
  if (effects === '') {
    throw new FaultSyntaxError(spec, 'it has no effect');
  }
  const times = countAfter(spec, 'x', counts);
  return {
    effects: effects.split(',').map((word) => parseEffect(spec, word)),
    from: Number(countAfter(spec, '@', counts)),
    times: times === '*' ? null : Number(times),
  };
}

/** The count behind `@` or `x`, 1 where there is none. */
function countAfter(spec: string, sign: '@' | 'x', counts: string): string {
  const [count = '1', second] = counts
    .split(/(?=[@x])/)
    .filter((part) => part.startsWith(sign))
    .map((part) => part.slice(1));
  if (second !== undefined) {
    throw new FaultSyntaxError(spec, `it has more than one ${sign}`);
  }
  if (Number(count) === 0) {
    throw new FaultSyntaxError(spec, '@N and xK count from 1');
  }
  return count;
}

function parseEffect(spec: string, word: string): FaultEffect {
  const refusal = [...STATUSES, ...NAMED].find((known) => known === word);
  if (refusal !== undefined) {
    return { kind: 'refuse', with: refusal };
  }
  switch (word) {
    case 'op-quota':
      return { kind: 'operation', outcome: 'quota' };
    case 'op-error':
      return { kind: 'operation', outcome: 'error' };
    case 'op-never':
      return { kind: 'operation', outcome: 'never' };
    case 'drop-before':
      return { kind: 'drop', when: 'before' };
    case 'drop-after':
      return { kind: 'drop', when: 'after' };
    case 'truncate':
    case 'stall':
      return { kind: word };
    default:
      return parseDelay(spec, word);
  }
}

function parseDelay(spec: string, word: string): FaultEffect {
  const [, amount, unit] = /^delay:(\d+(?:\.\d+)?)(ms|s)$/.exec(word) ?? [];
  if (amount === undefined) {
    throw new FaultSyntaxError(spec, `"${word}" is not an effect`);
  }
  return { kind: 'delay', seconds: unit === 'ms' ? Number(amount) / 1000 : Number(amount) };
}

/** Writes a fault as `parseFault` reads it; what is as by default is left out. */
export function formatFault(fault: Fault): string {
  const name = fault.name === undefined ? '' : `/${fault.name}`;
  const from = fault.from === 1 ? '' : `@${fault.from}`;
  const times = fault.times === 1 ? '' : `x${fault.times ?? '*'}`;
  const effects = fault.effects.map(formatEffect).join(',');
  return `${fault.verb}:${fault.collection}${name}=${effects}${from}${times}`;
}

function formatEffect(effect: FaultEffect): string {
  switch (effect.kind) {
    case 'refuse':
      return effect.with;
    case 'operation':
      return `op-${effect.outcome}`;
    case 'drop':
      return `drop-${effect.when}`;
    case 'delay':
      return `delay:${effect.seconds}s`;
    case 'truncate':
    case 'stall':
      return effect.kind;
  }
}
