import { drawFingerprint, labelFingerprint } from '../draw.ts';
import { invalidField, requiredField, staleFingerprint } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { equalJson, textOf } from '../json.ts';
import type { StoredResource } from '../store.ts';
import { acceptBody, referencesIn } from './body.ts';
import type { Draft, Kind, World } from './kind.ts';
import { needReady, readingFor } from './world.ts';

const NAME = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** The name a body gives its resource (compute-api-behaviour.md 10.2). */
export function checkName(sent: JsonObject): string {
  const name = textOf(sent['name']);
  if (name === '') {
    throw requiredField('resource.name');
  }
  if (!NAME.test(name)) {
    throw invalidField(
      'resource.name',
      name,
      "Must be a match of regex '(?:[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?)'",
    );
  }
  return name;
}

interface Place {
  readonly world: World;
  readonly kind: Kind;
  readonly project: string;
  readonly scope: string;
}

/** A draft of what is wanted, with the table's defaults but not yet those that depend on others. */
export function draftOf(
  { world, kind, project, scope }: Place,
  about: Pick<Draft, 'path' | 'name' | 'sent'>,
  wanted: JsonObject,
): Draft {
  const fields = acceptBody(kind.fields, wanted, readingFor(world, project));
  return { ...about, world, project, scope, fields };
}

/** The draft with everything the server fills in. */
export function completeDraft(
  kind: Kind,
  draft: Draft,
): { readonly draft: Draft; readonly assigned: readonly string[] } {
  const { fields, assigned = [] } = kind.complete?.(draft) ?? { fields: draft.fields };
  return { draft: { ...draft, fields }, assigned };
}

/** Refuses a draft that lacks something, links to something that is not there, or breaks a rule of its kind. */
export function checkDraft(kind: Kind, draft: Draft): void {
  for (const [name, field] of Object.entries(kind.fields)) {
    const value = draft.fields[name];
    if (field.required && (value === undefined || value === '')) {
      throw requiredField(`resource.${name}`);
    }
  }
  for (const { path } of referencesIn(kind.fields, draft.fields)) {
    needReady(draft.world, path);
  }
  kind.check?.(draft);
}

/** PUT needs the live fingerprint, PATCH only if it sends one (compute-api-behaviour.md 3). */
export function checkFingerprint(
  kind: Kind,
  resource: StoredResource,
  sent: JsonObject,
  needed: boolean,
): void {
  if (!('fingerprint' in kind.fields)) {
    return;
  }
  const fingerprint = textOf(sent['fingerprint']);
  if (fingerprint === '' && needed) {
    throw requiredField('resource.fingerprint');
  }
  if (fingerprint !== '' && fingerprint !== resource.fields['fingerprint']) {
    throw staleFingerprint();
  }
}

/** assumption: the texts are ours; the API refuses such a change, how it says so is not recorded. */
export function checkImmutable(
  kind: Kind,
  resource: StoredResource,
  sent: JsonObject,
  world: World,
): void {
  const wanted = acceptBody(kind.fields, sent, readingFor(world, resource.project));
  for (const [name, field] of Object.entries(kind.fields)) {
    const value = wanted[name];
    const fixed = field.immutable === true && name in sent;
    if (fixed && value !== undefined && !equalJson(value, resource.fields[name])) {
      throw invalidField(`resource.${name}`, sent[name], 'The field cannot be changed.');
    }
  }
  if ('name' in sent && sent['name'] !== resource.name) {
    throw invalidField('resource.name', sent['name'], 'The name of a resource cannot be changed.');
  }
}

/** What a PUT need not say again because it could not change it. */
export function immutableFields(kind: Kind, resource: StoredResource): JsonObject {
  return Object.fromEntries(
    Object.entries(resource.fields).filter(([name]) => kind.fields[name]?.immutable === true),
  );
}

/** The fields of a new resource: it begins with a fingerprint of its own, and without labels. */
export function withFirstFingerprints({ fields }: Kind, draft: Draft): JsonObject {
  return {
    ...draft.fields,
    ...('fingerprint' in fields ? { fingerprint: drawFingerprint(draft.world.store) } : {}),
    ...('labelFingerprint' in fields ? { labelFingerprint: labelFingerprint({}) } : {}),
  };
}
