import type { Answer } from './answer.ts';
import { jsonAnswer } from './answer.ts';
import type { ApiFamily, ApiRequest, Route } from './api.ts';
import { answerBatch, isBatch } from './batch.ts';
import type { EmulatorClock } from './clock.ts';
import { realClock } from './clock.ts';
import type { World } from './compute/kind.ts';
import { KINDS } from './compute/kinds.ts';
import { beginningNetwork } from './compute/networks.ts';
import type { OperationFault } from './compute/operations.ts';
import { settle } from './compute/operations.ts';
import { grants } from './compute/permissions.ts';
import { ApiError, permissionDenied } from './errors.ts';
import { FAMILIES } from './families.ts';
import { addFaults, strike } from './fault-board.ts';
import type { FaultEffect, FaultStatus } from './faults.ts';
import type { LatencyTable } from './latencies.ts';
import { latencyOf } from './latencies.ts';
import { noteProject, requireService } from './projects.ts';
import { refusalOf } from './refusals.ts';
import type { EmulatorState } from './store.ts';
import { emptyState, Store } from './store.ts';
import type { EmulatorRequest, EmulatorResponse } from './wire.ts';

export type { EmulatorClock } from './clock.ts';
export type { FaultStatus } from './faults.ts';
export type { EmulatorState } from './store.ts';
export type { EmulatorRequest, EmulatorResponse } from './wire.ts';

/** How an emulator behaves and what it starts with. */
export interface EmulatorOptions {
  /** A factor on the latency table; `instant` = 0 (the default), `realistic` = 1. */
  readonly timing?: 'instant' | 'realistic' | number;
  readonly latencies?: LatencyTable;
  readonly clock?: EmulatorClock;
  /** Ids, fingerprints and addresses are the same for the same seed and the same calls. */
  readonly seed?: number;
  /** Where to start from; the seed of a given state counts. */
  readonly state?: EmulatorState;
  /** Called after each change, before the answer goes out. */
  readonly onChange?: (state: EmulatorState) => void;
  readonly faults?: readonly string[];
  /** Limits by metric, or by `region/metric`. */
  readonly quotas?: Readonly<Record<string, number>>;
  /** What the caller may do, `*` standing for anything; null = everything. */
  readonly permissions?: readonly string[] | null;
  /** Called with each permission that a call is held against. */
  readonly onPermission?: (name: string) => void;
  readonly disabledApis?: readonly string[];
  /** The regions in which each new project has a subnet of a network `default`; absent = it has no network. */
  readonly defaultNetwork?: readonly string[];
  /** Called after each request has been dealt with. */
  readonly onRequest?: (request: EmulatorRequest, response: EmulatorResponse) => void;
}

/** An emulator of the Google Cloud APIs, without sockets or processes. */
export interface Emulator {
  handle(request: EmulatorRequest): Promise<EmulatorResponse>;
  /** A copy of the state as of now. */
  state(): EmulatorState;
  /** Back to nothing: no resources, no faults, no settings; only the seed stays. */
  reset(): void;
  addFaults(specs: readonly string[]): void;
  clearFaults(): void;
  faults(): readonly FaultStatus[];
  /** Lets the caller do only this from here on, `*` standing for anything; null = everything. */
  allow(permissions: readonly string[] | null): void;
}

/** Makes an emulator that is used in process, by tests and rehearsals. */
export function createEmulator(options: EmulatorOptions = {}): Emulator {
  return new Machine(options);
}

class Machine implements Emulator {
  readonly #options: EmulatorOptions;
  readonly #store: Store;
  readonly #world: World;

  constructor(options: EmulatorOptions) {
    this.#options = options;
    this.#store = new Store(options.state ?? emptyState(options.seed));
    this.#world = worldOf(options, this.#store, () => {
      this.#publish();
    });
    this.#takeSettings();
  }

  async handle(request: EmulatorRequest): Promise<EmulatorResponse> {
    const response = isBatch(request)
      ? await answerBatch(request, (part) => this.handle(part))
      : await this.#respond(request);
    this.#publish();
    this.#options.onRequest?.(request, response);
    return response;
  }

  state(): EmulatorState {
    settle(this.#world);
    this.#publish();
    return structuredClone(this.#store.state);
  }

  reset(): void {
    this.#store.reset();
    this.#publish();
  }

  addFaults(specs: readonly string[]): void {
    addFaults(this.#store, specs);
    this.#publish();
  }

  clearFaults(): void {
    this.#store.set({ faults: [] });
    this.#publish();
  }

  faults(): readonly FaultStatus[] {
    return this.#store.settings.faults;
  }

  allow(permissions: readonly string[] | null): void {
    this.#store.set({ permissions });
    this.#publish();
  }

  #takeSettings(): void {
    const { quotas, permissions, disabledApis, faults = [] } = this.#options;
    const known = this.#store.settings.faults.map(({ spec }) => spec);
    this.#store.set({
      ...(quotas === undefined ? {} : { quotas }),
      ...(permissions === undefined ? {} : { permissions }),
      ...(disabledApis === undefined ? {} : { disabledApis }),
    });
    // A restart with the same faults goes on with their counts.
    addFaults(
      this.#store,
      faults.filter((spec) => !known.includes(spec)),
    );
    this.#store.takeChanged();
  }

  #publish(): void {
    if (this.#store.takeChanged()) {
      this.#options.onChange?.(this.#store.state);
    }
  }

  async #respond(request: EmulatorRequest): Promise<EmulatorResponse> {
    settle(this.#world);
    const place = findFamily(request);
    if (place === undefined) {
      return answered(unknownCall(request));
    }
    const { family, call } = place;
    try {
      const route = family.route(call, this.#world);
      return route === undefined
        ? answered(unknownCall(request))
        : await this.#carryOut(family, route);
    } catch (error) {
      if (error instanceof ApiError) {
        return answered(family.refuse(error));
      }
      throw error;
    }
  }

  async #carryOut(family: ApiFamily, route: Route): Promise<EmulatorResponse> {
    if (noteProject(this.#store, route.project) && this.#options.defaultNetwork !== undefined) {
      beginningNetwork(this.#world, route.project, this.#options.defaultNetwork);
    }
    const effects = strike(this.#store, route);
    const cut = await this.#before(effects, family, route);
    if (cut !== undefined) {
      return cut;
    }
    settle(this.#world);
    const answer = await this.#guarded(family, route, operationFault(effects));
    return after(effects, answer);
  }

  /** The refusals of the real call are answers too: a connection can be cut after one of them. */
  async #guarded(
    family: ApiFamily,
    route: Route,
    fault: OperationFault | undefined,
  ): Promise<Answer> {
    try {
      this.#admit(family, route);
      return await route.run(fault);
    } catch (error) {
      if (error instanceof ApiError) {
        return family.refuse(error);
      }
      throw error;
    }
  }

  #admit(family: ApiFamily, route: Route): void {
    if (family.canBeDisabled) {
      requireService(this.#store, route.project, family.service, family.title);
    }
    const { permissions } = this.#store.settings;
    for (const { name } of route.permissions) {
      this.#options.onPermission?.(name);
    }
    const denied = route.permissions.find(({ name }) => !grants(permissions, name));
    if (denied !== undefined) {
      throw permissionDenied(denied.name, denied.path);
    }
  }

  async #before(
    effects: readonly FaultEffect[],
    family: ApiFamily,
    route: Route,
  ): Promise<EmulatorResponse | undefined> {
    for (const effect of effects) {
      if (effect.kind === 'delay') {
        await this.#world.sleep(effect.seconds * 1000);
      }
      if (effect.kind === 'stall') {
        this.#publish();
        await new Promise(() => undefined);
      }
      if (effect.kind === 'drop' && effect.when === 'before') {
        return { kind: 'dropped', when: 'before' };
      }
      if (effect.kind === 'refuse') {
        const kind = this.#world.kinds.get(route.collection);
        const { word = route.collection, quota = 'RESOURCES' } = kind ?? {};
        return answered(family.refuse(refusalOf(effect.with, { ...family, route, word, quota })));
      }
    }
    return undefined;
  }
}

function worldOf(options: EmulatorOptions, store: Store, publish: () => void): World {
  const { clock = realClock(), latencies = 'recorded' } = options;
  const pace = paceOf(options.timing);
  return {
    store,
    kinds: KINDS,
    now: () => clock.now(),
    latency: (collection, verb) => pace * latencyOf(latencies, collection, verb),
    pace,
    links: new WeakMap(),
    // What has happened so far must be on record before anybody waits.
    sleep: (milliseconds) => {
      publish();
      return clock.sleep(milliseconds);
    },
  };
}

function paceOf(timing: EmulatorOptions['timing'] = 'instant'): number {
  if (typeof timing === 'number') {
    return timing;
  }
  return timing === 'realistic' ? 1 : 0;
}

function findFamily(
  request: EmulatorRequest,
): { readonly family: ApiFamily; readonly call: ApiRequest } | undefined {
  const [, host = '', rest = ''] = /^(?:https?:\/\/([^/]+))?(.*)$/s.exec(request.path) ?? [];
  const [target = '', query = ''] = rest.split(/\?(.*)/s);
  for (const family of FAMILIES) {
    const [, version = '', path] = family.pattern.exec(target) ?? [];
    if (path !== undefined) {
      const { method, body, headers = {} } = request;
      const parameters = new URLSearchParams(query);
      const call = { method, host, path, version, query: parameters, body, headers };
      return { family, call };
    }
  }
  return undefined;
}

function unknownCall({ method, path }: EmulatorRequest): Answer {
  const message = `The emulator has no such call: ${method} ${path}`;
  return jsonAnswer(404, {
    error: {
      code: 404,
      message,
      errors: [{ message, domain: 'global', reason: 'notFound' }],
      status: 'NOT_FOUND',
    },
  });
}

function operationFault(effects: readonly FaultEffect[]): OperationFault | undefined {
  return effects.find((effect) => effect.kind === 'operation')?.outcome;
}

function after(effects: readonly FaultEffect[], answer: Answer): EmulatorResponse {
  if (effects.some((effect) => effect.kind === 'drop')) {
    return { kind: 'dropped', when: 'after' };
  }
  if (effects.some((effect) => effect.kind === 'truncate')) {
    const length = Buffer.byteLength(answer.body);
    const body = answer.body.slice(0, Math.floor(answer.body.length / 2));
    return { kind: 'truncated', ...answer, body, length };
  }
  return answered(answer);
}

function answered(answer: Answer): EmulatorResponse {
  return { kind: 'answer', ...answer };
}
