import { NegctlError } from '../errors.ts';
import type { Ready } from './failing.ts';

/** True where a person can be asked something, and the result is for people. */
export function canAsk({ app, settings, output }: Ready): boolean {
  return settings.mayAsk && app.terminal.canAsk && output.isText;
}

/**
 * Whether the operator consents: by `--yes`, or by answering the question. The default is no.
 * @throws {NegctlError} ending `input` where neither is possible
 */
export async function consented(ready: Ready, question: string): Promise<boolean> {
  const { app, settings } = ready;
  if (settings.yes) return true;
  if (!canAsk(ready)) {
    throw new NegctlError('input', [
      {
        code: 'NEG-2005',
        what: `nobody has consented: ${question}`,
        why: 'it changes the project, and nobody can be asked',
        fix: 'look at the plan with --dry-run, then add --yes',
      },
    ]);
  }
  const prompter = await app.prompter(settings.accessible);
  try {
    return await prompter.confirm(question);
  } finally {
    prompter.close();
  }
}
