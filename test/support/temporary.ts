import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const made = new Set<string>();

/** Removes a directory that a test has made, before its file's tests are over. */
export function removeTemporary(directory: string): void {
  made.delete(directory);
  rmSync(directory, { recursive: true, force: true });
}

afterAll(() => {
  for (const directory of made) removeTemporary(directory);
});

/** In memory where the system has such a place: a sync costs nothing there. */
const MEMORY = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** A directory of this test's own, gone when the file's tests are over. */
export function temporaryDirectory(where: 'disk' | 'memory' = 'disk'): string {
  const parent = where === 'memory' ? MEMORY : tmpdir();
  const directory = mkdtempSync(join(parent, 'negctl-test-'));
  made.add(directory);
  return directory;
}
