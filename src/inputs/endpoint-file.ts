import type { Json } from '../json.ts';
import { type EndpointInput, parseEndpoint } from './endpoint.ts';
import { trimmed } from './shape.ts';

/** The endpoints of a file, or the line at which it cannot be understood, and why. */
export type EndpointFile =
  | { readonly ok: true; readonly endpoints: readonly EndpointInput[] }
  | { readonly ok: false; readonly line: number; readonly reason: string };

/** One endpoint as it was written, and where. */
interface Written {
  readonly line: number;
  readonly raw: Json;
}

class Misfit extends Error {
  readonly line: number;

  constructor(line: number, reason: string) {
    super(reason);
    this.line = line;
  }
}

function unquoted(text: string): string {
  const value = trimmed(text);
  return /^"([^"\\]*)"$|^'([^']*)'$/.test(value) ? value.slice(1, -1) : value;
}

/** `key: value`, as a member of an endpoint. */
function member(text: string, line: number): readonly [string, string] {
  const [, key = '', value = ''] = /^\s*([a-z0-9]+):\s+(.*)$/.exec(text) ?? [];
  if (key === '') throw new Misfit(line, `"${trimmed(text).slice(0, 40)}" is not key: value`);
  return [key, unquoted(value)];
}

function membersOf(pairs: readonly (readonly [string, string])[], line: number): Json {
  if (new Set(pairs.map(([key]) => key)).size !== pairs.length) {
    throw new Misfit(line, 'a key is given twice');
  }
  return Object.fromEntries(pairs);
}

/** The first line names the keys, each further line has their values; an empty one is left out. */
function fromCsv(lines: readonly string[]): readonly Written[] {
  const head = lines.findIndex((line) => line.trim() !== '');
  const keys = (lines[head] ?? '').split(',').map(unquoted);
  return lines.flatMap((line, index): readonly Written[] => {
    if (index <= head || line.trim() === '') return [];
    const values = line.split(',').map(unquoted);
    if (values.length !== keys.length) {
      const wanted = `${keys.length} (${keys.join(', ')})`;
      throw new Misfit(index + 1, `it has ${values.length} values, the first line names ${wanted}`);
    }
    const pairs = keys.map((key, at) => [key, values[at] ?? ''] as const);
    const given = pairs.filter(([, value]) => value !== '');
    return [{ line: index + 1, raw: membersOf(given, index + 1) }];
  });
}

function item(text: string, line: number): (readonly [string, string])[] | string {
  const flow = /^\{(.*)\}$/.exec(text)?.[1];
  if (flow !== undefined) return flow.split(',').map((part) => member(part, line));
  return /^[a-z0-9]+:\s/.test(text) ? [member(text, line)] : unquoted(text);
}

/**
 * A list whose items are mappings of one level, `- {ip: …, port: …}` or over several lines, or texts such as
 * `- ip=…,port=…`. Read line by line: a parser of all of YAML takes seconds for ten thousand items.
 */
function fromYaml(lines: readonly string[]): readonly Written[] {
  const items: { readonly line: number; readonly value: (readonly [string, string])[] | string }[] =
    [];
  for (const [index, raw] of lines.entries()) {
    const text = raw.replace(/(^|\s)#.*$/, '').trimEnd();
    const line = index + 1;
    if (text.trim() === '' || text === '---') continue;
    const [, first] = /^- +(.*)$/.exec(text) ?? [];
    const last = items.at(-1)?.value;
    if (first !== undefined) items.push({ line, value: item(first, line) });
    else if (/^ {2}\S/.test(text) && Array.isArray(last)) last.push(member(text, line));
    else throw new Misfit(line, 'a list is expected, each endpoint after "- "');
  }
  return items.map(({ line, value }) => ({
    line,
    raw: typeof value === 'string' ? value : membersOf(value, line),
  }));
}

function fromJson(text: string): readonly Written[] {
  try {
    const parsed: Json = JSON.parse(text);
    if (Array.isArray(parsed)) return parsed.map((raw: Json) => ({ line: 1, raw }));
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
  }
  throw new Misfit(1, 'it is not a JSON list');
}

function writtenIn(path: string, text: string): readonly Written[] {
  const lines = text.split(/\r?\n/);
  if (/\.csv$/i.test(path)) return fromCsv(lines);
  return text.trimStart().startsWith('[') ? fromJson(text) : fromYaml(lines);
}

/** Reads the endpoints that a file lists: CSV by its name, otherwise a YAML or JSON list. */
export function endpointFile(path: string, text: string): EndpointFile {
  try {
    const endpoints = writtenIn(path, text).map(({ line, raw }): EndpointInput => {
      const parsed = parseEndpoint(raw);
      if (!parsed.ok) throw new Misfit(line, `expected is ${parsed.expected}`);
      return parsed.value;
    });
    if (endpoints.length === 0) throw new Misfit(1, 'it has no endpoints');
    return { ok: true, endpoints };
  } catch (thrown) {
    if (!(thrown instanceof Misfit)) throw thrown;
    return { ok: false, line: thrown.line, reason: thrown.message };
  }
}
