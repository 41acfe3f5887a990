import { readFileSync, readlinkSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { vi } from 'vitest';

/** Something made durable: which file or directory, and what it held then. */
export interface Synced {
  readonly path: string;
  /** `null` for a directory. */
  readonly content: string | null;
}

function contentOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EISDIR') return null;
    throw thrown;
  }
}

/** What is made durable under a directory while some work is done, in order; `then` happens after each. */
export async function syncedDuring(
  directory: string,
  work: () => Promise<unknown>,
  then: (synced: Synced) => void = () => undefined,
): Promise<readonly Synced[]> {
  const synced: Synced[] = [];
  const any = await open(directory);
  const prototype: FileHandle = Object.getPrototypeOf(any);
  await any.close();
  const { sync } = prototype;
  const spy = vi.spyOn(prototype, 'sync').mockImplementation(async function (this: FileHandle) {
    await sync.call(this);
    const path = readlinkSync(`/proc/self/fd/${this.fd}`);
    if (!path.startsWith(directory)) return;
    const last = { path, content: contentOf(path) };
    synced.push(last);
    then(last);
  });
  try {
    await work();
  } finally {
    spy.mockRestore();
  }
  return synced;
}
