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

/** What needs the name of what it is about. */
export interface Destruction {
  readonly name: string;
  /** What is done, as the rest of "Type NAME to …". */
  readonly doing: string;
  /** Why a plain yes is not enough. */
  readonly why: string;
  /** Where one can look first; the beginning of advice. */
  readonly look: string;
  /** The command that asks no more. */
  readonly command: string;
}

/**
 * Whether the operator consents to what a plain yes is not enough for: by `--yes --confirm=NAME`, or by
 * typing the name. `asked` where somebody had to be asked, and so may have taken their time.
 * @throws {NegctlError} ending `input` where neither is possible, or the name is another one
 */
export async function consentedByName(
  ready: Ready,
  { name, doing, why, look, command }: Destruction,
): Promise<'given' | 'asked' | 'no'> {
  const { app, settings } = ready;
  const refuse = (what: string, fix: string): NegctlError => {
    const because = `${why}, so the name is asked for once more`;
    return new NegctlError('input', [{ code: 'NEG-2005', what, why: because, fix }]);
  };
  if (settings.confirm !== undefined && settings.confirm !== name) {
    throw refuse(
      `--confirm is "${settings.confirm}", and this is about "${name}"`,
      `${look}; --confirm=${name} if that is meant`,
    );
  }
  if (settings.yes && settings.confirm === name) return 'given';
  if (!canAsk(ready)) {
    throw refuse(`nobody has consented: ${doing}`, `${look}, then add --yes --confirm=${name}`);
  }
  const prompter = await app.prompter(settings.accessible);
  try {
    const answer = await prompter.text({
      message: `Type ${name} to ${doing}`,
      hint: `${why}; anything else leaves it`,
      help: `It is done only if you type ${name}.`,
      initial: '',
      validate: () => null,
      command: () => `${command} --yes --confirm=${name}`,
    });
    return answer.kind === 'answer' && answer.text.trim() === name ? 'asked' : 'no';
  } finally {
    prompter.close();
  }
}
