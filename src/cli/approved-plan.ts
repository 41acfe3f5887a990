import { NegctlError } from '../errors.ts';
import type { Plan } from '../plan/plan.ts';
import type { Settings } from './settings.ts';

/**
 * Refuses a plan that is not the one whose hash was given.
 * @throws {NegctlError} ending `changed`
 */
export function refuseOtherPlan(settings: Settings, plan: Plan): void {
  const { planHash } = settings;
  if (planHash === undefined || planHash === plan.hash) return;
  throw new NegctlError('changed', [
    {
      code: 'NEG-6005',
      what: 'the plan is not the one that was approved',
      why: `approved was ${planHash}, it is ${plan.hash}`,
      fix: 'look at the new plan with --dry-run=server and approve that one',
    },
  ]);
}

/**
 * Refuses to go on where the plan, made once more, is no longer the one that was consented to.
 * @throws {NegctlError} ending `changed`
 */
export function refuseChangedPlan(now: Plan, approved: Plan): void {
  if (now.hash === approved.hash) return;
  throw new NegctlError('changed', [
    {
      code: 'NEG-6005',
      what: 'the live project changed while you decided',
      why: `the plan would now be ${now.hash}`,
      fix: 'run the command again and look at the new plan',
    },
  ]);
}
