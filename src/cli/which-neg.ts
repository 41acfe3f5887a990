import { NegctlError } from '../errors.ts';
import type { LiveResource } from '../facts/live-resource.ts';
import { didYouMean } from '../inputs/near.ts';
import { type Scope, scopeName, scopePath } from '../resources/resource.ts';
import { usage } from './deletion.ts';
import type { Flags } from './flags.ts';
import type { OptionRow } from './options.ts';

/** Where the NEG is, as given; `null` where it is to be looked for everywhere. */
export function givenScope(flags: Flags): Scope | null {
  const region = flags.get('region');
  const zone = flags.get('zone');
  const scopes: readonly Scope[] = [
    ...(flags.has('global') ? [{ type: 'global' } as const] : []),
    ...(typeof region === 'string' ? [{ type: 'region', region } as const] : []),
    ...(typeof zone === 'string' ? [{ type: 'zone', zone } as const] : []),
  ];
  const [scope = null, ...others] = scopes;
  if (others.length === 0) return scope;
  throw usage(
    'more than one of --global, --region and --zone is given',
    'a NEG is in one place',
    'leave the others out',
  );
}

function noSuch(what: string, why: string, fix: string): NegctlError {
  return new NegctlError('preflight', [{ code: 'NEG-6009', what, why, fix }]);
}

function scopeWord(scope: Scope): string {
  return scope.type === 'global' ? '--global' : `--${scope.type}=${scopeName(scope)}`;
}

/** Which NEG an operator means. */
export interface WhichNeg {
  readonly name: string;
  /** `null` where it is to be looked for everywhere. */
  readonly scope: Scope | null;
}

/** No NEG has that name. */
export function noSuchNeg(name: string, project: string): NegctlError {
  return noSuch(
    `there is no NEG "${name}" in project ${project}`,
    'no NEG in any region or zone has that name',
    'gcloud compute network-endpoint-groups list shows them all',
  );
}

/**
 * The NEG that is meant; `null` where there is none of a name like that.
 * @throws {NegctlError} `NEG-6009` where it can be more than one, or is probably misspelt
 */
export function findNeg(
  all: readonly LiveResource[],
  project: string,
  { name, scope }: WhichNeg,
): LiveResource | null {
  const negs = all.filter((neg) => scope === null || scopePath(neg.scope) === scopePath(scope));
  const [only, ...others] = negs.filter((neg) => neg.id === name || neg.name === name);
  if (only === undefined) {
    const names = negs.map((neg) => neg.name);
    if (didYouMean(name, names) === '') return null;
    throw noSuch(
      `there is no NEG "${name}" in project ${project}`,
      'no NEG in any region or zone has that name',
      didYouMean(name, names),
    );
  }
  if (others.length === 0) return only;
  throw noSuch(
    `NEG "${name}" can be more than one`,
    [only, ...others].map(({ id }) => id).join(', '),
    `say which: ${scopeWord(only.scope)}`,
  );
}

/** The flags that say where a NEG is. */
export const PLACE_ROWS: readonly OptionRow[] = [
  ['global', 'switch', '', 'It is global'],
  ['region', 'value', 'REGION', 'It is in this region'],
  ['zone', 'value', 'ZONE', 'It is in this zone'],
].map(([flag = '', takes, placeholder = '', summary = '']) => ({
  flag,
  takes: takes === 'switch' ? 'switch' : 'value',
  placeholder,
  summary,
  group: 'input',
  variable: false,
}));
