import { secretFileField, secretHeaderField } from '../../inputs/fields/backend.ts';
import type { Values } from '../../inputs/values.ts';
import type { SecretHeader } from '../../resources/secret.ts';
import type { NextStep, ResourceContext } from '../recipe.ts';
import { sure } from './sure.ts';

/** The secret header that was asked for; `null` where none was. */
export function secretHeaderOf(
  values: Values,
  { secretDigest }: ResourceContext,
): SecretHeader | null {
  const name = values.get(secretHeaderField);
  if (name === undefined) return null;
  const file = sure(values, secretFileField);
  return { name, file, sha256: secretDigest(file) };
}

/** To have the endpoint insist on the secret. */
export function secretSteps(values: Values): readonly NextStep[] {
  const name = values.get(secretHeaderField);
  if (name === undefined) return [];
  return [
    {
      title: `let the endpoint refuse requests without the header ${name}; health checks have none`,
      detail: `its value is in ${sure(values, secretFileField)}`,
    },
  ];
}
