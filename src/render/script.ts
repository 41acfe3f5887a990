import { cleanLine } from '../clean.ts';
import type { Command, GcloudContext } from '../gcloud/command.ts';
import { quoteWord, shellCommand } from '../gcloud/quote.ts';
import { isReversible, type Plan, titleOf } from '../plan/plan.ts';
import type { Step } from '../plan/step.ts';
import { type Kept, veiled } from '../plan/veil.ts';

function comment(label: string, text: string): string {
  return `#   ${label.padEnd(6)}${cleanLine(text)}`;
}

/** Makes the secret that a step needs, where the plan was to make it; otherwise insists that it is there. */
function secretLines({ secret }: Command): readonly string[] {
  if (secret === undefined) return [];
  const file = quoteWord(secret.file);
  if (secret.sha256 !== null) return [`test -s ${file} # the secret; it is on no command line`];
  const random = "od -An -v -tx1 -N24 /dev/urandom | tr -d ' \\n'";
  return [`test -s ${file} || (umask 077; ${random} > ${file}) # the secret`];
}

/** A soak is waited for; what else is looked at then is looked at by whoever runs the script. */
function commandLines(step: Step, context: GcloudContext): readonly string[] {
  if (step.effect !== 'judge') return [...secretLines(step.run), shellCommand(step.run, context)];
  return [
    '# Look whether the new backend service answers as it should; stop the script where it does not.',
    `sleep ${step.soakSeconds}`,
  ];
}

function stepLines(
  step: Step,
  number: number,
  total: number,
  context: GcloudContext,
): readonly string[] {
  return [
    `# Step ${number} of ${total}: ${cleanLine(step.title)}`,
    comment('what', step.resource.summary),
    comment('id', step.id),
    comment('after', step.needs.length === 0 ? 'nothing' : step.needs.join(', ')),
    ...(step.effect === 'make' ? [comment('undo', shellCommand(step.undo, context))] : []),
    ...commandLines(step, context),
    '',
  ];
}

const REVERSIBLE = [
  '# Each command waits until its operation is done. The script stops at the first one that fails and',
  '# undoes nothing by itself: take back what was done by the undo commands, last one first.',
];

const FINAL = [
  '# Each command waits until its operation is done. The script stops at the first one that fails;',
  '# what is deleted by then is gone, and what follows is still there.',
];

/** A script that lacks header values which are live says so, and does nothing until they are in it. */
function keptLines(kept: Kept): readonly string[] {
  if (Object.keys(kept).length === 0) return [];
  return [
    '# Header values of live resources may be secrets and are not in this script.',
    'if grep -q \'@@kept:[0-9]\' "$0"; then',
    "  echo 'put the live header values in the places of the marks @@kept:N@@ first' >&2",
    '  exit 1',
    'fi',
  ];
}

/**
 * The plan as a POSIX shell script, one gcloud command a step. Run on an empty project it leaves the
 * same state as executing the plan does.
 */
export function scriptOf(given: Plan, context: GcloudContext): string {
  const { plan, kept: taken } = veiled(given);
  const total = plan.steps.length;
  const adopted = plan.adopted.map(({ resource }) => comment('exists', resource.id));
  const kept = plan.kept.map(({ id }) => comment('keeps', id));
  const header = [
    '#!/bin/sh',
    `# negctl ${titleOf(plan)}`,
    comment('project', plan.project),
    comment('plan', plan.hash),
    comment('steps', String(total)),
    ...adopted,
    ...kept,
    '#',
    ...(isReversible(plan) ? REVERSIBLE : FINAL),
    'set -eu',
    ...keptLines(taken),
    '',
  ];
  const steps = plan.steps.flatMap((step, index) => stepLines(step, index + 1, total, context));
  return [...header, ...steps].join('\n');
}
