import { link, readFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NegctlError } from '../errors.ts';
import type { Holder, Lock, Locks } from '../execute/lock.ts';
import { diskProblem, privateDirectory, writeWhole } from './durable-file.ts';
import {
  holderOf,
  type LockOwner,
  lockedError,
  lockName,
  newOwner,
  parseOwner,
  tellingOnce,
} from './lock-owner.ts';
import { type Life, lifeOnThisDisk, type Place, thisMachine } from './this-machine.ts';

const POLL_MILLISECONDS = 200;

function hasCode(thrown: unknown, code: string): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === code;
}

function draftOf(path: string, owner: LockOwner): string {
  return `${path}.${owner.token}`;
}

/** Creates the file, its owner in it from the first moment; `false` where it exists. */
async function createExclusively(path: string, owner: LockOwner): Promise<boolean> {
  const draft = draftOf(path, owner);
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

/** Puts another owner into a lock that is there: at no instant is it nobody's. */
async function replaceOwner(path: string, owner: LockOwner): Promise<void> {
  const draft = draftOf(path, owner);
  try {
    await writeWhole(draft, JSON.stringify(owner));
    await rename(draft, path);
  } catch (thrown) {
    throw thrown instanceof NegctlError ? thrown : diskProblem(path, thrown);
  }
}

/** The owner in a lock file; `null` where it is gone or cannot be understood. */
async function ownerIn(path: string): Promise<LockOwner | null> {
  try {
    return parseOwner(await readFile(path, 'utf8'));
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return null;
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

/** Lock files in a state directory, one for each project and set-up. */
export class LockFiles implements Locks {
  readonly #directory: string;
  readonly #here: Place;

  constructor(stateDirectory: string, here: Place = thisMachine()) {
    this.#directory = join(stateDirectory, 'locks');
    this.#here = here;
  }

  async acquire(
    project: string,
    name: string,
    timeoutMilliseconds: number,
    onWait: (holder: Holder) => void = () => undefined,
  ): Promise<Lock> {
    await privateDirectory(this.#directory);
    const path = this.#path(project, name);
    const owner = newOwner(this.#here, new Date());
    const deadline = Date.now() + timeoutMilliseconds;
    const waitFor = tellingOnce(onWait, (holder) => this.#lifeOf(holder));
    for (;;) {
      if (await createExclusively(path, owner)) return this.#held(path, owner);
      const holder = await ownerIn(path);
      if (holder !== null && this.#isDead(holder)) {
        if (await this.#takenFrom(path, holder.token, owner)) return this.#held(path, owner);
      } else if (Date.now() >= deadline) throw lockedError(project, name, holder);
      else {
        waitFor(holder);
        await sleep(POLL_MILLISECONDS);
      }
    }
  }

  async holder(project: string, name: string): Promise<Holder | null> {
    const owner = await ownerIn(this.#path(project, name));
    return owner === null ? null : holderOf(owner, this.#lifeOf(owner));
  }

  async takeFrom(project: string, name: string, holder: Holder): Promise<Lock> {
    const path = this.#path(project, name);
    const owner = newOwner(this.#here, new Date());
    if (await this.#takenFrom(path, holder.token, owner)) return this.#held(path, owner);
    throw lockedError(project, name, await ownerIn(path));
  }

  #path(project: string, name: string): string {
    return join(this.#directory, lockName(project, name));
  }

  #isDead(owner: LockOwner): boolean {
    return this.#lifeOf(owner) === 'dead';
  }

  #lifeOf(owner: LockOwner): Life {
    return lifeOnThisDisk(this.#here, owner);
  }

  #held(path: string, { token }: LockOwner): Lock {
    return {
      release: async () => {
        if ((await ownerIn(path))?.token === token) await removeFile(path);
      },
    };
  }

  /** Takes a lock from its owner; a second file makes sure that only one process does so. */
  async #takenFrom(path: string, token: string, owner: LockOwner): Promise<boolean> {
    const guard = `${path}.takeover`;
    if (!(await createExclusively(guard, owner))) {
      const other = await ownerIn(guard);
      if (other !== null && this.#isDead(other)) await removeFile(guard);
      else await sleep(POLL_MILLISECONDS);
      return false;
    }
    try {
      if ((await ownerIn(path))?.token !== token) return false;
      await replaceOwner(path, owner);
      return true;
    } finally {
      await removeFile(guard);
    }
  }
}
