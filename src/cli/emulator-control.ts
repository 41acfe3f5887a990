/** A long-lived emulator and its state, as the `emulator` commands see them. */
export interface EmulatorControl {
  /** How faults are written. */
  readonly faultHelp: string;
  /** How permissions are written. */
  readonly permissionHelp: string;
  /** Serves until the process is asked to end. */
  serve(wishes: ServiceWishes): Promise<void>;
  /** Starts one that outlives this command. */
  start(wishes: ServiceWishes): Promise<EmulatorProcess>;
  /** @returns the one that was stopped; `null` where none ran */
  stop(): Promise<EmulatorProcess | null>;
  running(): Promise<EmulatorProcess | null>;
  /** What exists in it: for people, and as data. */
  state(): Promise<{ readonly text: string; readonly data: unknown }>;
  reset(): Promise<void>;
  /** Variables that point gcloud at the running emulator. */
  environment(url: string): Promise<Readonly<Record<string, string>>>;
}

/** What an emulator that outlives a command is asked for. */
export interface ServiceWishes {
  readonly port: number;
  /** Factor on real operation times. */
  readonly timing: number;
  /** What the caller may do, as written on the command line; `null` = everything. */
  readonly permissions: string | null;
}

export interface EmulatorProcess {
  readonly url: string;
  readonly pid: number;
}
