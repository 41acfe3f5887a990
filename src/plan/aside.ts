import type { JsonObject } from '../json.ts';
import { type ResourceId, resourceId } from '../resources/resource.ts';
import { urlMapImport } from '../resources/url-map.ts';
import { importText } from '../traffic/importable.ts';
import { atStage, type Stage } from '../traffic/split.ts';
import type { Plan } from './plan.ts';
import type { RevisingStep, Step, Together } from './step.ts';

/**
 * The services that do not go with the others, by their ids: the share at which each stays, and why. At
 * 0 % its requests have gone back for good.
 */
export type Aside = ReadonlyMap<ResourceId, { readonly percent: number; readonly because: string }>;

export const NOBODY_ASIDE: Aside = new Map();

function stageUnder(stage: Stage, cap: number | undefined): Stage {
  if (cap === undefined) return stage;
  return { percent: stage === 'settled' ? cap : Math.min(stage.percent, cap) };
}

/** A URL map at a stage of all services together, but for those that are aside. */
export function togetherAt(map: JsonObject, { moves, stage }: Together, aside: Aside): JsonObject {
  return moves.reduce(
    (document, move) =>
      atStage(document, move, stageUnder(stage, aside.get(move.service)?.percent)),
    map,
  );
}

/** All changes that a plan makes of one document, in their order. */
export function revisionsOf({ steps }: Plan, id: ResourceId): readonly RevisingStep[] {
  return steps.filter(
    (step): step is RevisingStep => step.effect === 'revise' && step.resource.id === id,
  );
}

/** The changes of one map as they are with some services aside. */
export function revisionsUnder(plan: Plan, id: ResourceId, aside: Aside): readonly RevisingStep[] {
  const revisions = revisionsOf(plan, id);
  const [first] = revisions;
  if (first === undefined) return [];
  let from = first.from;
  return revisions.map((step) => {
    const { together, resource } = step;
    if (together === undefined) return step;
    const to = togetherAt(first.from, together, aside);
    const revised = { ...step, from, to, run: urlMapImport(resource, importText(to)) };
    from = to;
    return revised;
  });
}

/** What deletes an old service that keeps its requests, and what would go after it. */
function keptRemovals(steps: readonly Step[], back: ReadonlySet<ResourceId>): ReadonlySet<string> {
  const kept = new Set<string>();
  for (const { id, effect, resource, needs } of steps) {
    if (effect !== 'remove') continue;
    if (back.has(resource.id) || needs.some((need) => kept.has(need))) kept.add(id);
  }
  return kept;
}

/**
 * A plan as it is with some services aside: every document without what they would add, no gate and no
 * deletion for those whose requests have gone back. Its hash stays that of what was consented to.
 */
export function withAside(plan: Plan, aside: Aside): Plan {
  if (aside.size === 0) return plan;
  const back = new Set([...aside].flatMap(([id, { percent }]) => (percent === 0 ? [id] : [])));
  const kept = keptRemovals(plan.steps, back);
  const maps = new Set(
    plan.steps.flatMap(({ effect, resource }) => (effect === 'revise' ? [resource.id] : [])),
  );
  const revised = new Map(
    [...maps].flatMap((id) => revisionsUnder(plan, id, aside).map((step) => [step.id, step])),
  );
  const steps = plan.steps.flatMap((step): readonly Step[] => {
    if (kept.has(step.id)) return [];
    if (step.effect !== 'judge' || step.parts === undefined) return [revised.get(step.id) ?? step];
    return [{ ...step, parts: step.parts.filter(({ service }) => !back.has(service)) }];
  });
  return { ...plan, steps };
}

/** The new service of an old one of several; `null` where it is none of them. */
function newServiceOf({ steps }: Plan, service: ResourceId): ResourceId | null {
  for (const step of steps) {
    if (step.effect !== 'revise') continue;
    const move = step.together?.moves.find((one) => one.service === service);
    if (move !== undefined) return resourceId(move.from.scope, 'backendServices', move.to);
  }
  return null;
}

/** The steps that make the new service of one of several, and what is behind it. */
export function madeFor(plan: Plan, service: ResourceId): readonly string[] {
  const target = newServiceOf(plan, service);
  if (target === null) return [];
  const ids = new Set<ResourceId | null>([target]);
  const made = plan.steps.filter(({ effect }) => effect === 'make');
  // A service, what is attached to it, and what is in that.
  for (const { resource } of made) {
    if (!ids.has(resource.container)) continue;
    for (const id of [resource.id, ...resource.refs]) ids.add(id);
  }
  const isFor = ({ resource }: Step) => ids.has(resource.id) || ids.has(resource.container);
  return made.filter(isFor).map(({ id }) => id);
}
