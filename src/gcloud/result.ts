/** What one finished gcloud process left behind. */
export interface GcloudResult {
  /** The exit code; `null` where a signal ended the process or it could not be started. */
  readonly exitCode: number | null;
  /** The signal that ended it, if one did. */
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  /** True where our own time limit ended it. */
  readonly timedOut: boolean;
  /** Why it could not be started (`ENOENT` …), if it could not. */
  readonly startError: string | null;
}

const HIDDEN_FAILURE = 'Some requests did not succeed';

/**
 * True where gcloud did all it was asked. An exit code of 0 is not enough: `compute … list` hides
 * refusals behind an empty list and a warning (gcloud-commands 9.4).
 */
export function succeeded(result: GcloudResult): boolean {
  return result.exitCode === 0 && !result.stderr.includes(HIDDEN_FAILURE);
}
