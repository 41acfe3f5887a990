import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { platform } from 'node:process';
import type { ProcessIdentity } from '../gcloud/gcloud.ts';

/** State and start time (in clock ticks since boot) from the kernel's own table. */
function linuxStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch (thrown) {
    if (thrown instanceof Error) return null;
    throw thrown;
  }
}

function portableStart(pid: number): string | null {
  const { status, stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
    encoding: 'utf8',
  });
  const started = status === 0 ? stdout.trim() : '';
  return started === '' ? null : started;
}

/** When a process started, in the system's notation; `null` where none of that number runs. */
function startOf(pid: number): string | null {
  return platform === 'linux' ? linuxStart(pid) : portableStart(pid);
}

/** The identity of a running process; one that is gone already has an empty start time. */
export function identityOf(pid: number): ProcessIdentity {
  return { pid, started: startOf(pid) ?? '' };
}

/** True while that very process runs: the same number alone is not enough. */
export function isAlive({ pid, started }: ProcessIdentity): boolean {
  return started !== '' && startOf(pid) === started;
}
