import type { RunState } from '../journal/replay.ts';
import { type Plan, resourcesOf } from '../plan/plan.ts';
import type { Step } from '../plan/step.ts';
import type { NamedStep } from './events.ts';
import type { Ports, RunOptions, StepContext } from './ports.ts';

/** Everything that one execution works with. */
export interface Execution {
  /** As it is now: it changes when one of several services is set aside. */
  readonly plan: Plan;
  readonly ports: Ports;
  readonly options: RunOptions;
  /** The state of the run so far, read from the journal whenever it is needed. */
  readonly state: () => RunState;
}

/** What every step of an execution is performed with. */
export function contextOf({ plan, ports, options }: Execution): StepContext {
  return { ports, options, resources: resourcesOf(plan) };
}

/** True for what gives a new service a larger share than is wanted now, or waits for that. */
export function isBeyond(step: Step, until: number): boolean {
  return (step.effect === 'revise' || step.effect === 'judge') && step.percent > until;
}

/** What is not done yet. */
export function pendingSteps(plan: Plan, state: RunState): readonly Step[] {
  return plan.steps.filter((step) => state.steps.get(step.id)?.status !== 'done');
}

/** The steps of a plan as people know them. */
export function namedSteps({ steps }: Plan): readonly NamedStep[] {
  return steps.map(({ id, title }, index) => ({
    id,
    title,
    number: `${index + 1}/${steps.length}`,
  }));
}
