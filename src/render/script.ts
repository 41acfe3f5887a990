import { cleanLine } from '../clean.ts';
import type { GcloudContext } from '../gcloud/command.ts';
import { shellCommand } from '../gcloud/quote.ts';
import type { Plan } from '../plan/plan.ts';
import type { Step } from '../plan/step.ts';

function comment(label: string, text: string): string {
  return `#   ${label.padEnd(6)}${cleanLine(text)}`;
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
    comment('undo', shellCommand(step.undo, context)),
    shellCommand(step.run, context),
    '',
  ];
}

/**
 * The plan as a POSIX shell script, one gcloud command a step. Run on an empty project it leaves the
 * same state as executing the plan does.
 */
export function scriptOf(plan: Plan, context: GcloudContext): string {
  const total = plan.steps.length;
  const adopted = plan.adopted.map(({ resource }) => comment('exists', resource.id));
  const header = [
    '#!/bin/sh',
    `# negctl create ${plan.recipe} ${plan.name}`,
    comment('project', plan.project),
    comment('plan', plan.hash),
    comment('steps', String(total)),
    ...adopted,
    '#',
    '# Each command waits until its operation is done. The script stops at the first one that fails and',
    '# undoes nothing by itself: take back what was done by the undo commands, last one first.',
    'set -eu',
    '',
  ];
  const steps = plan.steps.flatMap((step, index) => stepLines(step, index + 1, total, context));
  return [...header, ...steps].join('\n');
}
