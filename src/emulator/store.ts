import type { FaultStatus } from './faults.ts';
import type { Json, JsonObject } from './json.ts';

/** A resource of any collection: what was accepted, with the server's defaults, references as relative paths. */
export interface StoredResource {
  readonly path: string;
  readonly collection: string;
  readonly project: string;
  /** `global`, `regions/R` or `zones/Z`. */
  readonly scope: string;
  readonly name: string;
  readonly id: string;
  readonly created: number;
  /** False while its insert runs: reads do not see it yet. */
  readonly live: boolean;
  readonly fields: JsonObject;
  /** Fields whose value the emulator chose (an address): two states may differ in them. */
  readonly assigned?: readonly string[];
}

/** What becomes of the target when the operation is DONE. assumption: reads see a change only then; not recorded. */
export type Effect =
  | { readonly kind: 'create' }
  | { readonly kind: 'change'; readonly fields: JsonObject }
  | { readonly kind: 'remove' }
  | { readonly kind: 'none' };

/** Why an operation failed. */
export interface OperationError {
  readonly code: string;
  readonly message: string;
  readonly status: number;
}

/** An operation: what it does to which resource, and when it is DONE. */
export interface StoredOperation {
  readonly path: string;
  readonly project: string;
  readonly scope: string;
  readonly name: string;
  readonly id: string;
  readonly type: string;
  readonly target: string;
  readonly targetId: string;
  readonly version: string;
  readonly inserted: number;
  /** When it will be DONE; null = never. */
  readonly ends: number | null;
  readonly done: boolean;
  readonly effect: Effect;
  readonly error?: OperationError;
  readonly requestId?: string;
}

/** What is kept of a project besides its resources. */
export interface StoredProject {
  /** Enabled APIs, by service name. */
  readonly services: readonly string[];
}

/** An object of a bucket: small text, one generation. */
export interface StoredObject {
  readonly name: string;
  readonly generation: number;
  readonly created: number;
  readonly contentType: string;
  readonly content: string;
  /** The resumable upload that made it. */
  readonly upload?: string;
}

/** A bucket of Cloud Storage. */
export interface StoredBucket {
  readonly name: string;
  readonly project: string;
  readonly created: number;
  readonly lastGeneration: number;
  readonly objects: Readonly<Record<string, StoredObject>>;
}

/** Everything the emulator knows, as plain JSON: the content of a state file. */
export interface EmulatorState {
  readonly version: 1;
  readonly seed: number;
  /** How many values have been drawn from the seed: ids go on where they were after a restart. */
  readonly draws: number;
  readonly projects: Readonly<Record<string, StoredProject>>;
  readonly resources: Readonly<Record<string, StoredResource>>;
  readonly operations: Readonly<Record<string, StoredOperation>>;
  /** Answers of long-running operations of APIs other than Compute, by name. */
  readonly longRunning: Readonly<Record<string, Json>>;
  /** Buckets of Cloud Storage by name; their names are the world's, not a project's. */
  readonly buckets: Readonly<Record<string, StoredBucket>>;
  /** Time series of Cloud Monitoring as they were written, by project. */
  readonly series: Readonly<Record<string, readonly JsonObject[]>>;
  /** Limits by metric, or by `region/metric`; what is not named has the default limit. */
  readonly quotas: Readonly<Record<string, number>>;
  /** What the caller may do; null = everything. */
  readonly permissions: readonly string[] | null;
  readonly disabledApis: readonly string[];
  readonly faults: readonly FaultStatus[];
}

/** The seed of an emulator that is given none. */
export const DEFAULT_SEED = 1;

/** The state of an emulator nobody has used. */
export function emptyState(seed: number = DEFAULT_SEED): EmulatorState {
  return {
    version: 1,
    seed,
    draws: 0,
    projects: {},
    resources: {},
    operations: {},
    longRunning: {},
    buckets: {},
    series: {},
    quotas: {},
    permissions: null,
    disabledApis: [],
    faults: [],
  };
}

/** Enough finished operations to answer any client that still polls, few enough to keep the state file small. */
const KEPT_OPERATIONS = 500;

/** The one mutable thing of the emulator; every change goes through it, so that none is missed by persistence. */
export class Store {
  #state: EmulatorState;
  readonly #resources: Map<string, StoredResource>;
  readonly #operations: Map<string, StoredOperation>;
  /** The operations that are not DONE, oldest first, by the path of their target. */
  readonly #running = new Map<string, readonly StoredOperation[]>();
  #changed = false;

  constructor(state: EmulatorState) {
    this.#state = state;
    this.#resources = new Map(Object.entries(state.resources));
    this.#operations = new Map(Object.entries(state.operations));
    for (const operation of this.#operations.values()) {
      this.#noteRunning(operation);
    }
  }

  /** The state as it is, not a copy. */
  get state(): EmulatorState {
    return {
      ...this.#state,
      resources: Object.fromEntries(this.#resources),
      operations: Object.fromEntries(this.#operations),
    };
  }

  /** Everything but resources and operations, cheap to read. */
  get settings(): Omit<EmulatorState, 'resources' | 'operations'> {
    return this.#state;
  }

  /** Whether anything has changed since this was asked last. */
  takeChanged(): boolean {
    const changed = this.#changed;
    this.#changed = false;
    return changed;
  }

  set(settings: Partial<Omit<EmulatorState, 'version' | 'resources' | 'operations'>>): void {
    this.#state = { ...this.#state, ...settings };
    this.#changed = true;
  }

  reset(): void {
    this.#state = emptyState(this.#state.seed);
    this.#resources.clear();
    this.#operations.clear();
    this.#running.clear();
    this.#changed = true;
  }

  resource(path: string): StoredResource | undefined {
    return this.#resources.get(path);
  }

  resources(): IterableIterator<StoredResource> {
    return this.#resources.values();
  }

  put(resource: StoredResource): void {
    this.#resources.set(resource.path, resource);
    this.#changed = true;
  }

  remove(path: string): void {
    this.#resources.delete(path);
    this.#changed = true;
  }

  operation(path: string): StoredOperation | undefined {
    return this.#operations.get(path);
  }

  operations(): IterableIterator<StoredOperation> {
    return this.#operations.values();
  }

  /** The operation that runs on a resource, the first where there are several. */
  running(target: string): StoredOperation | undefined {
    return this.#running.get(target)?.[0];
  }

  putOperation(operation: StoredOperation): void {
    this.#operations.set(operation.path, operation);
    this.#noteRunning(operation);
    this.#changed = true;
    this.#forgetOldOperations();
  }

  removeOperation(path: string): void {
    this.#operations.delete(path);
    this.#changed = true;
  }

  #noteRunning(operation: StoredOperation): void {
    const others = (this.#running.get(operation.target) ?? []).filter(
      (other) => other.path !== operation.path,
    );
    const running = operation.done ? others : [...others, operation];
    if (running.length === 0) {
      this.#running.delete(operation.target);
    } else {
      this.#running.set(operation.target, running);
    }
  }

  #forgetOldOperations(): void {
    if (this.#operations.size <= 2 * KEPT_OPERATIONS) {
      return;
    }
    const finished = [...this.#operations.values()].filter((operation) => operation.done);
    for (const operation of finished.slice(0, -KEPT_OPERATIONS)) {
      this.#operations.delete(operation.path);
    }
  }
}
