import { isPlain } from '../clean.ts';
import type { Shape } from './shape.ts';

/** Which address the front end gets: a newly reserved one, any free one, or one that is there. */
export type AddressChoice =
  | { readonly how: 'reserve' }
  | { readonly how: 'ephemeral' }
  | { readonly how: 'existing'; readonly name: string }
  /** Itself, where internal addresses can be named without being reserved. */
  | { readonly how: 'given'; readonly ip: string };

/** The choice as it was said. */
export function wordOf(choice: AddressChoice): string {
  switch (choice.how) {
    case 'existing':
      return choice.name;
    case 'given':
      return choice.ip;
    default:
      return choice.how;
  }
}

const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const EXPECTED = 'reserve, ephemeral, the name of a reserved address, or an internal one itself';

function choiceIn(word: string): AddressChoice {
  if (word === 'reserve' || word === 'ephemeral') return { how: word };
  return IPV4.test(word) ? { how: 'given', ip: word } : { how: 'existing', name: word };
}

/** `reserve`, `ephemeral`, the name of an address that is reserved already, or an address itself. */
export const addressChoice: Shape<AddressChoice> = {
  parse: (raw) =>
    typeof raw === 'string' && raw !== '' && isPlain(raw)
      ? { ok: true, value: choiceIn(raw) }
      : { ok: false, expected: EXPECTED },
  is: (value): value is AddressChoice => typeof value === 'object' && value !== null,
  flagValues: (value) => [wordOf(value)],
  toJson: wordOf,
  choices: [],
  arity: 'one',
  schema: { type: 'string', minLength: 1, description: EXPECTED },
};
