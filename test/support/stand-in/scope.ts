import { type Scope, scopePath } from '../../../src/resources/resource.ts';
import { type FlagSpecs, type Flags, NAME, SWITCH } from './argv.ts';
import type { Call } from './command.ts';
import { NotModelled } from './failure.ts';
import { COMPUTE } from './session.ts';

/** The kinds of scope that a collection exists in. */
export type ScopeType = Exclude<Scope['type'], 'managedZone'>;

function pick(
  specs: Readonly<Record<ScopeType, FlagSpecs>>,
  types: readonly ScopeType[],
): FlagSpecs {
  return Object.fromEntries(types.flatMap((type) => Object.entries(specs[type])));
}

/** The flags that say where the resource of the command is. */
export function scopeFlags(types: readonly ScopeType[]): FlagSpecs {
  const specs = { global: { global: SWITCH }, region: { region: NAME }, zone: { zone: NAME } };
  return pick(specs, types);
}

/** The flags that say which scope a list is of. */
export function listScopeFlags(types: readonly ScopeType[]): FlagSpecs {
  const specs = { global: { global: SWITCH }, region: { regions: NAME }, zone: { zones: NAME } };
  return pick(specs, types);
}

interface ScopeWords {
  readonly global: string;
  readonly region: string;
  readonly zone: string;
}

function scopeBy(flags: Flags, words: ScopeWords): Scope | null {
  const region = flags.text(words.region);
  const zone = flags.text(words.zone);
  const said: readonly Scope[] = [
    ...(flags.has(words.global) ? [{ type: 'global' } as const] : []),
    ...(region === undefined ? [] : [{ type: 'region', region } as const]),
    ...(zone === undefined ? [] : [{ type: 'zone', zone } as const]),
  ];
  if (said.length > 1)
    throw new NotModelled(`more than one of --${Object.values(words).join(', --')}`);
  return said[0] ?? null;
}

/** Where the resource of the command is. Without a flag gcloud guesses, differently for each group. */
export function scopeOf({ flags }: Pick<Call, 'flags'>): Scope {
  const scope = scopeBy(flags, { global: 'global', region: 'region', zone: 'zone' });
  if (scope === null) throw new NotModelled('a command without scope');
  return scope;
}

/** Which scope a list is of; `null` for a list of all of them. */
export function listScopeOf({ flags }: Pick<Call, 'flags'>): Scope | null {
  return scopeBy(flags, { global: 'global', region: 'regions', zone: 'zones' });
}

/** A flag that refers to other resources by their names, and the flags beside it that say where they are. */
export interface Reference {
  readonly flag: string;
  readonly collection: string;
  readonly types: readonly ScopeType[];
  /** Where gcloud takes it to be without a flag (gcloud-commands 10); `null` where it refuses. */
  readonly otherwise: 'own' | 'global' | null;
}

/** The flags beside a reference that say where it points. */
export function referenceScopeFlags({ flag, types }: Reference): FlagSpecs {
  const specs = {
    global: { [`global-${flag}`]: SWITCH },
    region: { [`${flag}-region`]: NAME },
    zone: { [`${flag}-zone`]: NAME },
  };
  return pick(specs, types);
}

function referredScope({ flags }: Call, { flag, otherwise }: Reference, own: Scope): Scope {
  const words = { global: `global-${flag}`, region: `${flag}-region`, zone: `${flag}-zone` };
  const said = scopeBy(flags, words);
  if (said !== null) return said;
  if (otherwise === null) throw new NotModelled(`--${flag} without its scope`);
  return otherwise === 'own' ? own : { type: 'global' };
}

/** Where a flag refers to by a name, and the URL of it. */
export function resolve(
  call: Call,
  reference: Reference,
  own: Scope,
  name: string,
): { readonly scope: Scope; readonly url: string } {
  const scope = referredScope(call, reference, own);
  const place = `projects/${call.project}/${scopePath(scope)}`;
  return { scope, url: `${COMPUTE}${place}/${reference.collection}/${name}` };
}
