import type { Locks } from '../execute/lock.ts';
import type { Clock } from '../execute/ports.ts';
import type { Gcloud } from '../gcloud/gcloud.ts';
import type { RunStore } from '../journal/store.ts';
import { Bucket } from './bucket.ts';
import { LockObjects } from './lock-objects.ts';
import { RunObjects } from './run-objects.ts';
import { type Place, thisMachine } from './this-machine.ts';

export interface SharedStateInit {
  readonly gcloud: Gcloud;
  /** `gs://BUCKET/PREFIX`. */
  readonly place: string;
  /** State directory of this machine. */
  readonly directory: string;
  readonly clock: Clock;
  readonly here?: Place;
}

/** Runs and locks in a bucket; a run is written only while its lock is held. */
export function shareState({
  gcloud,
  place,
  directory,
  clock,
  here = thisMachine(),
}: SharedStateInit): { readonly runs: RunStore; readonly locks: Locks } {
  const bucket = new Bucket({ gcloud, place, pause: (milliseconds) => clock.sleep(milliseconds) });
  const locks = new LockObjects(bucket, here, clock);
  const confirm = (project: string, name: string) => locks.confirm(project, name);
  const runs = new RunObjects({ bucket, directory, now: () => clock.now(), here, confirm });
  return { runs, locks };
}
