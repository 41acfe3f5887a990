import { link, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { NegctlError } from '../errors.ts';
import type { Holder, Lock, Locks } from '../execute/lock.ts';
import {
  diskProblem,
  privateDirectory,
  refuseSharedDirectories,
  writeWhole,
} from './durable-file.ts';
import { hasCode, isMissing } from './error-code.ts';
import {
  holderOf,
  isHeldBy,
  type LockOwner,
  lockedError,
  lockName,
  newOwner,
  parseOwner,
  tellingOnce,
} from './lock-owner.ts';
import { type Life, lifeOnThisDisk, type Place, thisMachine } from './this-machine.ts';

const POLL_MILLISECONDS = 200;

/** How long somebody else's takeover of a dead owner's lock is waited for; it takes far less. */
const TAKEOVER_MILLISECONDS = 1_000;

/** Creates the file, its owner in it from the first moment; `false` where it exists. */
async function createExclusively(path: string, owner: LockOwner): Promise<boolean> {
  const draft = `${path}.${owner.token}`;
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
  await writeWhole(path, JSON.stringify(owner));
}

/** The owner in a lock file; `null` where it is gone. */
async function ownerIn(path: string): Promise<LockOwner | null> {
  try {
    return parseOwner(await readFile(path, 'utf8'));
  } catch (thrown) {
    if (isMissing(thrown)) return null;
    throw diskProblem(path, thrown);
  }
}

async function removeFile(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (thrown) {
    if (!isMissing(thrown)) throw diskProblem(path, thrown);
  }
}

/**
 * How taking a lock from its owner ended. `busy`: another process is at it; `free`: the owner is another
 * one by now, or none, and it is to be looked at once more.
 */
type Takeover = 'taken' | 'free' | 'busy';

/** Lock files in a state directory, one for each project and set-up. */
export class LockFiles implements Locks {
  readonly #state: string;
  readonly #directory: string;
  readonly #here: Place;

  constructor(stateDirectory: string, here: Place = thisMachine()) {
    this.#state = stateDirectory;
    this.#directory = join(stateDirectory, 'locks');
    this.#here = here;
  }

  async acquire(
    project: string,
    name: string,
    timeoutMilliseconds: number,
    onWait: (holder: Holder) => void = () => undefined,
  ): Promise<Lock> {
    await privateDirectory(this.#state, 'locks');
    const path = this.#path(project, name);
    const owner = newOwner(this.#here, new Date());
    const deadline = Date.now() + timeoutMilliseconds;
    const waitFor = tellingOnce(onWait, (holder) => this.#lifeOf(holder));
    for (;;) {
      if (await createExclusively(path, owner)) return this.#held(path, owner);
      const holder = await ownerIn(path);
      const taken = await this.#takenFromDead(path, holder, owner);
      if (taken === 'taken') return this.#held(path, owner);
      if (taken === 'free') continue;
      const patience = taken === 'busy' ? TAKEOVER_MILLISECONDS : 0;
      if (Date.now() >= deadline + patience) throw lockedError(project, name, holder);
      if (taken === 'alive') waitFor(holder);
      await sleep(POLL_MILLISECONDS);
    }
  }

  async holder(project: string, name: string): Promise<Holder | null> {
    refuseSharedDirectories(this.#state, 'locks');
    const owner = await ownerIn(this.#path(project, name));
    return owner === null ? null : holderOf(owner, this.#lifeOf(owner));
  }

  async takeFrom(project: string, name: string, holder: Holder): Promise<Lock> {
    await privateDirectory(this.#state, 'locks');
    const path = this.#path(project, name);
    const owner = newOwner(this.#here, new Date());
    const found = await ownerIn(path);
    const isStill = found !== null && isHeldBy(found, holder);
    const taken = isStill && (await this.#takenFrom(path, found, owner)) === 'taken';
    if (taken) return this.#held(path, owner);
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

  async #takenFromDead(
    path: string,
    holder: LockOwner | null,
    owner: LockOwner,
  ): Promise<Takeover | 'alive'> {
    if (holder === null || !this.#isDead(holder)) return 'alive';
    return this.#takenFrom(path, holder, owner);
  }

  /**
   * A file for each owner that is followed, made by one process only, makes sure that a lock is taken from
   * its owner once. Where that process died as well, it is followed in the same way; no such file is
   * removed before the lock is another one's, so that whoever is late finds out when it looks again.
   */
  async #takenFrom(path: string, holder: LockOwner, owner: LockOwner): Promise<Takeover> {
    const dead: string[] = [];
    let claim = claimAfter(path, holder);
    while (!(await createExclusively(claim, owner))) {
      const other = await ownerIn(claim);
      // No process of negctl leaves a ring of claims; a damaged directory is not walked for ever.
      if (other === null || !this.#isDead(other) || dead.includes(claim)) return 'busy';
      dead.push(claim);
      claim = claimAfter(path, other);
    }
    try {
      if (!isDeepStrictEqual(await ownerIn(path), holder)) return 'free';
      await replaceOwner(path, owner);
      for (const left of dead) await removeFile(left);
      return 'taken';
    } finally {
      await removeFile(claim);
    }
  }
}

/** The file of the one process that may take a lock from the owner given. */
function claimAfter(path: string, { token }: LockOwner): string {
  return `${path}.after.${token}`;
}
