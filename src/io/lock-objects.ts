import type { NegctlError } from '../errors.ts';
import type { Holder, Lock, Locks } from '../execute/lock.ts';
import type { Clock } from '../execute/ports.ts';
import type { Bucket, StoredText } from './bucket.ts';
import {
  holderOf,
  isHeldBy,
  type LockOwner,
  lockedError,
  lockName,
  newOwner,
  parseOwner,
  takenOverError,
  tellingOnce,
} from './lock-owner.ts';
import { lifeOf, type Place } from './this-machine.ts';

const POLL_MILLISECONDS = 2_000;

function ownerIn(found: StoredText | null): LockOwner | null {
  return found === null ? null : parseOwner(found.text);
}

/** Locks as objects of a bucket: made where there is none, replaced and removed only by generation. */
export class LockObjects implements Locks {
  readonly #bucket: Bucket;
  readonly #here: Place;
  readonly #clock: Clock;
  /** The tokens of the locks that this process has taken, by the names of their objects. */
  readonly #taken = new Map<string, string>();

  constructor(bucket: Bucket, here: Place, clock: Clock) {
    this.#bucket = bucket;
    this.#here = here;
    this.#clock = clock;
  }

  async acquire(
    project: string,
    name: string,
    timeoutMilliseconds: number,
    onWait: (holder: Holder) => void = () => undefined,
  ): Promise<Lock> {
    const object = objectOf(project, name);
    const owner = newOwner(this.#here, this.#clock.now());
    const deadline = this.#clock.now().getTime() + timeoutMilliseconds;
    let expected = '0';
    const waitFor = tellingOnce(onWait, (holder) => lifeOf(this.#here, holder));
    for (;;) {
      const written = await this.#bucket.write(object, lineOf(owner), expected);
      if (written.end === 'done') return this.#take(object, owner, written.generation);
      const { found } = written;
      const holder = ownerIn(found);
      const isDead = holder !== null && lifeOf(this.#here, holder) === 'dead';
      expected = isDead && found !== null ? found.generation : '0';
      if (isDead || found === null) continue;
      if (this.#clock.now().getTime() >= deadline) throw this.#lockedBy(project, name, holder);
      waitFor(holder);
      await this.#clock.sleep(POLL_MILLISECONDS);
    }
  }

  async holder(project: string, name: string): Promise<Holder | null> {
    const owner = ownerIn(await this.#bucket.read(objectOf(project, name)));
    return owner === null ? null : holderOf(owner, lifeOf(this.#here, owner));
  }

  async takeFrom(project: string, name: string, holder: Holder): Promise<Lock> {
    const object = objectOf(project, name);
    const found = await this.#bucket.read(object);
    if (found === null || !isHeldBy(parseOwner(found.text), holder)) {
      throw this.#lockedBy(project, name, ownerIn(found));
    }
    const owner = newOwner(this.#here, this.#clock.now());
    const written = await this.#bucket.write(object, lineOf(owner), found.generation);
    if (written.end === 'done') return this.#take(object, owner, written.generation);
    throw this.#lockedBy(project, name, ownerIn(written.found));
  }

  /**
   * Makes sure that this process still has the lock of a set-up.
   * @throws {NegctlError} `NEG-6012`
   */
  async confirm(project: string, name: string): Promise<void> {
    const object = objectOf(project, name);
    const owner = ownerIn(await this.#bucket.read(object));
    if (owner !== null && owner.token === this.#taken.get(object)) return;
    throw takenOverError(`the lock of "${name}" in project ${project} is not held any more`);
  }

  #lockedBy(project: string, name: string, owner: LockOwner | null): NegctlError {
    return lockedError(project, name, owner, this.#bucket.place);
  }

  #take(object: string, { token }: LockOwner, generation: string): Lock {
    this.#taken.set(object, token);
    return { release: () => this.#bucket.remove(object, generation) };
  }
}

function objectOf(project: string, name: string): string {
  return `locks/${lockName(project, name)}`;
}

function lineOf(owner: LockOwner): string {
  return `${JSON.stringify(owner)}\n`;
}
