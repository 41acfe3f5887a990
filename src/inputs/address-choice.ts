import { isPlain } from '../clean.ts';
import type { Shape } from './shape.ts';

/** Which address the front end gets: a newly reserved one, any free one, or one that is there. */
export type AddressChoice =
  | { readonly how: 'reserve' }
  | { readonly how: 'ephemeral' }
  | { readonly how: 'existing'; readonly name: string };

function wordOf(choice: AddressChoice): string {
  return choice.how === 'existing' ? choice.name : choice.how;
}

/** `reserve`, `ephemeral`, or the name of an address that is reserved already. */
export const addressChoice: Shape<AddressChoice> = {
  parse: (raw) => {
    if (typeof raw !== 'string' || raw === '' || !isPlain(raw)) {
      return { ok: false, expected: 'reserve, ephemeral or the name of a reserved address' };
    }
    const value: AddressChoice =
      raw === 'reserve' || raw === 'ephemeral' ? { how: raw } : { how: 'existing', name: raw };
    return { ok: true, value };
  },
  is: (value): value is AddressChoice => typeof value === 'object' && value !== null,
  flagValues: (value) => [wordOf(value)],
  toJson: wordOf,
  choices: [],
  arity: 'one',
  schema: {
    type: 'string',
    minLength: 1,
    description: 'reserve, ephemeral, or the name of a reserved address',
  },
};
