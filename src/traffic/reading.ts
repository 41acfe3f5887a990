/** Shares of failed requests, where a gate knows them. */
export interface ErrorShares {
  readonly new: number;
  /** `null` where the old service had no requests, or was not asked. */
  readonly old: number | null;
}

/** One look through a gate. `error`: whoever was asked could not answer. */
export interface Reading {
  readonly verdict: 'passed' | 'failed' | 'inconclusive' | 'error';
  /** In words, with value, limit and number of samples. */
  readonly said: string;
  readonly errors: ErrorShares | null;
}

/** What a gate looks at, and when. */
export interface Moment {
  readonly now: Date;
  /** Since when the requests have been shared as they are. */
  readonly since: Date;
  readonly soakSeconds: number;
  /** The share of the new service, in per cent. */
  readonly percent: number;
  /** The names of the services that are compared, where there are several pairs of them. */
  readonly services?: { readonly old: string; readonly new: string };
}
