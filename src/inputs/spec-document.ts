import {
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import { NegctlError, type Problem } from '../errors.ts';
import type { Json } from '../json.ts';
import { excessIn } from './spec-limits.ts';

/** A value in a spec, with the place where it stands. */
export interface SpecNode {
  readonly value: Json;
  readonly line: number;
  readonly column: number;
}

/** A spec as a tree whose leaves know where they stand. */
export interface SpecMap {
  readonly entries: ReadonlyMap<string, SpecEntry>;
}

export interface SpecEntry extends SpecNode {
  /** The members, where the value is a mapping. */
  readonly members: SpecMap | null;
}

const MAX_BYTES = 1024 * 1024;
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

class Refusal extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

function offsetOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

/** Anchors, aliases and tags are refused: a spec says what it says where it says it. */
function refuseTricks(node: Node): void {
  if (isAlias(node)) throw new Refusal('aliases (*name) are not allowed', offsetOf(node));
  if ((isMap(node) || isSeq(node) || isScalar(node)) && node.anchor !== undefined) {
    throw new Refusal('anchors (&name) are not allowed', offsetOf(node));
  }
  if (node.tag !== undefined) {
    throw new Refusal(`tags (${node.tag}) are not allowed`, offsetOf(node));
  }
}

function keyOf(node: unknown): { readonly key: string; readonly offset: number } {
  if (!isScalar(node)) throw new Refusal('every key is a plain word', 0);
  refuseTricks(node);
  const key = String(node.value);
  if (FORBIDDEN_KEYS.has(key)) throw new Refusal(`the key "${key}" is not allowed`, offsetOf(node));
  return { key, offset: offsetOf(node) };
}

interface Walk {
  readonly place: (offset: number) => { readonly line: number; readonly column: number };
}

function entryOf(node: Node | null, keyOffset: number, walk: Walk): SpecEntry {
  if (node === null) return { value: null, members: null, ...walk.place(keyOffset) };
  refuseTricks(node);
  const place = walk.place(offsetOf(node));
  if (isMap(node)) {
    const members = mapOf(node, walk);
    const value = Object.fromEntries(
      [...members.entries].map(([key, entry]) => [key, entry.value]),
    );
    return { value, members, ...place };
  }
  if (isSeq(node)) {
    const value = node.items.map(
      (item) => entryOf(isNode(item) ? item : null, keyOffset, walk).value,
    );
    return { value, members: null, ...place };
  }
  return { value: scalarOf(node), members: null, ...place };
}

function scalarOf(node: Node): Json {
  const value: unknown = isScalar(node) ? node.value : null;
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new Refusal(
    'only texts, numbers, true, false, lists and mappings are allowed',
    offsetOf(node),
  );
}

/** Finds duplicate keys itself: the library's own check is quadratic (cli-conventions, section 9). */
function mapOf(map: YAMLMap, walk: Walk): SpecMap {
  const entries = new Map<string, SpecEntry>();
  for (const pair of map.items) {
    if (!isPair(pair)) continue;
    const { key, offset } = keyOf(pair.key);
    if (entries.has(key)) throw new Refusal(`the key "${key}" is given twice`, offset);
    entries.set(key, entryOf(isNode(pair.value) ? pair.value : null, offset, walk));
  }
  return { entries };
}

function problem(what: string, why: string): Problem {
  return {
    code: 'NEG-2001',
    what,
    why,
    fix: 'mend the file; the examples in templates/specs show the form',
  };
}

function refuse(what: string, why: string): never {
  throw new NegctlError('input', [problem(what, why)]);
}

function rootOf(contents: ParsedNode | null, file: string): YAMLMap {
  if (isMap(contents)) return contents;
  return refuse(`${file} is not a specification`, 'it holds no mapping of keys to values');
}

/**
 * Reads the text of a spec, YAML or JSON, into a tree with places.
 * @throws {NegctlError} with the line, for anything that is not one plain document of at most 1 MiB.
 */
export function parseSpec(text: string, file: string): SpecMap {
  if (Buffer.byteLength(text) > MAX_BYTES)
    refuse(`${file} is too large`, 'a spec has at most 1 MiB');
  const lineCounter = new LineCounter();
  const excess = excessIn(text);
  if (excess !== null) {
    const line = text.slice(0, excess.offset).split('\n').length;
    refuse(`${file}:${line}: ${excess.reason}`, 'a spec is small, plain data');
  }
  const document = parseDocument(text, { lineCounter, uniqueKeys: false, prettyErrors: false });
  const place = (offset: number) => {
    const { line, col } = lineCounter.linePos(offset);
    return { line, column: col };
  };
  const at = (offset: number) => `${file}:${place(offset).line}:${place(offset).column}`;
  const [error] = document.errors;
  if (error !== undefined) refuse(`${at(error.pos[0])}: not valid YAML`, error.message);
  try {
    return mapOf(rootOf(document.contents, file), { place });
  } catch (thrown) {
    if (thrown instanceof Refusal)
      refuse(`${at(thrown.offset)}: ${thrown.message}`, 'a spec is plain data');
    throw thrown;
  }
}
