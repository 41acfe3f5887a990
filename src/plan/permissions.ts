import type { Collection } from '../facts/facts.ts';
import { collectionsOf, regionsOf } from '../facts/read.ts';
import { isJsonObject, type Json } from '../json.ts';
import { COMPUTE_API } from '../resources/kind.ts';
import { identified, KINDS } from '../resources/kinds.ts';
import {
  distinctPermissions,
  type Permission,
  TO_READ_METRICS,
  TO_READ_QUOTAS,
  TO_READ_REGION_QUOTAS,
  toSeeOperations,
} from '../resources/permission.ts';
import { type ResourceId, resourceAround, type Subject } from '../resources/resource.ts';
import type { Gate } from '../traffic/gate.ts';
import { type Plan, resourcesOf } from './plan.ts';
import type { JudgingStep, Step } from './step.ts';

/** Some permissions, and what they are for, in words that fit after "to". */
export interface Purpose {
  readonly purpose: string;
  readonly permissions: readonly Permission[];
}

/** What a step takes of IAM. */
export interface StepPermissions {
  readonly step: Step;
  readonly run: readonly Permission[];
  /** Empty where it goes with what it is attached to. */
  readonly undo: readonly Permission[];
}

/** The least that an account must be allowed, to carry out a plan and to take it back. */
export interface PlanPermissions {
  /** To see what is there: before the plan is made, while it is carried out, to verify it. */
  readonly reads: readonly Purpose[];
  /** Of the reads those that nobody makes while the plan is made: what they are about lies in what it makes. */
  readonly later: readonly Purpose[];
  /** What else has to be read to make the plan. */
  readonly planning: readonly Purpose[];
  /** To tell, after a failure or a death, whether an operation is under way. */
  readonly settle: Purpose;
  readonly steps: readonly StepPermissions[];
}

/** What it takes of a resource to refer to another, whether or not that is in the plan. */
function toRefer(user: Subject, id: ResourceId): readonly Permission[] {
  const known = identified(id);
  if (known === null) throw new Error(`${id} is of no known kind`);
  return known.kind.permissions.use(known.scope, user.body);
}

/** True where a value holds an id, at any depth. */
function names(value: Json, id: ResourceId): boolean {
  if (typeof value === 'string') return value === id;
  if (Array.isArray(value)) return value.some((item: Json) => names(item, id));
  return isJsonObject(value) && Object.values(value).some((member) => names(member, id));
}

/**
 * What creating a resource takes, what it names included. What must only be there before it is not named, and
 * takes nothing.
 */
function toCreate(resource: Subject): readonly Permission[] {
  const { body, container, refs } = resource;
  const referred = refs.filter((id) => id !== container && names(body, id));
  const own = KINDS[resource.kind].permissions.create(resource.scope);
  return distinctPermissions([...own, ...referred.flatMap((id) => toRefer(resource, id))]);
}

/** What deleting a resource, or taking an attachment off, takes. */
function toRemove(resource: Subject): readonly Permission[] {
  return distinctPermissions(KINDS[resource.kind].permissions.remove(resource.scope));
}

/** What pointing a resource elsewhere takes. */
function toRepoint(resource: Subject): readonly Permission[] {
  const { kind, scope, body } = resource;
  const targets = Object.values(body).filter((id) => typeof id === 'string');
  return distinctPermissions([
    ...KINDS[kind].permissions.repoint(scope),
    ...targets.flatMap((id) => toRefer(resource, id)),
  ]);
}

/** What changing a document takes: who else writes it is read too. */
function toRevise(resource: Subject): readonly Permission[] {
  const { kind, scope, refs } = resource;
  return distinctPermissions([
    ...KINDS[kind].permissions.repoint(scope),
    toSeeOperations(scope),
    ...refs.flatMap((id) => toRefer(resource, id)),
  ]);
}

function gatesOf({ gates, parts = [] }: JudgingStep): readonly Gate[] {
  return [...gates, ...parts.flatMap((part) => part.gates)];
}

function toRun(step: Step): readonly Permission[] {
  const { effect, resource } = step;
  switch (effect) {
    case 'make':
      return toCreate(resource);
    case 'remove':
      return toRemove(resource);
    case 'repoint':
      return toRepoint(resource);
    case 'revise':
      return toRevise(resource);
    case 'judge':
      return gatesOf(step).some(({ type }) => type === 'metrics') ? [TO_READ_METRICS] : [];
  }
}

/** What taking one step back takes. */
export function toTakeBack({ effect, resource }: Step): readonly Permission[] {
  return effect === 'revise' ? toRevise(resource) : toRemove(resource);
}

/** What is made is taken back, except where it goes with what it is attached to. */
function toUndo({ effect, resource }: Step, made: ReadonlySet<ResourceId>): readonly Permission[] {
  if (effect === 'revise') return toRevise(resource);
  return effect !== 'make' || made.has(resource.container ?? '') ? [] : toRemove(resource);
}

function toRead(collections: readonly Collection[]): readonly Purpose[] {
  const byPurpose = new Map<string, Purpose>();
  for (const { kind, scope } of collections) {
    const { title, permissions } = KINDS[kind];
    const purpose = `read the ${title} list`;
    const found = [...(byPurpose.get(purpose)?.permissions ?? []), ...permissions.read(scope)];
    byPurpose.set(purpose, { purpose, permissions: distinctPermissions(found) });
  }
  return [...byPurpose.values()].filter(({ permissions }) => permissions.length > 0);
}

function toReadQuotas(resources: readonly Subject[]): readonly Permission[] {
  return regionsOf(resources).length === 0
    ? [TO_READ_QUOTAS]
    : [TO_READ_QUOTAS, TO_READ_REGION_QUOTAS];
}

function toSettle(resources: readonly Subject[]): Purpose {
  const found = resources.flatMap(({ kind, scope }) =>
    KINDS[kind].api === COMPUTE_API ? [toSeeOperations(scope)] : [],
  );
  return { purpose: 'settle what a failed call did', permissions: distinctPermissions(found) };
}

/**
 * What a plan takes of IAM. A step that goes with the resource it is attached to, because the same plan
 * makes both, needs nothing to be taken back.
 */
export function permissionsOf(plan: Plan, also: readonly Collection[]): PlanPermissions {
  const made = new Set(plan.steps.map(({ resource }) => resource.id));
  const quotas = { purpose: 'read the quotas', permissions: toReadQuotas(resourcesOf(plan)) };
  const collections = collectionsOf(resourcesOf(plan));
  const reads = toRead(collections);
  const known = reads.map(({ purpose }) => purpose);
  return {
    reads,
    later: toRead(collections.filter(({ scope }) => resourceAround(scope) !== null)),
    planning: [...toRead(also).filter((one) => !known.includes(one.purpose)), quotas],
    settle: toSettle(plan.steps.map(({ resource }) => resource)),
    steps: plan.steps.map((step) => ({
      step,
      run: toRun(step),
      undo: toUndo(step, made),
    })),
  };
}

/** Everything that any plan for these resources can take, whatever exists already. */
export function permissionsOfAny(
  resources: readonly Subject[],
  also: readonly Collection[],
): readonly Permission[] {
  const reads = toRead([...collectionsOf(resources), ...also]);
  return distinctPermissions([
    ...toReadQuotas(resources),
    ...reads.flatMap(({ permissions }) => permissions),
    ...toSettle(resources).permissions,
    ...resources.flatMap((resource) => [...toCreate(resource), ...toRemove(resource)]),
  ]);
}

/** What is needed once a plan is made and the project has been read: its writes, and their undo. */
export function writesOf({
  settle,
  steps,
  later,
}: Pick<PlanPermissions, 'settle' | 'steps' | 'later'>): readonly Purpose[] {
  if (steps.length === 0) return [];
  return [
    ...later,
    ...steps.map(({ step, run }) => ({ purpose: step.title, permissions: run })),
    ...steps.map(({ step, undo }) => ({ purpose: `undo: ${step.title}`, permissions: undo })),
    settle,
  ];
}

/** All that a plan takes, from the first read on. */
export function purposesOf(needed: PlanPermissions): readonly Purpose[] {
  return [...needed.planning, ...needed.reads, ...writesOf({ ...needed, later: [] })];
}

/** The permissions of some purposes, each once. */
export function permissionsFor(purposes: readonly Purpose[]): readonly Permission[] {
  return distinctPermissions(purposes.flatMap(({ permissions }) => permissions));
}
