import { ApiError, invalidField, malformed } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import { isList, isObject } from '../json.ts';
import type { Field, Fields, NumberField, WholeField } from './schema.ts';

/** Refuses what does not fit the schema: unknown names, other types, unknown words, numbers out of range. */
export function checkBody(fields: Fields, body: JsonObject, at: string): void {
  for (const [name, value] of Object.entries(body)) {
    const field = fields[name];
    if (field === undefined) {
      throw unknownName(name, at);
    }
    if (value !== null && field.output !== true) {
      checkValue(field, value, at === '' ? name : `${at}.${name}`);
    }
  }
}

function unknownName(name: string, at: string): ApiError {
  const place = at === 'resource' || at === '' ? '' : ` at '${at}'`;
  return malformed(
    `Invalid JSON payload received. Unknown name "${name}"${place}: Cannot find field.`,
  );
}

function checkValue(field: Field, value: Json, at: string): void {
  if (!fits(field, value)) {
    throw malformed(
      `Invalid value at '${at}' (${WIRE_TYPES[field.type]}), ${JSON.stringify(value)}`,
    );
  }
  if (field.type === 'whole' || field.type === 'number') {
    checkRange(field, Number(value), at);
  }
  if (field.type === 'list' && isList(value)) {
    value.forEach((item, index) => {
      checkValue(field.of, item, `${at}[${index}]`);
    });
  }
  if (field.type === 'record' && isObject(value)) {
    checkBody(field.fields, value, at);
  }
}

function fits(field: Field, value: Json): boolean {
  switch (field.type) {
    case 'text':
    case 'reference':
      return typeof value === 'string';
    case 'flag':
      return typeof value === 'boolean';
    case 'long':
    case 'whole':
      return isWhole(value);
    case 'number':
      return isNumeric(value);
    case 'choice':
      return field.choices.includes(String(value));
    case 'labels':
      return isObject(value) && Object.values(value).every((item) => typeof item === 'string');
    case 'list':
      return isList(value);
    case 'record':
      return isObject(value);
  }
}

/** The API's word for a type in its refusals. */
const WIRE_TYPES: Readonly<Record<Field['type'], string>> = {
  text: 'TYPE_STRING',
  reference: 'TYPE_STRING',
  flag: 'TYPE_BOOL',
  long: 'TYPE_INT64',
  whole: 'TYPE_INT32',
  number: 'TYPE_DOUBLE',
  choice: 'TYPE_ENUM',
  labels: 'TYPE_MAP',
  list: 'TYPE_LIST',
  record: 'TYPE_MESSAGE',
};

function checkRange(field: WholeField | NumberField, value: number, at: string): void {
  if (value < field.least) {
    throw invalidField(at, value, `Must be greater than or equal to ${field.least}`);
  }
  if (value > field.most) {
    throw invalidField(at, value, `Must be less than or equal to ${field.most}`);
  }
}

function isWhole(value: Json): boolean {
  return typeof value === 'number' ? Number.isInteger(value) : /^-?\d+$/.test(String(value));
}

function isNumeric(value: Json): boolean {
  return (typeof value === 'number' || typeof value === 'string') && Number.isFinite(Number(value));
}

/** The body of a request as an object; anything else is refused. */
export function readBody(body: Json | undefined): JsonObject {
  if (isObject(body)) {
    return body;
  }
  throw new ApiError({
    http: 400,
    reason: 'parseError',
    status: 'INVALID_ARGUMENT',
    message: 'Invalid JSON payload received. Expected an object.',
  });
}
