import { labelFingerprint } from '../draw.ts';
import { staleFingerprint } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { objectOf, textOf } from '../json.ts';
import { acceptBody } from './body.ts';
import type { ChangeMethod } from './kind.ts';
import type { Field, Fields } from './schema.ts';
import { labels, text } from './schema.ts';
import { readingFor } from './world.ts';

/** A text only the server sets. */
export const output: Field = text({ output: true });

/** What every resource begins with (compute-api-behaviour.md 3). */
export const HEAD: Fields = { kind: output, id: output, creationTimestamp: output, name: output };

/** `POST …/X/setThis {this}`: replaces fields of the resource by those of the body. */
export function setter(operationType: string, body: Fields): ChangeMethod {
  return {
    does: 'change',
    operationType,
    body,
    apply: ({ world, resource, sent }) => {
      const reading = readingFor(world, resource.project);
      const kept = Object.fromEntries(
        Object.entries(resource.fields).filter(([name]) => !(name in body)),
      );
      return { ...kept, ...acceptBody(body, sent, reading) };
    },
  };
}

/** `setLabels`: DONE at once, changes the label fingerprint only (compute-api-behaviour.md 2.2 and 3). */
export const setLabels: ChangeMethod = {
  does: 'change',
  operationType: 'setLabels',
  body: { labels: labels(), labelFingerprint: text() },
  instant: true,
  keepsFingerprint: true,
  apply: ({ resource, sent }) => {
    if (textOf(sent['labelFingerprint']) !== resource.fields['labelFingerprint']) {
      throw staleFingerprint('Supplied fingerprint does not match current metadata fingerprint.');
    }
    const wanted: JsonObject = objectOf(sent['labels']);
    const fields: JsonObject = { ...resource.fields, labelFingerprint: labelFingerprint(wanted) };
    return Object.keys(wanted).length === 0
      ? Object.fromEntries(Object.entries(fields).filter(([name]) => name !== 'labels'))
      : { ...fields, labels: wanted };
  },
};
