import { invalidField } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import { isList, isObject } from '../json.ts';

/** Says whether a resource belongs in a filtered list. */
export type Predicate = (item: JsonObject) => boolean;

interface Token {
  readonly kind: 'word' | 'text' | 'sign' | 'open' | 'close';
  readonly text: string;
}

const TOKEN =
  /\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([()])|(!=|>=|<=|[=:<>~])|([^\s()"'=!<>:~]+))/y;

/**
 * The filters gcloud sends (compute-api-behaviour.md 3): `key eq "regex"`, `ne`, `=`, `!=`, `:`, `<`, `>`,
 * joined by AND, OR, NOT and parentheses.
 */
export function parseFilter(filter: string): Predicate {
  const reader = new FilterReader(filter);
  const predicate = reader.alternatives();
  reader.end();
  return predicate;
}

class FilterReader {
  readonly #filter: string;
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(filter: string) {
    this.#filter = filter;
    this.#tokens = tokensOf(filter);
  }

  alternatives(): Predicate {
    const parts = [this.#all()];
    while (this.#take('word', 'OR')) {
      parts.push(this.#all());
    }
    return (item) => parts.some((part) => part(item));
  }

  end(): void {
    if (this.#next < this.#tokens.length) {
      throw this.#broken();
    }
  }

  #all(): Predicate {
    const parts = [this.#one()];
    while (this.#take('word', 'AND') || this.#more()) {
      parts.push(this.#one());
    }
    return (item) => parts.every((part) => part(item));
  }

  #more(): boolean {
    const token = this.#tokens[this.#next];
    return token !== undefined && token.kind !== 'close' && token.text !== 'OR';
  }

  #one(): Predicate {
    if (this.#take('word', 'NOT')) {
      const inner = this.#one();
      return (item) => !inner(item);
    }
    if (this.#take('open', '(')) {
      const inner = this.alternatives();
      if (!this.#take('close', ')')) {
        throw this.#broken();
      }
      return inner;
    }
    return this.#comparison();
  }

  #comparison(): Predicate {
    const key = this.#any(['word', 'text']);
    const operator = this.#any(['sign', 'word']);
    const value = this.#any(['word', 'text']);
    const matches = matcher(operator, value);
    if (matches === undefined) {
      throw this.#broken();
    }
    return (item) => matches(valuesAt(item, key.split('.')));
  }

  #take(kind: Token['kind'], text: string): boolean {
    const token = this.#tokens[this.#next];
    const taken = token?.kind === kind && token.text === text;
    this.#next += taken ? 1 : 0;
    return taken;
  }

  #any(kinds: readonly Token['kind'][]): string {
    const token = this.#tokens[this.#next];
    if (token === undefined || !kinds.includes(token.kind)) {
      throw this.#broken();
    }
    this.#next += 1;
    return token.text;
  }

  #broken(): Error {
    return brokenFilter(this.#filter);
  }
}

function brokenFilter(filter: string): Error {
  return invalidField('filter', filter, 'Invalid list filter expression.');
}

function tokensOf(filter: string): readonly Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(TOKEN);
  while (pattern.lastIndex < filter.trimEnd().length) {
    const match = pattern.exec(filter);
    if (match === null) {
      throw brokenFilter(filter);
    }
    tokens.push(tokenOf(match));
  }
  return tokens;
}

function tokenOf([, double, single, bracket, sign, word = '']: RegExpExecArray): Token {
  const quoted = double ?? single;
  if (quoted !== undefined) {
    return { kind: 'text', text: quoted.replaceAll(/\\(["'\\])/g, '$1') };
  }
  if (bracket !== undefined) {
    return { kind: bracket === '(' ? 'open' : 'close', text: bracket };
  }
  return sign === undefined ? { kind: 'word', text: word } : { kind: 'sign', text: sign };
}

type Match = (values: readonly string[]) => boolean;

function matcher(operator: string, value: string): Match | undefined {
  switch (operator) {
    case 'eq':
      return someMatch(regex(`^(?:${value})$`, value));
    case 'ne':
      return not(someMatch(regex(`^(?:${value})$`, value)));
    case '~':
      return someMatch(regex(value, value));
    case '=':
      return someMatch(wildcard(value));
    case '!=':
      return not(someMatch(wildcard(value)));
    case ':':
      return value === '*' ? (values) => values.length > 0 : someMatch(contains(value));
    default:
      return ordered(operator, value);
  }
}

function ordered(operator: string, value: string): Match | undefined {
  switch (operator) {
    case '<':
      return (values) => values.some((found) => compare(found, value) < 0);
    case '>':
      return (values) => values.some((found) => compare(found, value) > 0);
    case '<=':
      return (values) => values.some((found) => compare(found, value) <= 0);
    case '>=':
      return (values) => values.some((found) => compare(found, value) >= 0);
    default:
      return undefined;
  }
}

function someMatch(pattern: RegExp): Match {
  return (values) => values.some((value) => pattern.test(value));
}

function not(match: Match): Match {
  return (values) => !match(values);
}

function regex(source: string, shown: string): RegExp {
  try {
    return new RegExp(source);
  } catch {
    throw invalidField('filter', shown, 'Invalid regular expression.');
  }
}

function wildcard(value: string): RegExp {
  return new RegExp(`^${value.split('*').map(escaped).join('.*')}$`, 'i');
}

function contains(value: string): RegExp {
  return new RegExp(value.split('*').map(escaped).join('.*'), 'i');
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

function compare(found: string, value: string): number {
  const difference = Number(found) - Number(value);
  return Number.isNaN(difference) ? found.localeCompare(value) : difference;
}

/** The values under a dotted key, as texts; a list on the way counts as each of its items. */
function valuesAt(value: Json | undefined, keys: readonly string[]): readonly string[] {
  if (isList(value)) {
    return value.flatMap((item) => valuesAt(item, keys));
  }
  const [key, ...rest] = keys;
  if (key === undefined) {
    return value === undefined || value === null ? [] : [String(value)];
  }
  return isObject(value) ? valuesAt(value[key], rest) : [];
}
