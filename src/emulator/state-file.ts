import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isObject, readJson } from './json.ts';
import type { EmulatorState } from './store.ts';
import { emptyState } from './store.ts';

/** A state file that must not be used, and is left as it is. */
export class StateFileError extends Error {
  constructor(path: string, problem: string) {
    super(
      `The emulator's state file "${path}" ${problem}; it was left as it is. Name another file, or move this one away.`,
    );
    this.name = 'StateFileError';
  }
}

/** The state in the file; undefined where there is no file yet. */
export function readStateFile(path: string): EmulatorState | undefined {
  const text = readIfThere(path);
  if (text === undefined) {
    return undefined;
  }
  const read: unknown = readJson(text);
  if (read === undefined) {
    throw new StateFileError(path, 'is not JSON');
  }
  const state: unknown = isObject(read) ? { ...LATER, ...read } : read;
  const version = isObject(state) ? state['version'] : undefined;
  if (typeof version === 'number' && version > 1) {
    throw new StateFileError(
      path,
      `was written by a newer version of the emulator (${version}, this one knows 1)`,
    );
  }
  if (!isState(state)) {
    throw new StateFileError(path, 'is not a state of the emulator');
  }
  return state;
}

/** What a state of an earlier emulator does not have. */
const LATER: Partial<EmulatorState> = { buckets: {}, series: {} };

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}

/** The border where JSON enters: every part of an empty state must be there, of the same shape. */
function isState(value: unknown): value is EmulatorState {
  return (
    isObject(value) &&
    value['version'] === 1 &&
    Object.entries(emptyState()).every(([key, model]) => sameShape(key, value[key], model)) &&
    everyHas(value['resources'], ['path', 'collection', 'project', 'scope', 'name', 'id']) &&
    everyHas(value['operations'], ['path', 'project', 'scope', 'name', 'target', 'type'])
  );
}

/** Whether every entry is an object with these texts. */
function everyHas(entries: unknown, keys: readonly string[]): boolean {
  return (
    isObject(entries) &&
    Object.values(entries).every(
      (entry) => isObject(entry) && keys.every((key) => typeof entry[key] === 'string'),
    )
  );
}

function sameShape(key: string, value: unknown, model: unknown): boolean {
  if (key === 'permissions') {
    return value === null || Array.isArray(value);
  }
  return (
    typeof value === typeof model && Array.isArray(value) === Array.isArray(model) && value !== null
  );
}

/** Writes the state beside the file and moves it into place: a reader sees the old one or the new one, never half. */
export function writeStateFile(path: string, state: EmulatorState): void {
  mkdirSync(dirname(path), { recursive: true });
  const beside = `${path}.${process.pid}.tmp`;
  writeFileSync(beside, `${JSON.stringify(state)}\n`, { mode: 0o600 });
  renameSync(beside, path);
}
