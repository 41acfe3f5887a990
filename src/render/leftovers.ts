import { cleanLine } from '../clean.ts';
import { saidLines } from './problems.ts';
import type { Style } from './style.ts';
import { wrapped } from './wrap.ts';

/** Something that is still there, as it is shown. */
interface Left {
  readonly resource: string;
  readonly because: string;
  readonly said: string | null;
  readonly command: string;
}

/** What is left, each with why, what gcloud said, and the command that removes it, in that order. */
export function leftoverLines(leftovers: readonly Left[], style: Style): readonly string[] {
  return leftovers.flatMap(({ resource, because, said, command }) => [
    ...wrapped(`  ${cleanLine(resource)}: ${cleanLine(because)}`, style.width, 4),
    ...(said === null ? [] : saidLines(said, style.width, 4)),
    `    ${command}`,
  ]);
}
