import type { Command } from '../gcloud/command.ts';
import { type Json, type JsonObject, textAt } from '../json.ts';
import type { KindPermissions } from './permission.ts';
import {
  type KindName,
  listFlag,
  type Resource,
  type Scope,
  type Subject,
  scopeFlag,
} from './resource.ts';

export const COMPUTE_API = 'compute.googleapis.com';

/** The form of names that the Compute API gives. */
const RFC1035_NAME = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** What the engine knows of a kind of resource, beside the single resources of a plan. */
export interface Kind {
  readonly name: KindName;
  /** The field's name for it, in lower case: `URL map`, `backend service`. */
  readonly title: string;
  /** What a step about one does, where it is neither `create` nor `attach`. */
  readonly verb: string | null;
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
  /** Turns what that call shows of one into the form of the other kinds: its name at `name`, its id at `id`. */
  readonly fromList: (listed: JsonObject) => JsonObject;
  /**
   * One call that reads all of this kind in all scopes; `null` for attachments, and for what a network has once
   * for all its load balancers: that is no part of any one of them, so deleting one leaves it alone.
   */
  readonly listAll: Command | null;
  /** Deletes one by its name; `null` for attachments, which are taken off by commands of their own. */
  readonly remove: ((scope: Scope, name: string) => Command) | null;
  /** True for a set that may be there in part: whatever of it appeared after the intent is the work of its step. */
  readonly comesInParts: boolean;
  /**
   * Divides a set by what of it is live, and by what one call can take; `null` where a resource is one call. Part of
   * what it gives is there already, the rest is not there at all.
   */
  readonly split: ((resource: Resource, live: readonly JsonObject[]) => readonly Resource[]) | null;
  /** Takes away what a read shows of a set, no more; `null` where the plan's command does. */
  readonly removeOf: ((resource: Subject, document: JsonObject) => Command) | null;
  /** True for what lets traffic in: it waits for everything that traffic needs. */
  readonly opensTraffic: boolean;
  /** The API that it is a part of: `dns.googleapis.com`. A project may do without all but Compute. */
  readonly api: string;
  /** The names that can be given to gcloud; what is called otherwise is left alone. */
  readonly names: RegExp;
  /** The name in a live document. */
  readonly nameIn: (document: JsonObject) => string | undefined;
  /**
   * What tells a live resource from one that somebody made in its place: the server's id. `null` where the
   * server gives none: those are known by what they say.
   */
  readonly identityIn: ((document: JsonObject) => string | null) | null;
  /**
   * For an attachment that is part of its container's document: its live form in there, `null` where it is not.
   * `null` for what has documents of its own.
   */
  readonly inContainer:
    | ((container: JsonObject | null, resource: Subject) => JsonObject | null)
    | null;
  /**
   * True for a change of what was there before: where it is not as this run left it, somebody else has changed
   * it, and it is not taken back.
   */
  readonly isRewrite: boolean;
  /** When a live resource was made, as the server says; `null` where it does not. */
  readonly createdIn: (document: JsonObject) => Date | null;
  /**
   * For an API whose operations gcloud cannot list: so many seconds after a lost call nothing of it is under
   * way any more. 0 where a call has done everything when it is answered.
   */
  readonly settlesAfterSeconds: number;
  /** True where it is read only if something refers to it, or the journals know of one: few projects have any. */
  readonly isReadOnDemand: boolean;
  /** Fields in which a live resource may have more than the plan asks for, and still be adopted. */
  readonly open: readonly string[];
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
    verb: null,
    unsaid: {},
    normalise: (document) => document,
    list: null,
    fromList: (listed) => listed,
    listAll: null,
    remove: null,
    comesInParts: false,
    split: null,
    removeOf: null,
    opensTraffic: false,
    api: COMPUTE_API,
    names: RFC1035_NAME,
    nameIn: (document) => textAt(document, 'name'),
    identityIn: (document) => textAt(document, 'id') ?? null,
    inContainer: null,
    isRewrite: false,
    createdIn: createdAt('creationTimestamp'),
    settlesAfterSeconds: 0,
    isReadOnDemand: false,
    open: [],
    quotaMetrics: [],
    ...init,
  };
}

/** Reads the time in a field. */
export function createdAt(field: string): Kind['createdIn'] {
  return (document) => {
    const text = textAt(document, field);
    return text === undefined ? null : new Date(text);
  };
}

/** The calls of a collection whose gcloud group has the usual flags. */
export function collection(group: string): Pick<Kind, 'list' | 'listAll' | 'remove'> {
  const words = ['compute', ...group.split(' ')];
  return {
    list: (scope) => ({ argv: [...words, 'list', listFlag(scope)] }),
    listAll: { argv: [...words, 'list'] },
    remove: (scope, name) => ({ argv: [...words, 'delete', name, scopeFlag(scope)] }),
  };
}

/** The calls of a collection that is only global, and whose gcloud group therefore knows no scope. */
export function globalCollection(group: string): Pick<Kind, 'list' | 'listAll' | 'remove'> {
  const listAll = { argv: ['compute', group, 'list'] };
  return {
    list: () => listAll,
    listAll,
    remove: (_scope, name) => ({ argv: ['compute', group, 'delete', name] }),
  };
}

/** The members of an object that hold something. */
export function withoutEmpty(members: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(members).filter((entry): entry is [string, Json] => entry[1] !== undefined),
  );
}
