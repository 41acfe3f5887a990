import type { Json } from '../json.ts';
import type { Resource, ResourceId, Subject } from '../resources/resource.ts';
import type { Step } from './step.ts';

/** One value of the inputs, and where it came from. */
export interface PlannedInput {
  readonly path: string;
  readonly value: Json;
  readonly source: string;
}

/** A resource that exists already and is what the plan would have made. It is never undone. */
export interface Adopted {
  readonly resource: Resource;
  /** The server's id when it was read; attachments have none. */
  readonly serverId: string | null;
}

/** A resource that a deletion comes across and leaves. */
export interface Kept {
  readonly id: ResourceId;
  /** Who uses it; empty where it is kept for another reason. */
  readonly usedBy: readonly ResourceId[];
  /** Why, in words; `null` where it is used, or where keeping it was asked for. */
  readonly because: string | null;
}

/**
 * What will be done, in full, as plain data: the same inputs and the same live project give the same
 * bytes, and so the same hash.
 */
export interface Plan {
  readonly version: 1;
  readonly verb: 'create' | 'update' | 'delete' | 'endpoints' | 'migrate';
  /** What is made, changed, deleted or moved, as on the command line: a recipe's noun, `load-balancer` or `neg`; of endpoints `add` or `remove`. */
  readonly recipe: string;
  /** The name of the set-up. */
  readonly name: string;
  readonly project: string;
  readonly inputs: readonly PlannedInput[];
  /** Each after what it needs. */
  readonly steps: readonly Step[];
  readonly adopted: readonly Adopted[];
  readonly kept: readonly Kept[];
  /** Warnings of the rules: part of what is consented to. */
  readonly warnings: readonly string[];
  /** `sha256:` and 64 hex digits, over everything that decides what happens. */
  readonly hash: string;
}

/** All resources of a plan, existing or not. */
export function resourcesOf(plan: Plan): readonly Subject[] {
  return [...plan.adopted.map((item) => item.resource), ...plan.steps.map((step) => step.resource)];
}

/** True where everything that the plan does can be taken back; of a migration, until it deletes at its end. */
export function isReversible({ verb, steps }: Plan): boolean {
  const isFinal = steps.some(({ effect }) => effect === 'remove' || effect === 'repoint');
  return verb === 'migrate' || !isFinal;
}

/** What the plan does, as after `negctl`: `create internet-neg web`, `delete web`. */
export function titleOf({ verb, recipe, name }: Pick<Plan, 'verb' | 'recipe' | 'name'>): string {
  return recipe === 'load-balancer' ? `${verb} ${name}` : `${verb} ${recipe} ${name}`;
}
