import { asideIn, type RunState } from '../journal/replay.ts';
import type { Json } from '../json.ts';
import type { Plan } from '../plan/plan.ts';
import type { RevisingStep, ServiceMove } from '../plan/step.ts';
import { resourceId } from '../resources/resource.ts';
import { mayHaveMade } from '../rollback/undo-plan.ts';

/** What became of one of several services that were to be moved together. */
export interface Fate {
  readonly service: string;
  readonly to: string;
  /** `unknown`: its requests were to go back, and not every write of that could be read back. */
  readonly became: 'moved' | 'under-way' | 'back' | 'unknown';
  /** The share of its requests that the new service has; `null` where that is not known. */
  readonly percent: number | null;
  /** Why it does not go with the others; `null` where it does. */
  readonly because: string | null;
}

function shiftsIn({ steps }: Plan): readonly RevisingStep[] {
  return steps.filter((step): step is RevisingStep => step.effect === 'revise');
}

function movesIn(shifts: readonly RevisingStep[]): readonly ServiceMove[] {
  return shifts.find(({ together }) => together !== undefined)?.together?.moves ?? [];
}

/** What became of each service; empty where only one was to be moved. */
export function fatesOf(plan: Plan, state: RunState): readonly Fate[] {
  const shifts = shiftsIn(plan);
  const statuses = shifts.map(({ id }) => state.steps.get(id));
  const isUndone = statuses.every((one) => one === undefined || !mayHaveMade(one));
  const done = shifts.filter(({ id }) => state.steps.get(id)?.status === 'done');
  const share = Math.max(0, ...done.map(({ percent }) => percent));
  return movesIn(shifts).map(({ service, from, to }): Fate => {
    const aside = asideIn(state).get(service);
    const because = aside?.because ?? null;
    const common = { service, to: resourceId(from.scope, 'backendServices', to), because };
    if (state.direction === 'undo') {
      return isUndone
        ? { ...common, became: 'back', percent: 0 }
        : { ...common, became: 'unknown', percent: null };
    }
    if (aside?.percent === 0) return { ...common, became: 'back', percent: 0 };
    const percent = Math.min(share, aside?.percent ?? 100);
    const became = done.length === shifts.length ? 'moved' : 'under-way';
    return { ...common, became, percent };
  });
}

/** The same as a part of a result. */
export function fatesInResult(plan: Plan, state: RunState): { readonly [key: string]: Json } {
  const fates = fatesOf(plan, state);
  return fates.length === 0 ? {} : { services: fates.map((fate) => ({ ...fate })) };
}
