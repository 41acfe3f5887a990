/** Thrown by a hook: negctl is killed at this moment. Its gcloud processes go on to their ends. */
export class NegctlDied extends Error {
  override readonly name: string = 'NegctlDied';
}

/** negctl has left at once, by its own will; what it was doing stays where it is. */
export class NegctlLeft extends NegctlDied {
  override readonly name: string = 'NegctlLeft';
  readonly exitCode: number;

  constructor(exitCode: number) {
    super(`left with ${exitCode}`);
    this.exitCode = exitCode;
  }
}

/** Thrown by a hook: the machine stops at this moment, negctl and every gcloud process with it. */
export class MachineDied extends NegctlDied {
  override readonly name: string = 'MachineDied';
}

/** Thrown by a hook: this one gcloud process is ended by a signal; what it asked for may still happen. */
export class GcloudKilled extends Error {
  override readonly name = 'GcloudKilled';
  readonly signal: string;

  constructor(signal = 'SIGKILL') {
    super(`gcloud is ended by ${signal}`);
    this.signal = signal;
  }
}

/** negctl's own time limit has ended the process. */
export class TimedOut extends Error {
  override readonly name = 'TimedOut';
}

/** Thrown by a hook: gcloud is not to be found any more. */
export class GcloudMissing extends Error {
  override readonly name = 'GcloudMissing';
}

/**
 * What a dead negctl waits for. A new one each time: what waits for one that all share is kept for as long as
 * the process lives.
 */
export function never(): Promise<never> {
  return new Promise(() => undefined);
}
