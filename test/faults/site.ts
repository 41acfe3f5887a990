import type { EmulatorState } from '../../src/emulator/emulator.ts';
import type { RunStore } from '../../src/journal/store.ts';

/** One negctl command: how it ended, or that it was killed. */
export interface Command {
  readonly words: readonly string[];
  /** `null` where it was killed. */
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

/** A request that reached the API, and the status that its answer had, whether or not it arrived. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  /** The gcloud that sent it; empty where none did. */
  readonly sender: string;
  /** 0 where the connection was cut without an answer. */
  readonly status: number;
}

/** Where a case is played: in this process, or by real processes. The invariants know no more of it. */
export interface Site {
  readonly commands: Command[];
  /** Resources that another operator has made since, as the plan names them. */
  readonly foreign: Set<string>;
  /** Runs one command, undisturbed, in JSON. */
  run(words: readonly string[]): Promise<Command>;
  requests(): readonly SeenRequest[];
  state(): EmulatorState;
  readonly runs: RunStore;
  /** Every file that negctl wrote, in one text. */
  written(): string;
  /** Runs one printed command, as the operator would paste it. */
  paste(line: string): Promise<void>;
}

/** What a gcloud calls itself in every request of one invocation. */
export function senderIn(headers: Readonly<Record<string, string>> = {}): string {
  return /invocation-id\/(\S+)/.exec(headers['user-agent'] ?? '')?.[1] ?? '';
}
