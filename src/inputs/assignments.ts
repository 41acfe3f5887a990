import { isPlain } from '../clean.ts';
import { isJsonObject, type Json } from '../json.ts';
import { type Parsed, type Shape, trimmed } from './shape.ts';

/** What stands left and right of the sign, and behind the colon where there is one. */
export type Assignment = readonly [left: string, right: string, more: string | undefined];

interface AssignmentsInit<T> {
  readonly expected: string;
  /** What the three parts are called in a spec. */
  readonly members: readonly [left: string, right: string, more: string];
  readonly of: (...parts: Assignment) => T;
  readonly partsOf: (value: T) => Assignment;
}

function fromText(text: string): Assignment | undefined {
  const at = text.lastIndexOf('=');
  if (at < 1) return undefined;
  const left = trimmed(text.slice(0, at));
  const [right = '', ...others] = trimmed(text.slice(at + 1)).split(':');
  const [more] = others;
  if (left === '' || right === '' || others.length > 1 || more === '') return undefined;
  return [left, right, more];
}

function textOf([left, right, more]: Assignment): string {
  return `${left}=${right}${more === undefined ? '' : `:${more}`}`;
}

/** A list of `LEFT=RIGHT[:MORE]`, separated by commas or repeated; in a spec a list of objects. */
export function assignments<T>({
  expected,
  members,
  of,
  partsOf,
}: AssignmentsInit<T>): Shape<readonly T[]> {
  const [left, right, more] = members;
  const fromNode = (node: Json): Assignment | undefined => {
    if (!isJsonObject(node)) return undefined;
    const { [left]: key, [right]: value, [more]: addition, ...others } = node;
    const texts = [key, value, ...(addition === undefined ? [] : [addition])];
    if (Object.keys(others).length > 0 || texts.some((text) => typeof text !== 'string'))
      return undefined;
    if (String(key).includes(',')) return undefined;
    return fromText(`${key}=${value}${addition === undefined ? '' : `:${addition}`}`);
  };
  const parse = (raw: Json): Parsed<readonly T[]> => {
    const parts = Array.isArray(raw) ? raw : [raw];
    const read = parts.flatMap((part: Json): readonly (Assignment | undefined)[] =>
      typeof part === 'string' && isPlain(part)
        ? part.split(',').map((text) => fromText(trimmed(text)))
        : [fromNode(part)],
    );
    const found = read.filter((one) => one !== undefined);
    const isWhole = found.length === read.length && found.length > 0;
    return isWhole && found.every((one) => isPlain(textOf(one)))
      ? { ok: true, value: found.map((one) => of(...one)) }
      : { ok: false, expected };
  };
  return {
    parse,
    is: (value): value is readonly T[] => Array.isArray(value),
    flagValues: (value) => [value.map((one) => textOf(partsOf(one))).join(',')],
    toJson: (value) =>
      value.map((one) => {
        const [key, said, addition] = partsOf(one);
        return {
          [left]: key,
          [right]: said,
          ...(addition === undefined ? {} : { [more]: addition }),
        };
      }),
    choices: [],
    arity: 'many',
    schema: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        additionalProperties: false,
        required: [left, right],
        properties: Object.fromEntries(members.map((member) => [member, { type: 'string' }])),
      },
    },
  };
}
