import type { JsonObject } from '../json.ts';
import type { OperationError, Store, StoredResource } from '../store.ts';
import type { ScopeType } from './paths.ts';
import type { Fields } from './schema.ts';

/** What the rules of a kind may look at. */
export interface World {
  readonly store: Store;
  readonly kinds: ReadonlyMap<string, Kind>;
  readonly now: () => number;
  /** How long an operation takes, in milliseconds, already scaled. */
  readonly latency: (collection: string, verb: string) => number;
  /** The factor on all times: 0 = instant. */
  readonly pace: number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** The links in each set of fields: fields are replaced, never changed, so they are looked up once. */
  readonly links: WeakMap<JsonObject, readonly string[]>;
}

/** A resource as a request would leave it, before it is accepted. */
export interface Draft {
  readonly world: World;
  readonly path: string;
  readonly project: string;
  readonly scope: string;
  readonly name: string;
  /** The accepted fields: defaults filled in, links as relative paths. */
  readonly fields: JsonObject;
  /** The body as it came. */
  readonly sent: JsonObject;
  /** What is there already; absent for an insert. */
  readonly before?: StoredResource;
}

/** A custom method: `POST …/X/setTarget`. */
export type Method = ChangeMethod | ReadMethod;

/** A call of a custom method on a live resource. */
export interface MethodCall {
  readonly world: World;
  readonly resource: StoredResource;
  readonly sent: JsonObject;
  readonly query: URLSearchParams;
  readonly version: string;
}

/** A custom method that changes its resource by an operation. */
export interface ChangeMethod {
  readonly does: 'change';
  /** `operationType` of the answer (compute-api-behaviour.md 2.3). */
  readonly operationType: string;
  readonly body: Fields;
  /** The fields as they will be. */
  readonly apply: (call: MethodCall) => JsonObject;
  /** DONE in the answer already: setLabels (compute-api-behaviour.md 2.2). */
  readonly instant?: true;
  /** Taken although another operation runs on the resource. */
  readonly whileBusy?: true;
  /** Leaves the fingerprint as it is. */
  readonly keepsFingerprint?: true;
}

/** A custom method that only answers. */
export interface ReadMethod {
  readonly does: 'read';
  readonly http: 'GET' | 'POST';
  readonly body: Fields;
  /** The permission it needs, where it is not `get`. */
  readonly permission?: string;
  readonly answer: (call: MethodCall) => JsonObject;
  /** Answers for a resource that does not exist as well: urlMaps.validate. */
  readonly absent?: (call: Omit<MethodCall, 'resource'> & { readonly draft: Draft }) => JsonObject;
}

/** Everything the emulator knows about one collection. */
export interface Kind {
  readonly collection: string;
  /** `kind` is `compute#<singular>`. */
  readonly singular: string;
  /** The word for it in in-use refusals: `backend_service`. */
  readonly word: string;
  readonly scopes: readonly ScopeType[];
  readonly fields: Fields;
  /** The metric that limits how many there may be. */
  readonly quota: string;
  /** The scopes in which it has PATCH, and PUT. */
  readonly patch?: readonly ScopeType[];
  readonly update?: readonly ScopeType[];
  /** `kind` of an aggregated list, where it is not `compute#<singular>AggregatedList`. */
  readonly aggregatedKind?: string;
  /** Operation types that are not the verb itself, by `verb` or `<scope type>.verb`. */
  readonly operationTypes?: Readonly<Record<string, string>>;
  /** Deleting it while in use is refused inside the operation, not in the answer (networks). */
  readonly refusesInOperation?: true;
  readonly methods?: Readonly<Record<string, Method>>;
  /** Fills in what depends on more than one field or on the project; may draw values. */
  readonly complete?: (draft: Draft) => Completion;
  /** Throws where the resource must not be as the draft has it. */
  readonly check?: (draft: Draft) => void;
  /** A failure that comes only inside the operation. */
  readonly failsInOperation?: (draft: Draft) => OperationError | undefined;
  /** Fields that follow from other resources, or from the version of the call. */
  readonly computed?: (resource: StoredResource, world: World, version: string) => JsonObject;
  /** Resources it uses other than those its fields link to. */
  readonly uses?: (resource: StoredResource, world: World) => readonly string[];
  /** The names of both sides in an in-use refusal, where they are not the paths (health checks). */
  readonly inUseNames?: (used: string, user: string, world: World) => readonly [string, string];
  /** What else happens when it appears, changes or goes. */
  readonly follows?: (
    world: World,
    before: StoredResource | undefined,
    after: StoredResource | undefined,
  ) => void;
}

/** The fields of a draft with everything the server fills in. */
export interface Completion {
  readonly fields: JsonObject;
  /** The fields whose value was chosen here. */
  readonly assigned?: readonly string[];
}
