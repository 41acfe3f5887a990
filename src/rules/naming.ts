import type { AnyField } from '../inputs/field.ts';
import { namePrefixField } from '../inputs/fields/names.ts';
import { nameField, projectField } from '../inputs/fields/set-up.ts';
import type { Values } from '../inputs/values.ts';
import { about, type InputRule } from './rule.ts';
import { computeApi, gcloud } from './sources.ts';

const NAME = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
const LIMIT = 63;

/** The nearest legal name, or a plain one where nothing of the given name can stay. */
export function suggestedName(name: string): string {
  const folded = name
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, LIMIT)
    .replace(/-+$/, '');
  return folded === '' ? 'web' : folded;
}

export function isResourceName(name: string): boolean {
  return NAME.test(name);
}

interface NamedField {
  readonly field: AnyField;
  readonly name: string;
  readonly given: boolean;
}

function namesIn(fields: readonly AnyField[], values: Values): readonly NamedField[] {
  return fields
    .filter((field) => field.group === 'names' && field.id !== namePrefixField.id)
    .flatMap((field) =>
      field.flagValuesIn(values).map((name) => ({ field, name, given: values.has(field) })),
    );
}

export const nameForm: InputRule = {
  id: 'name/rfc1035',
  severity: 'error',
  statement:
    'A resource name has 1 to 63 lower-case letters, digits and dashes, starts with a letter and does not end with a dash.',
  why: 'the API takes no other names, and gcloud sends them without looking',
  sources: [computeApi('name fields'), gcloud('"Bad_Name" was sent unchanged')],
  phase: 'inputs',
  check: ({ values, fields }) => {
    const finding = (field: AnyField, name: string) =>
      about(
        field,
        `"${name}" is not a valid resource name`,
        `use 1-63 lower-case letters, digits and dashes, a letter first and no dash last, for example "${suggestedName(name)}"`,
      );
    const stems = [nameField, namePrefixField].filter((field) => values.has(field));
    const illegalStems = stems.flatMap((field) => {
      const name = values.get(field) ?? '';
      return isResourceName(name) ? [] : [finding(field, name)];
    });
    const illegalNames = namesIn(fields, values)
      .filter(({ name, given }) => given && !isResourceName(name))
      .map(({ field, name }) => finding(field, name));
    return [...illegalStems, ...illegalNames];
  },
};

export const derivedNameLength: InputRule = {
  id: 'name/derived-length',
  severity: 'error',
  statement: 'Names that are derived from the prefix fit into 63 characters too.',
  why: 'the API takes no longer names, and a shortened one could meet another',
  sources: [computeApi('name fields')],
  phase: 'inputs',
  check: ({ values, fields }) => {
    const longest = namesIn(fields, values)
      .filter(({ name, given }) => !given && name.length > LIMIT)
      .sort((one, other) => other.name.length - one.name.length)[0];
    if (longest === undefined) return [];
    const prefix = values.get(namePrefixField) ?? '';
    const room = LIMIT - (longest.name.length - prefix.length);
    const subject = values.has(namePrefixField) ? namePrefixField : nameField;
    return [
      about(
        subject,
        `"${longest.name}" would be ${longest.name.length} characters long, the limit is ${LIMIT}`,
        `give a --name-prefix of at most ${room} characters`,
      ),
    ];
  },
};

const PROJECT =
  /^(?:(?:[-a-z0-9]{1,63}\.)*[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?:)?[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

/** True for the id of a project, never for its number. */
export function isProjectId(text: string): boolean {
  return PROJECT.test(text) && !/^\d+$/.test(text);
}

export const projectId: InputRule = {
  id: 'name/project-id',
  severity: 'error',
  statement:
    'A project is named by its id: lower-case letters, digits and dashes, for some behind a domain and a colon; not by its number or display name.',
  why: 'the API answers with the id, and its answers are compared with the plan; other text could name another project',
  sources: [gcloud('valid values of the property core/project')],
  phase: 'inputs',
  check: ({ values }) => {
    const project = values.get(projectField);
    if (project === undefined || isProjectId(project)) return [];
    return [
      about(
        projectField,
        `"${project}" is not a project id`,
        'give the id that `gcloud projects list` shows under PROJECT_ID',
      ),
    ];
  },
};

/** Which names share a collection, and must therefore differ. */
const COLLECTIONS: readonly (readonly string[])[] = [
  ['urlMapName', 'redirectUrlMapName'],
  ['forwardingRuleName', 'redirectForwardingRuleName'],
];

export const uniqueNames: InputRule = {
  id: 'name/unique-in-plan',
  severity: 'error',
  statement: 'One plan never creates two resources of the same kind, scope and name.',
  why: 'the second would be refused, or would replace the first',
  sources: [computeApi('names are unique in their collection and scope')],
  phase: 'inputs',
  check: ({ values, fields }) => {
    const names = namesIn(fields, values);
    return COLLECTIONS.flatMap((ids) => {
      const members = names.filter(({ field }) => ids.includes(field.id));
      const [first, second] = members;
      if (first === undefined || second === undefined || first.name !== second.name) return [];
      return [
        about(
          second.field,
          `"${second.name}" is already the name that --${first.field.flag} has`,
          'give the two different names',
        ),
      ];
    });
  },
};
