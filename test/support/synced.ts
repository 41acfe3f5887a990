import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
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

/** What all open files of this process have in common. */
export async function handlePrototype(directory: string): Promise<FileHandle> {
  const any = await open(directory);
  await any.close();
  return Object.getPrototypeOf(any);
}

/** The files and directories under a directory that this process has open. */
export function openUnder(directory: string): readonly string[] {
  return readdirSync('/proc/self/fd')
    .map(targetOf)
    .filter((path) => path.startsWith(directory));
}

function targetOf(descriptor: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return '';
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
  const prototype = await handlePrototype(directory);
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
