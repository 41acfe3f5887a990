import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { cleanLine } from '../clean.ts';
import { NegctlError } from '../errors.ts';
import type { Holder } from '../execute/lock.ts';
import { identityOf } from './process-identity.ts';
import type { Life, Place } from './this-machine.ts';

const ownerSchema = z.object({
  host: z.string(),
  process: z.object({ pid: z.number(), started: z.string() }),
  /** When it was taken: UTC, ISO 8601. */
  since: z.string(),
  boot: z.string().default(''),
  processes: z.string().default(''),
  /** Tells this taking of the lock from every other; a part of the names of files. */
  token: z
    .string()
    .regex(/^[\w-]*$/)
    .default(''),
});

/** What a lock says about who holds it. */
export type LockOwner = z.infer<typeof ownerSchema>;

/** This process, as the owner of a lock that it takes now. */
export function newOwner(here: Place, now: Date): LockOwner {
  const process_ = identityOf(process.pid);
  return { ...here, process: process_, since: now.toISOString(), token: randomUUID() };
}

/** Whoever wrote a lock that cannot be understood: nobody who could be seen to be dead. */
const SOMEBODY = ownerSchema.parse({
  host: 'a machine that cannot be told',
  process: { pid: 0, started: '' },
  since: 'a time that cannot be told',
});

/** The owner in the text of a lock. */
export function parseOwner(text: string): LockOwner {
  try {
    const parsed = ownerSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : SOMEBODY;
  } catch {
    return SOMEBODY;
  }
}

/** The owner as a command shows it. */
export function holderOf({ host, process: { pid }, since, token }: LockOwner, life: Life): Holder {
  return { host, pid, since, token, life };
}

/** Whether it is that very taking of the lock. */
export function isHeldBy({ host, process: { pid }, since, token }: LockOwner, by: Holder): boolean {
  return token === by.token && since === by.since && pid === by.pid && host === by.host;
}

/** Tells of the first owner that is waited for, and of no other. */
export function tellingOnce(
  tell: (holder: Holder) => void,
  lifeOf: (owner: LockOwner) => Life,
): (owner: LockOwner | null) => void {
  let isTold = false;
  return (owner) => {
    if (isTold || owner === null) return;
    isTold = true;
    tell(holderOf(owner, lifeOf(owner)));
  };
}

/** The name of the file or object that is the lock. */
export function lockName(project: string, name: string): string {
  // Nothing that gcloud takes for a wildcard or a generation stays as it is.
  const [one, other] = [project, name].map((text) =>
    text.replaceAll(/[^A-Za-z0-9._-]/g, (sign) => `%${sign.codePointAt(0)?.toString(16)}`),
  );
  return `${one}--${other}.json`;
}

/** Somebody else has the lock; `place` is where it is, if not in the state directory. */
export function lockedError(
  project: string,
  name: string,
  owner: LockOwner | null,
  place?: string,
): NegctlError {
  const where = place === undefined ? '' : ` --state=${place}`;
  const who =
    owner === null || owner === SOMEBODY
      ? 'another run'
      : cleanLine(`pid ${owner.process.pid} on ${owner.host}, since ${owner.since}`);
  return new NegctlError('locked', [
    {
      code: 'NEG-6004',
      what: `"${name}" in project ${project} is locked by ${who}`,
      why: 'two runs on one set-up would undo each other',
      fix: `wait for it, or give --lock-timeout; where that process is certainly dead: negctl runs unlock ${name} --project=${project}${where}`,
    },
  ]);
}

/** The lock or the record of a run of this process was taken by somebody else. */
export function takenOverError(what: string): NegctlError {
  return new NegctlError('locked', [
    {
      code: 'NEG-6012',
      what,
      why: 'somebody unlocked it, or went on with the run elsewhere, and may be at work now',
      fix: 'nothing more was started here; see negctl runs list before anything else',
    },
  ]);
}
