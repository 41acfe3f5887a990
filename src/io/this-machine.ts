import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { ProcessIdentity } from '../gcloud/gcloud.ts';
import { isAlive } from './process-identity.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where a process runs, as far as that can be told to others. */
export interface Place {
  /** The name that people know it by. */
  readonly host: string;
  /** Changes with every start of the machine; empty where the system does not tell. */
  readonly boot: string;
  /** Containers on one machine may share its name and not see each other's processes. */
  readonly processes: string;
}

/** A process, and where it runs. */
export interface Whereabouts extends Place {
  readonly process: ProcessIdentity;
}

/** What is known of a process from here; `unknown` where it would run out of sight. */
export type Life = 'alive' | 'dead' | 'unknown';

function told(read: () => string): string {
  try {
    return read().trim();
  } catch {
    // Systems other than Linux have no such file: nothing is told, and nothing concluded from it.
    return '';
  }
}

/** This machine; `NEGCTL_HOST` gives it a name that says more than that of a container. */
export function thisMachine(environment: Environment = process.env): Place {
  const named = environment['NEGCTL_HOST'] ?? '';
  return {
    host: named === '' ? hostname() : named,
    boot: told(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
    processes: told(() => readlinkSync('/proc/self/ns/pid')),
  };
}

function lifeHere({ process }: Whereabouts): Life {
  return isAlive(process) ? 'alive' : 'dead';
}

/** Where one of them does not tell, nothing is concluded from it. */
function isAnother(one: string, other: string): boolean {
  return one !== '' && other !== '' && one !== other;
}

/** Of a process noted where many machines can write: the name of a machine alone proves nothing. */
export function lifeOf(here: Place, owner: Whereabouts): Life {
  const same =
    here.boot !== '' &&
    here.host === owner.host &&
    here.boot === owner.boot &&
    here.processes === owner.processes;
  return same ? lifeHere(owner) : 'unknown';
}

/** Of a process noted on this machine's own disk: what ran before its last start is dead. */
export function lifeOnThisDisk(here: Place, owner: Whereabouts): Life {
  if (here.host !== owner.host) return 'unknown';
  if (isAnother(here.boot, owner.boot)) return 'dead';
  return isAnother(here.processes, owner.processes) ? 'unknown' : lifeHere(owner);
}
