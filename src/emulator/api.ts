import type { Answer } from './answer.ts';
import type { World } from './compute/kind.ts';
import type { OperationFault } from './compute/operations.ts';
import type { ApiError } from './errors.ts';

/** A request, cut to what an API family looks at. */
export interface ApiRequest {
  readonly method: string;
  /** Where it was sent, for the APIs that have a host for each region; empty where only a path came. */
  readonly host: string;
  /** The path after the API's version. */
  readonly path: string;
  readonly version: string;
  readonly query: URLSearchParams;
  readonly body: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
}

/** An IAM permission that a call needs, and the resource on which. */
export interface NeededPermission {
  readonly name: string;
  readonly path: string;
}

/** A request that a family has understood, and how to carry it out. */
export interface Route {
  readonly project: string;
  /** insert, get, list, delete, patch, update, wait, or the name of a custom method. */
  readonly verb: string;
  readonly collection: string;
  /** The resource's name; empty where the call is about a whole collection. */
  readonly name: string;
  /** The full path of what the call is about. */
  readonly path: string;
  /** What an operation is about: faults on `wait` find it by that as well. */
  readonly about?: { readonly collection: string; readonly name: string };
  /** All of them are needed; none = open to all. */
  readonly permissions: readonly NeededPermission[];
  readonly run: (fault?: OperationFault) => Answer | Promise<Answer>;
}

/** One of Google's APIs. */
export interface ApiFamily {
  readonly service: string;
  readonly title: string;
  /** Groups: the version, the path after it. */
  readonly pattern: RegExp;
  /** Whether a project may have it switched off. */
  readonly canBeDisabled: boolean;
  readonly route: (request: ApiRequest, world: World) => Route | undefined;
  readonly refuse: (error: ApiError) => Answer;
}
