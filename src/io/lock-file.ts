import { link, readFile, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { NegctlError } from '../errors.ts';
import type { Lock, Locks } from '../execute/lock.ts';
import { diskProblem, privateDirectory, writeWhole } from './durable-file.ts';
import { identityOf, isAlive } from './process-identity.ts';

const ownerSchema = z.object({
  host: z.string(),
  process: z.object({ pid: z.number(), started: z.string() }),
  since: z.string(),
});

type Owner = z.infer<typeof ownerSchema>;

const POLL_MILLISECONDS = 200;

/** How long somebody else's takeover of a dead owner's lock is waited for; it takes far less. */
const TAKEOVER_MILLISECONDS = 1_000;

function hasCode(thrown: unknown, code: string): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === code;
}

/** Creates the file, its owner in it from the first moment; `false` where it exists. */
async function createExclusively(path: string, owner: Owner): Promise<boolean> {
  const draft = `${path}.${owner.process.pid}`;
  try {
    await writeWhole(draft, JSON.stringify(owner));
    await link(draft, path);
    return true;
  } catch (thrown) {
    if (hasCode(thrown, 'EEXIST')) return false;
    throw thrown instanceof NegctlError ? thrown : diskProblem(path, thrown);
  } finally {
    await removeFile(draft);
  }
}

/** The owner in a lock file; `null` where it is gone or cannot be understood. */
async function ownerIn(path: string): Promise<Owner | null> {
  try {
    const parsed = ownerSchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT') || thrown instanceof SyntaxError) return null;
    throw diskProblem(path, thrown);
  }
}

async function removeFile(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (thrown) {
    if (!hasCode(thrown, 'ENOENT')) throw diskProblem(path, thrown);
  }
}

function isDead(owner: Owner | null): boolean {
  return owner !== null && owner.host === hostname() && !isAlive(owner.process);
}

function lockedError(project: string, name: string, owner: Owner | null): NegctlError {
  const who =
    owner === null
      ? 'another run'
      : `pid ${owner.process.pid} on ${owner.host}, since ${owner.since}`;
  return new NegctlError('locked', [
    {
      code: 'NEG-6004',
      what: `"${name}" in project ${project} is locked by ${who}`,
      why: 'two runs on one set-up would undo each other',
      fix: 'wait for it, or give --lock-timeout',
    },
  ]);
}

/** Lock files in a state directory, one for each project and set-up. */
export class LockFiles implements Locks {
  readonly #directory: string;

  constructor(stateDirectory: string) {
    this.#directory = join(stateDirectory, 'locks');
  }

  async acquire(project: string, name: string, timeoutMilliseconds: number): Promise<Lock> {
    await privateDirectory(this.#directory);
    const path = join(this.#directory, `${encodeURIComponent(project)}--${name}.json`);
    const owner: Owner = {
      host: hostname(),
      process: identityOf(process.pid),
      since: new Date().toISOString(),
    };
    const deadline = Date.now() + timeoutMilliseconds;
    for (;;) {
      if (await createExclusively(path, owner)) return { release: () => removeFile(path) };
      const holder = await ownerIn(path);
      const dead = isDead(holder);
      if (dead && (await this.#clearDead(path, owner))) continue;
      if (Date.now() >= deadline + (dead ? TAKEOVER_MILLISECONDS : 0)) {
        throw lockedError(project, name, holder);
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
    }
  }

  /**
   * Removes the lock of a dead owner; a second file makes sure that only one process does so.
   * `false` where another one is at it.
   */
  async #clearDead(path: string, owner: Owner): Promise<boolean> {
    const guard = `${path}.takeover`;
    if (!(await createExclusively(guard, owner))) {
      const left = isDead(await ownerIn(guard));
      if (left) await removeFile(guard);
      return left;
    }
    try {
      if (isDead(await ownerIn(path))) await removeFile(path);
    } finally {
      await removeFile(guard);
    }
    return true;
  }
}
