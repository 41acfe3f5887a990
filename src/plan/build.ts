import { createHash } from 'node:crypto';
import { type Facts, lookup, observe, serverId } from '../facts/facts.ts';
import { canonicalJson, type Json } from '../json.ts';
import { type Difference, differencesForAdoption } from '../resources/compare.ts';
import { KINDS } from '../resources/kinds.ts';
import type { Resource, ResourceId } from '../resources/resource.ts';
import { closure, ordered } from './graph.ts';
import type { Adopted, Kept, Plan, PlannedInput } from './plan.ts';
import { type MakingStep, type Step, stepIdOf } from './step.ts';

/** A resource that exists, but is not what the plan would have made. */
export interface Conflict {
  readonly resource: Resource;
  readonly differences: readonly Difference[];
}

export interface PlanInit {
  readonly verb?: 'create' | 'update' | 'endpoints';
  readonly recipe: string;
  readonly name: string;
  readonly project: string;
  readonly inputs: readonly PlannedInput[];
  readonly resources: readonly Resource[];
  /** What exists; `null` where nobody looked. */
  readonly facts: Facts | null;
  readonly warnings: readonly string[];
}

/** A plan, or what stands in its way. */
export type Planned =
  | { readonly ok: true; readonly plan: Plan }
  | { readonly ok: false; readonly conflicts: readonly Conflict[] };

/**
 * What each resource needs: what it refers to; the attachment before it to the same container, because
 * two writes to one resource never run side by side; and, where it lets traffic in, every attachment
 * to what it leads to.
 */
function needsOf(resource: Resource, all: readonly Resource[]): readonly ResourceId[] {
  const needs = new Set(resource.refs);
  const index = all.indexOf(resource);
  const earlier = all
    .slice(0, index)
    .findLast((other) => other.container !== null && other.container === resource.container);
  if (earlier !== undefined) needs.add(earlier.id);
  if (KINDS[resource.kind].opensTraffic) {
    const nodes = all.map(({ id, refs }) => ({ id, needs: refs }));
    for (const id of attachmentsBehind(resource.id, all, nodes)) needs.add(id);
  }
  return [...needs];
}

/** The attachments to whatever a resource leads to, and to what those attachments bring in. */
function attachmentsBehind(
  id: ResourceId,
  all: readonly Resource[],
  nodes: readonly { readonly id: string; readonly needs: readonly string[] }[],
): readonly ResourceId[] {
  const reached = new Set([id]);
  const found: ResourceId[] = [];
  for (let before = -1; before !== reached.size; ) {
    before = reached.size;
    for (const member of [...reached]) for (const need of closure(nodes, member)) reached.add(need);
    for (const other of all) {
      const attached = other.container !== null && reached.has(other.container);
      if (!attached || reached.has(other.id)) continue;
      reached.add(other.id);
      found.push(other.id);
    }
  }
  return found;
}

function stepFor(
  resource: Resource,
  all: readonly Resource[],
  created: ReadonlySet<ResourceId>,
): MakingStep {
  const kind = KINDS[resource.kind];
  const verb = kind.verb ?? (resource.container === null ? 'create' : 'attach');
  return {
    id: stepIdOf(resource.id),
    title: `${verb} ${kind.title} ${resource.name}`,
    needs: needsOf(resource, all)
      .filter((id) => created.has(id))
      .map(stepIdOf),
    effect: 'make',
    resource,
    run: resource.create,
    undo: resource.remove,
    typicalSeconds: kind.typicalSeconds.create,
  };
}

interface Assessment {
  readonly missing: readonly Resource[];
  readonly adopted: readonly Adopted[];
  readonly conflicts: readonly Conflict[];
}

function assess(resources: readonly Resource[], facts: Facts | null): Assessment {
  if (facts === null) return { missing: resources, adopted: [], conflicts: [] };
  const missing: Resource[] = [];
  const adopted: Adopted[] = [];
  const conflicts: Conflict[] = [];
  for (const resource of resources) {
    const live = observe(facts, resource);
    if (live === null) {
      missing.push(resource);
      continue;
    }
    const differences = differencesForAdoption(resource, KINDS[resource.kind], live, (id) =>
      lookup(facts, id),
    );
    if (differences.length > 0) conflicts.push({ resource, differences });
    else adopted.push({ resource, serverId: serverId(resource, live) });
  }
  return { missing, adopted, conflicts };
}

/** What decides what a step does. A plan that only makes things has the hash that it always had. */
function decisiveOf(step: Step): Json {
  const { id, needs, resource } = step;
  const about = { id, needs, resource: resource.id, body: resource.body };
  if (step.effect === 'judge') {
    const { effect, percent, soakSeconds, gates, limits, onFail } = step;
    const shown = gates.map((gate) => ({ ...gate }));
    const parts = step.parts?.map(({ service, resource: { id: to }, gates: own }) => ({
      service,
      to,
      gates: own.map((gate) => ({ ...gate })),
    }));
    return {
      ...about,
      effect,
      percent,
      soakSeconds,
      gates: shown,
      limits: { ...limits },
      onFail,
      ...(parts === undefined ? {} : { parts }),
    };
  }
  const { run } = step;
  const common = {
    ...about,
    run: {
      argv: run.argv,
      stdin: run.stdin ?? null,
      ...(run.secret === undefined ? {} : { secret: { ...run.secret } }),
    },
  };
  if (step.effect === 'make') return { ...common, undo: { argv: step.undo.argv } };
  const { effect, serverId } = step;
  if (effect !== 'revise') return { ...common, effect, serverId };
  const { from, to, together } = step;
  const revised = { ...common, effect, serverId, from, to };
  if (together === undefined) return revised;
  const { moves, stage } = together;
  const shown = moves.map((move) => ({
    ...move,
    from: { ...move.from, scope: { ...move.from.scope } },
  }));
  return {
    ...revised,
    together: { moves: shown, stage: stage === 'settled' ? stage : { ...stage } },
  };
}

/** What is kept without words has the hash that it always had. */
function decisiveOfKept({ id, usedBy, because }: Kept): Json {
  return { id, usedBy, ...(because === null ? {} : { because }) };
}

/** The hash over everything that decides what happens. */
export function hashOf(plan: Omit<Plan, 'hash' | 'inputs'>): string {
  const { version, verb, recipe, name, project, steps, adopted, kept, warnings } = plan;
  const decisive: Json = {
    version,
    recipe,
    name,
    project,
    warnings,
    adopted: adopted.map(({ resource, serverId: id }) => ({ resource: resource.id, id })),
    steps: steps.map(decisiveOf),
    ...(verb === 'create' ? {} : { verb, kept: kept.map(decisiveOfKept) }),
  };
  return `sha256:${createHash('sha256').update(canonicalJson(decisive)).digest('hex')}`;
}

/** Sets divided into what one call can take, and into what is there and what is not. */
function divided(resources: readonly Resource[], facts: Facts | null): readonly Resource[] {
  return resources.flatMap((resource) => {
    const { split } = KINDS[resource.kind];
    const live = facts?.endpoints.get(resource.container ?? '') ?? [];
    return split === null ? [resource] : split(resource, live);
  });
}

/** Turns resources into a plan: what is missing becomes steps, what exists and is equal is adopted. */
export function buildPlan(init: PlanInit): Planned {
  const { recipe, name, project, inputs, facts, warnings } = init;
  const resources = divided(init.resources, facts);
  const { missing, adopted, conflicts } = assess(resources, facts);
  if (conflicts.length > 0) return { ok: false, conflicts };
  const created = new Set(missing.map((resource) => resource.id));
  const steps = ordered(missing.map((resource) => stepFor(resource, resources, created)));
  const plan = {
    version: 1,
    verb: init.verb ?? 'create',
    recipe,
    name,
    project,
    steps,
    adopted,
    kept: [],
    warnings,
  } as const;
  return { ok: true, plan: { ...plan, inputs, hash: hashOf(plan) } };
}
