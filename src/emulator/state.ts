import { describe } from './describe.ts';
import type { Json, JsonObject } from './json.ts';
import { canonical, isObject, objectsOf, sortedTexts, textOf, without } from './json.ts';
import { FIRST_SERVICES } from './projects.ts';
import type { EmulatorState, StoredResource } from './store.ts';

export type { EmulatorState } from './store.ts';

/** Fields that differ between two equal set-ups made one after the other. */
const ACCIDENTAL = ['fingerprint', 'labelFingerprint', 'resourceVersion'];

/** Lists whose order means nothing. */
const SETS = ['backends', 'endpoints'];

/**
 * What two states must have equal to be the same set-up: ids, times, fingerprints, finished operations
 * and the values of assigned addresses aside; sorted, so that a difference reads well.
 */
export function comparableState(state: EmulatorState): unknown {
  const resources = sortedTexts(Object.keys(state.resources)).flatMap((path) => {
    const resource = state.resources[path];
    return resource === undefined ? [] : [[path, comparable(resource, state)] as const];
  });
  const projects = sortedTexts(Object.keys(state.projects)).flatMap((project) => {
    const services = sortedTexts(state.projects[project]?.services ?? []);
    // A project comes into being when it is first named; only what was enabled in it counts.
    return canonical(services) === canonical(FIRST_SERVICES) ? [] : [[project, services] as const];
  });
  return { services: Object.fromEntries(projects), resources: Object.fromEntries(resources) };
}

function comparable(resource: StoredResource, state: EmulatorState): JsonObject {
  const fields = without(resource.fields, ACCIDENTAL);
  const shown: Record<string, Json> = {};
  for (const name of sortedTexts(Object.keys(fields))) {
    shown[name] = comparableField(name, fields[name] ?? null, resource, state);
  }
  const running = runningOn(resource, state);
  return { ...shown, ...(running === undefined ? {} : { 'running operation': running }) };
}

function comparableField(
  name: string,
  value: Json,
  resource: StoredResource,
  state: EmulatorState,
): Json {
  if (name === 'IPAddress') {
    return comparableAddress(textOf(value), resource, state);
  }
  if (resource.assigned?.includes(name)) {
    return '(assigned)';
  }
  return sorted(name, value);
}

/** The address of a rule is that of the reservation it stands on, whatever its value. */
function comparableAddress(ip: string, rule: StoredResource, state: EmulatorState): string {
  const reserved = Object.values(state.resources).find(
    (address) => address.collection === 'addresses' && address.fields['address'] === ip,
  );
  if (reserved !== undefined) {
    return `address of ${reserved.path}`;
  }
  return rule.assigned?.includes('IPAddress') ? '(assigned)' : ip;
}

function sorted(name: string, value: Json): Json {
  if (SETS.includes(name)) {
    return objectsOf(value).toSorted((left, right) =>
      canonical(left) < canonical(right) ? -1 : 1,
    );
  }
  if (Array.isArray(value)) {
    return value.map((item: Json) => sorted('', item));
  }
  if (!isObject(value)) {
    return value;
  }
  const keys = sortedTexts(Object.keys(value));
  return Object.fromEntries(keys.map((key) => [key, sorted(key, value[key] ?? null)]));
}

function runningOn(resource: StoredResource, state: EmulatorState): string | undefined {
  const operations = Object.values(state.operations);
  return operations.find(({ target, done }) => target === resource.path && !done)?.type;
}

/** The state for people: by project, one entry a resource, at most 80 columns wide. */
export function describeState(state: EmulatorState): string {
  return describe(state);
}
