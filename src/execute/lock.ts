/** A lock that is held; released at the end of the command. */
export interface Lock {
  release(): Promise<void>;
}

/** Keeps two runs on the same set-up of the same project apart. */
export interface Locks {
  /**
   * @throws {NegctlError} `NEG-6004`, ending `locked`, where another run holds it until the time is up.
   * An owner on this host whose process is gone is taken over from at once.
   */
  acquire(project: string, name: string, timeoutMilliseconds: number): Promise<Lock>;
}
