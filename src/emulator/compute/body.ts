import { invalidField } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import { isList, isObject } from '../json.ts';
import { formatPath, linkTo, parseLink } from './paths.ts';
import type { Field, Fields, ReferenceField } from './schema.ts';

/** How links in a body are read. */
export interface Reading {
  readonly project: string;
  /** A project number written as such stands for the project's id. */
  readonly projectId: (idOrNumber: string) => string;
}

/** A body as the emulator keeps it: no nulls or empty lists, links as relative paths, defaults filled in. */
export function acceptBody(fields: Fields, body: JsonObject, reading: Reading): JsonObject {
  return acceptRecord(fields, body, 'resource', reading);
}

function acceptRecord(fields: Fields, body: JsonObject, at: string, reading: Reading): JsonObject {
  const kept: Record<string, Json> = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = field.output || field.secret ? undefined : (body[name] ?? field.fallback);
    const accepted =
      value === undefined || value === null
        ? undefined
        : acceptValue(field, value, `${at}.${name}`, reading);
    if (accepted !== undefined) {
      kept[name] = accepted;
    }
  }
  return kept;
}

function acceptValue(field: Field, value: Json, at: string, reading: Reading): Json | undefined {
  switch (field.type) {
    case 'whole':
    case 'number':
      return Number(value);
    case 'long':
      return String(value);
    case 'flag':
      return value === false && field.dropFalse ? undefined : value;
    case 'reference':
      return field.echo || value === '' ? value : acceptLink(field, value, at, reading);
    case 'list':
      return acceptList(field.of, value, at, reading);
    case 'record':
      return isObject(value) ? acceptRecord(field.fields, value, at, reading) : undefined;
    default:
      return value;
  }
}

function acceptList(of: Field, value: Json, at: string, reading: Reading): Json | undefined {
  if (!isList(value) || value.length === 0) {
    return undefined;
  }
  return value.flatMap((item, index) => acceptValue(of, item, `${at}[${index}]`, reading) ?? []);
}

function acceptLink(field: ReferenceField, value: Json, at: string, reading: Reading): Json {
  const link = parseLink(String(value), reading.project);
  if (link === undefined) {
    throw invalidField(at, value, 'The URL is malformed.');
  }
  if (!field.collections.includes(link.collection)) {
    throw invalidField(at, value, `Unexpected resource collection '${link.collection}'.`);
  }
  return formatPath({ ...link, project: reading.projectId(link.project) });
}

/** The document a client gets: fields in the table's order, links as URLs of the version it called. */
export function renderBody(fields: Fields, values: JsonObject, version: string): JsonObject {
  const shown: Record<string, Json> = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = values[name];
    if (value !== undefined && value !== null) {
      shown[name] = renderValue(field, value, version);
    }
  }
  return shown;
}

function renderValue(field: Field, value: Json, version: string): Json {
  if (field.type === 'reference' && !field.echo) {
    return value === '' ? value : linkTo(String(value), version);
  }
  if (field.type === 'list' && isList(value)) {
    return value.map((item) => renderValue(field.of, item, version));
  }
  if (field.type === 'record' && isObject(value)) {
    return renderBody(field.fields, value, version);
  }
  return value;
}

/** A link found in a kept body. */
export interface FoundReference {
  /** Where it was found, `resource.backends[0].group`. */
  readonly at: string;
  readonly path: string;
}

/** Every link a kept body holds. */
export function referencesIn(fields: Fields, body: JsonObject, at = 'resource'): FoundReference[] {
  return Object.entries(fields).flatMap(([name, field]) =>
    field.output ? [] : referencesInValue(field, body[name], `${at}.${name}`),
  );
}

function referencesInValue(field: Field, value: Json | undefined, at: string): FoundReference[] {
  if (field.type === 'reference') {
    return typeof value === 'string' && value !== '' && !field.echo ? [{ at, path: value }] : [];
  }
  if (field.type === 'list' && isList(value)) {
    return value.flatMap((item, index) => referencesInValue(field.of, item, `${at}[${index}]`));
  }
  if (field.type === 'record' && isObject(value)) {
    return referencesIn(field.fields, value, at);
  }
  return [];
}

/** A PATCH laid over what is there: records are merged, everything else is replaced, null and [] take away. */
export function mergePatch(fields: Fields, before: JsonObject, patch: JsonObject): JsonObject {
  const merged: Record<string, Json> = { ...before };
  for (const [name, value] of Object.entries(patch)) {
    const field = fields[name];
    const old = before[name];
    if (field === undefined || field.output) {
      continue;
    }
    merged[name] =
      field.type === 'record' && isObject(value) && isObject(old)
        ? mergePatch(field.fields, old, value)
        : value;
  }
  return merged;
}

/** What only the server sets, kept when a client replaces the rest. */
export function outputsOf(fields: Fields, body: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(body).filter(([name]) => fields[name] === undefined || fields[name].output),
  );
}
