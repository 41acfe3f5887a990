import type { Answer } from './answer.ts';

/** A request as it comes over the wire, or from a test. */
export interface EmulatorRequest {
  readonly method: string;
  /** The request target with its query; absolute URLs are taken as well. */
  readonly path: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the client gets to see. */
export type EmulatorResponse =
  | ({ readonly kind: 'answer' } & Answer)
  /** The connection is cut before or after the request took effect. */
  | { readonly kind: 'dropped'; readonly when: 'before' | 'after' }
  /** The connection is cut in the middle of the body; `body` is the part that was sent. */
  | ({ readonly kind: 'truncated'; readonly length: number } & Answer);
