import { isPlain } from '../clean.ts';
import type { Shape } from './shape.ts';

/** Which address the front end gets: a newly reserved one, any free one, or one that is there. */
export type AddressChoice =
  | { readonly how: 'reserve' }
  | { readonly how: 'ephemeral' }
  | { readonly how: 'existing'; readonly name: string }
  /** Itself, where internal addresses can be named without being reserved. */
  | { readonly how: 'given'; readonly ip: string };

function wordOf(choice: AddressChoice): string {
  switch (choice.how) {
    case 'existing':
      return choice.name;
    case 'given':
      return choice.ip;
    default:
      return choice.how;
  }
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

const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const INTERNAL = 'reserve, ephemeral, an address of the subnet or the name of a reserved one';

/** The same for internal addresses, or one of the subnet itself. */
export const internalAddressChoice: Shape<AddressChoice> = {
  ...addressChoice,
  parse: (raw) => {
    if (typeof raw === 'string' && IPV4.test(raw)) {
      return { ok: true, value: { how: 'given', ip: raw } };
    }
    const parsed = addressChoice.parse(raw);
    return parsed.ok ? parsed : { ok: false, expected: INTERNAL };
  },
  schema: { type: 'string', minLength: 1, description: INTERNAL },
};
