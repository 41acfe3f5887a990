import { NegctlError } from '../errors.ts';
import type { Ready } from './failing.ts';

/** True where a person can be asked something, and the result is for people. */
export function canAsk({ app, settings, output }: Ready): boolean {
  return settings.mayAsk && app.terminal.canAsk && output.isText;
}

/**
 * Whether the operator consents to something that needs the name of what it is about: by
 * `--yes --confirm=NAME`, or by typing it.
 * @throws {NegctlError} ending `input` where neither is possible
 */
export async function confirmedByName(
  ready: Ready,
  name: string,
  { doing, why }: { readonly doing: string; readonly why: string },
): Promise<boolean> {
  const { app, settings } = ready;
  if (settings.yes && settings.confirm === name) return true;
  if (!canAsk(ready)) {
    const what = `nobody has consented: ${doing}`;
    const fix = `if that is meant, add --yes --confirm=${name}`;
    throw new NegctlError('input', [{ code: 'NEG-2005', what, why, fix }]);
  }
  const prompter = await app.prompter(settings.accessible);
  try {
    const answer = await prompter.text({
      message: `Type ${name} to ${doing}`,
      hint: why,
      help: `It is done only if you type ${name}.`,
      initial: '',
      validate: () => null,
      command: () => `--yes --confirm=${name}`,
    });
    return answer.kind === 'answer' && answer.text.trim() === name;
  } finally {
    prompter.close();
  }
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
