import { NegctlError } from '../errors.ts';
import { type Plan, titleOf } from '../plan/plan.ts';
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

function refuseConsent(what: string, fix: string): NegctlError {
  const why = 'what is deleted cannot be taken back, so the name is asked for once more';
  return new NegctlError('input', [{ code: 'NEG-2005', what, why, fix }]);
}

/**
 * Whether the operator consents to what cannot be taken back: by `--yes --confirm=NAME`, or by typing
 * the name. `asked` where somebody had to be asked, and so may have taken their time.
 * @throws {NegctlError} ending `input` where neither is possible, or the name is another one
 */
export async function consentedByName(ready: Ready, plan: Plan): Promise<'given' | 'asked' | 'no'> {
  const { app, settings } = ready;
  const { name, project, steps } = plan;
  if (settings.confirm !== undefined && settings.confirm !== name) {
    throw refuseConsent(
      `--confirm is "${settings.confirm}", and what goes is "${name}"`,
      `look at the plan with --dry-run=server; --confirm=${name} if that is meant`,
    );
  }
  if (settings.yes && settings.confirm === name) return 'given';
  const count = `${steps.length} step${steps.length === 1 ? '' : 's'}`;
  if (!canAsk(ready)) {
    throw refuseConsent(
      `nobody has consented: ${titleOf(plan)}, ${count} in project ${project}`,
      `look at the plan with --dry-run=server, then add --yes --confirm=${name}`,
    );
  }
  const prompter = await app.prompter(settings.accessible);
  try {
    const answer = await prompter.text({
      message: `Type ${name} to ${titleOf(plan)} (${count}) in project ${project}`,
      hint: 'what is deleted cannot be taken back; anything else leaves it',
      help: `The plan above is carried out only if you type ${name}.`,
      initial: '',
      validate: () => null,
      command: () => `negctl ${titleOf(plan)} --yes --confirm=${name}`,
    });
    return answer.kind === 'answer' && answer.text.trim() === name ? 'asked' : 'no';
  } finally {
    prompter.close();
  }
}
