import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Mutant } from './mutants.ts';

const equivalentSchema = z.array(
  z.strictObject({
    file: z.string(),
    /** The named function that it is in. */
    within: z.string(),
    /** The whole line, trimmed. */
    code: z.string(),
    original: z.string(),
    replacement: z.string(),
    /** Why nobody could notice it. */
    because: z.string().min(20),
  }),
);

/** A mutant that nobody can tell from the original, and why. */
export type Equivalent = z.infer<typeof equivalentSchema>[number];

/** Those that are known; a file of data, so that each is argued for. */
export function knownEquivalents(): readonly Equivalent[] {
  const text = readFileSync(join(import.meta.dirname, 'equivalent.json'), 'utf8');
  return equivalentSchema.parse(JSON.parse(text));
}

/** True where an entry of the list is about that mutant. */
export function isAbout(known: Equivalent, mutant: Mutant): boolean {
  return (
    known.file === mutant.file &&
    known.within === mutant.within &&
    known.code === mutant.code &&
    known.original === mutant.original &&
    known.replacement === mutant.replacement
  );
}
