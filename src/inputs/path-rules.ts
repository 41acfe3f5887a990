import { isPlain } from '../clean.ts';
import { isJsonObject, type Json } from '../json.ts';
import { type Parsed, type Shape, trimmed } from './shape.ts';

/** Which Cloud Run service answers the requests to a path. */
export interface PathRule {
  /** As URL maps write it: `/api/*`, `/login`. */
  readonly path: string;
  readonly service: string;
  readonly tag?: string;
}

const EXPECTED = 'PATH=SERVICE[:TAG], several of them separated by commas';

function ruleFromText(text: string): PathRule | undefined {
  const at = text.lastIndexOf('=');
  if (at < 1) return undefined;
  const path = trimmed(text.slice(0, at));
  const [service = '', ...tags] = trimmed(text.slice(at + 1)).split(':');
  const [tag] = tags;
  if (path === '' || service === '' || tags.length > 1 || tag === '') return undefined;
  return { path, service, ...(tag === undefined ? {} : { tag }) };
}

function ruleFromNode(node: Json): PathRule | undefined {
  if (!isJsonObject(node)) return undefined;
  const { path, service, tag, ...others } = node;
  const texts = [path, service, ...(tag === undefined ? [] : [tag])];
  if (Object.keys(others).length > 0 || texts.some((text) => typeof text !== 'string'))
    return undefined;
  if (String(path).includes(',')) return undefined;
  return ruleFromText(`${path}=${service}${tag === undefined ? '' : `:${tag}`}`);
}

function parse(raw: Json): Parsed<readonly PathRule[]> {
  const parts = Array.isArray(raw) ? raw : [raw];
  const rules = parts.flatMap((part: Json): readonly (PathRule | undefined)[] =>
    typeof part === 'string' && isPlain(part)
      ? part.split(',').map((text) => ruleFromText(trimmed(text)))
      : [ruleFromNode(part)],
  );
  const found = rules.filter((rule) => rule !== undefined);
  const isWhole = found.length === rules.length && found.length > 0;
  return isWhole && found.every(({ path, service, tag = '' }) => isPlain(path + service + tag))
    ? { ok: true, value: found }
    : { ok: false, expected: EXPECTED };
}

function ruleText({ path, service, tag }: PathRule): string {
  return `${path}=${service}${tag === undefined ? '' : `:${tag}`}`;
}

/** `--path-rules="/api/*=api,/web/*=web"`, or a list of objects in a spec. */
export const pathRuleList: Shape<readonly PathRule[]> = {
  parse,
  is: (value): value is readonly PathRule[] => Array.isArray(value),
  flagValues: (value) => [value.map(ruleText).join(',')],
  toJson: (value) => value.map((rule) => ({ ...rule })),
  choices: [],
  arity: 'many',
  schema: {
    type: 'array',
    minItems: 1,
    items: {
      type: 'object',
      additionalProperties: false,
      required: ['path', 'service'],
      properties: {
        path: { type: 'string' },
        service: { type: 'string' },
        tag: { type: 'string' },
      },
    },
  },
};
