/** A long-lived emulator and its state, as the `emulator` commands see them. */
export interface EmulatorControl {
  /** How faults are written. */
  readonly faultHelp: string;
  /** Serves until the process is asked to end. */
  serve(wishes: { readonly port: number; readonly timing: number }): Promise<void>;
  /** Starts one that outlives this command. */
  start(wishes: { readonly port: number; readonly timing: number }): Promise<EmulatorProcess>;
  /** @returns the one that was stopped; `null` where none ran */
  stop(): Promise<EmulatorProcess | null>;
  running(): Promise<EmulatorProcess | null>;
  /** What exists in it: for people, and as data. */
  state(): Promise<{ readonly text: string; readonly data: unknown }>;
  reset(): Promise<void>;
  /** Variables that point gcloud at the running emulator. */
  environment(url: string): Promise<Readonly<Record<string, string>>>;
}

export interface EmulatorProcess {
  readonly url: string;
  readonly pid: number;
}
