/** A lock that is held; released at the end of the command. */
export interface Lock {
  /** Gives it free; one that somebody else has taken meanwhile stays theirs. */
  release(): Promise<void>;
}

/** Who holds a lock. */
export interface Holder {
  readonly host: string;
  readonly pid: number;
  /** UTC, ISO 8601. */
  readonly since: string;
  /** Tells this taking of the lock from every other. */
  readonly token: string;
  /** Whether its process runs; `unknown` where that cannot be seen from here. */
  readonly life: 'alive' | 'dead' | 'unknown';
}

/** Keeps two runs on the same set-up of the same project apart. */
export interface Locks {
  /**
   * @throws {NegctlError} `NEG-6004`, ending `locked`, where another run holds it until the time is up.
   * An owner on this host whose process is gone is taken over from at once.
   * @param onWait told once of the holder, where one is waited for
   */
  acquire(
    project: string,
    name: string,
    timeoutMilliseconds: number,
    onWait?: (holder: Holder) => void,
  ): Promise<Lock>;
  /** Who holds it; `null` where nobody does. */
  holder(project: string, name: string): Promise<Holder | null>;
  /**
   * Takes it from that very holder, alive or not.
   * @throws {NegctlError} `NEG-6004` where it is not theirs any more
   */
  takeFrom(project: string, name: string, holder: Holder): Promise<Lock>;
}
