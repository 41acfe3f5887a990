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
      checkValue(field, value, `${at}.${name}`);
    }
  }
}

function unknownName(name: string, at: string): ApiError {
  const place = at === 'resource' ? '' : ` at '${at}'`;
  return malformed(
    `Invalid JSON payload received. Unknown name "${name}"${place}: Cannot find field.`,
  );
}

function checkValue(field: Field, value: Json, at: string): void {
  switch (field.type) {
    case 'text':
    case 'reference':
      return demand(typeof value === 'string', at, 'TYPE_STRING', value);
    case 'flag':
      return demand(typeof value === 'boolean', at, 'TYPE_BOOL', value);
    case 'long':
      return demand(/^-?\d+$/.test(String(value)), at, 'TYPE_INT64', value);
    case 'whole':
      demand(isWhole(value), at, 'TYPE_INT32', value);
      return checkRange(field, Number(value), at);
    case 'number':
      demand(isNumeric(value), at, 'TYPE_DOUBLE', value);
      return checkRange(field, Number(value), at);
    case 'choice':
      return demand(field.choices.includes(String(value)), at, 'TYPE_ENUM', value);
    case 'labels':
      return demand(isTextMap(value), at, 'TYPE_MAP', value);
    case 'list':
      return checkList(field.of, value, at);
    case 'record':
      return checkRecord(field.fields, value, at);
  }
}

function checkList(of: Field, value: Json, at: string): void {
  demand(isList(value), at, 'TYPE_LIST', value);
  if (isList(value)) {
    value.forEach((item, index) => {
      checkValue(of, item, `${at}[${index}]`);
    });
  }
}

function checkRecord(fields: Fields, value: Json, at: string): void {
  demand(isObject(value), at, 'TYPE_MESSAGE', value);
  if (isObject(value)) {
    checkBody(fields, value, at);
  }
}

function checkRange(field: WholeField | NumberField, value: number, at: string): void {
  if (value < field.least) {
    throw invalidField(at, value, `Must be greater than or equal to ${field.least}`);
  }
  if (value > field.most) {
    throw invalidField(at, value, `Must be less than or equal to ${field.most}`);
  }
}

function demand(fits: boolean, at: string, type: string, value: Json): void {
  if (!fits) {
    throw malformed(`Invalid value at '${at}' (${type}), ${JSON.stringify(value)}`);
  }
}

function isWhole(value: Json): boolean {
  return typeof value === 'number' ? Number.isInteger(value) : /^-?\d+$/.test(String(value));
}

function isNumeric(value: Json): boolean {
  return (typeof value === 'number' || typeof value === 'string') && Number.isFinite(Number(value));
}

function isTextMap(value: Json): boolean {
  return isObject(value) && Object.values(value).every((item) => typeof item === 'string');
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
