import type { Command } from '../gcloud/command.ts';
import type { Json, JsonObject } from '../json.ts';
import type { KindPermissions } from './permission.ts';
import { type KindName, listFlag, type Scope } from './resource.ts';

/** What the engine knows of a kind of resource, beside the single resources of a plan. */
export interface Kind {
  readonly name: KindName;
  /** The field's name for it, in lower case: `URL map`, `backend service`. */
  readonly title: string;
  /**
   * Fields that change what the resource does, with the value a field has when nobody set it. A live
   * resource that shows anything else where the plan says nothing is not the one that was asked for.
   */
  readonly unsaid: JsonObject;
  /** Turns a live document into the form that resources' bodies have. */
  readonly normalise: (document: JsonObject) => JsonObject;
  /**
   * One call that reads all of this kind in a scope; `null` for attachments, which are part of their
   * container's document or need a call for each container.
   */
  readonly list: ((scope: Scope) => Command) | null;
  /** True for what lets traffic in: it waits for everything that traffic needs. */
  readonly opensTraffic: boolean;
  /** Seconds an operation usually takes (compute-api-behaviour 2.6, performance.md where not recorded). */
  readonly typicalSeconds: { readonly create: number; readonly remove: number };
  /** Quota metrics that one more of this kind counts against (gcloud-commands 7.4). */
  readonly quotaMetrics: readonly string[];
  readonly permissions: KindPermissions;
}

type KindInit = Pick<Kind, 'name' | 'title' | 'typicalSeconds' | 'permissions'> & Partial<Kind>;

/** Makes a kind: carrying no traffic by itself, with nothing unsaid unless told otherwise. */
export function kind(init: KindInit): Kind {
  return {
    unsaid: {},
    normalise: (document) => document,
    list: null,
    opensTraffic: false,
    quotaMetrics: [],
    ...init,
  };
}

/** The list call of a collection whose gcloud group has the usual flags. */
export function listOf(group: string): (scope: Scope) => Command {
  return (scope) => ({ argv: ['compute', group, 'list', listFlag(scope)] });
}

/** The members of an object that hold something. */
export function withoutEmpty(members: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(members).filter((entry): entry is [string, Json] => entry[1] !== undefined),
  );
}
