import { isPlain } from '../clean.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { type Parsed, type Shape, trimmed, wholeNumberIn } from './shape.ts';

/**
 * An endpoint as the operator wrote it. Which keys belong together depends on the NEG's type and is
 * a matter for the rules (`endpoint/keys-match-type`).
 */
export interface EndpointInput {
  readonly fqdn?: string;
  readonly ip?: string;
  readonly ipv6?: string;
  readonly instance?: string;
  /** The NEG that it is in, of a set-up with several; nothing means the one that the set-up names. */
  readonly neg?: string;
  /** The zone of that NEG, where there are several; nothing means the one of the set-up. */
  readonly zone?: string;
  readonly port?: number;
}

const TEXT_KEYS = ['fqdn', 'instance', 'ip', 'ipv6', 'neg', 'zone'] as const;
const EXPECTED =
  'fqdn=HOST[,port=PORT], ip=ADDRESS[,port=PORT] or instance=VM[,ip=ADDRESS][,port=PORT]';

function pairsOf(flag: string): JsonObject | undefined {
  const pairs = flag.split(',').map((pair) => {
    const at = pair.indexOf('=');
    return at < 1 ? undefined : [trimmed(pair.slice(0, at)), trimmed(pair.slice(at + 1))];
  });
  if (pairs.some((pair) => pair === undefined)) return undefined;
  const keys = pairs.map((pair) => pair?.[0]);
  if (new Set(keys).size !== keys.length) return undefined;
  return Object.fromEntries(pairs.filter((pair) => pair !== undefined));
}

/** A separator inside would become a second key where the endpoint is written as a flag. */
function isHost(value: Json): value is string {
  return typeof value === 'string' && value !== '' && isPlain(value) && !value.includes(',');
}

function portOf(raw: Json | undefined): Parsed<number | undefined> {
  if (raw === undefined) return { ok: true, value: undefined };
  const value = typeof raw === 'string' ? wholeNumberIn(raw) : raw;
  return typeof value === 'number' && Number.isSafeInteger(value)
    ? { ok: true, value }
    : { ok: false, expected: `${EXPECTED}, the port a whole number` };
}

/** Reads one endpoint as a flag or a list has it. */
export function parseEndpoint(raw: Json): Parsed<EndpointInput> {
  const given = typeof raw === 'string' ? pairsOf(raw) : raw;
  if (!isJsonObject(given)) return { ok: false, expected: EXPECTED };
  const { port: rawPort, ...texts } = given;
  const port = portOf(rawPort);
  if (!port.ok) return port;
  const known = Object.entries(texts).filter(
    (entry): entry is [(typeof TEXT_KEYS)[number], string] =>
      TEXT_KEYS.some((key) => key === entry[0]) && isHost(entry[1]),
  );
  if (known.length === 0 || known.length !== Object.keys(texts).length) {
    return { ok: false, expected: EXPECTED };
  }
  const endpoint: EndpointInput = Object.fromEntries(known);
  return {
    ok: true,
    value: port.value === undefined ? endpoint : { ...endpoint, port: port.value },
  };
}

/** The endpoint as `--add-endpoint` takes it. */
export function endpointText(endpoint: EndpointInput): string {
  return [...TEXT_KEYS, 'port' as const]
    .filter((key) => endpoint[key] !== undefined)
    .map((key) => `${key}=${endpoint[key]}`)
    .join(',');
}

function endpointJson(endpoint: EndpointInput): JsonObject {
  return { ...endpoint };
}

/** The endpoints of a NEG: `--add-endpoint` repeated, or a list in a spec. */
export const endpointList: Shape<readonly EndpointInput[]> = {
  parse: (raw) => {
    const parts: readonly Json[] = Array.isArray(raw) ? raw : [raw];
    const endpoints: EndpointInput[] = [];
    for (const part of parts) {
      const parsed = parseEndpoint(part);
      if (!parsed.ok) return parsed;
      endpoints.push(parsed.value);
    }
    return endpoints.length === 0
      ? { ok: false, expected: EXPECTED }
      : { ok: true, value: endpoints };
  },
  is: (value): value is readonly EndpointInput[] => Array.isArray(value),
  flagValues: (value) => value.map(endpointText),
  toJson: (value) => value.map(endpointJson),
  choices: [],
  arity: 'many',
  schema: {
    type: 'array',
    minItems: 1,
    items: {
      type: 'object',
      additionalProperties: false,
      properties: {
        fqdn: { type: 'string' },
        ip: { type: 'string' },
        ipv6: { type: 'string' },
        instance: { type: 'string' },
        neg: { type: 'string' },
        zone: { type: 'string' },
        port: { type: 'integer' },
      },
    },
  },
};

/**
 * What a person types for an endpoint, `HOST` or `HOST:PORT`, as the spec would have it. Anything that
 * does not end in a port is taken whole as the host, so that the rules can say what is wrong with it.
 */
export function endpointFromAnswer(answer: string): Json {
  const match = /^([^:/]+):(\d+)$/.exec(answer);
  const host = match?.[1] ?? answer;
  const key = /^[\d.]+$/.test(host) || /^[0-9a-f]*:[0-9a-f:.]*$/i.test(host) ? 'ip' : 'fqdn';
  const port = match?.[2];
  return [port === undefined ? { [key]: host } : { [key]: host, port: Number(port) }];
}

/** The same for an endpoint of a VM, `VM` or `VM:PORT`. */
export function vmEndpointFromAnswer(answer: string): Json {
  const match = /^([^:]+):(\d+)$/.exec(answer);
  const instance = match?.[1] ?? answer;
  const port = match?.[2];
  return [port === undefined ? { instance } : { instance, port: Number(port) }];
}
