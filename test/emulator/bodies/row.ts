import type { Doc } from '../support.ts';

/** A body, where it is posted, and what the answer must say. */
export type Row = readonly [title: string, path: string, body: Doc, answer: string];

export const OK = '200 accepted';
