import { createHash } from 'node:crypto';
import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../json.ts';
import { type Entry, entrySchema } from './entry.ts';

/** An entry as it stands in the file: numbered, timed, and chained to the one before. */
export interface JournalRecord {
  readonly seq: number;
  /** UTC, ISO 8601. */
  readonly at: string;
  /** The hash of this record; the next one holds it as `prev`. */
  readonly hash: string;
  readonly entry: Entry;
}

/** What stands before the first record. */
export const FIRST_HASH = '0'.repeat(64);

function hashOf(body: JsonObject): string {
  return createHash('sha256').update(canonicalJson(body)).digest('hex');
}

/** The record that follows `previous`. */
export function nextRecord(
  previous: Pick<JournalRecord, 'seq' | 'hash'>,
  entry: Entry,
  at: Date,
): JournalRecord {
  const seq = previous.seq + 1;
  const body = { seq, at: at.toISOString(), prev: previous.hash, entry };
  return { seq, at: body.at, hash: hashOf(body), entry };
}

/** The record as one line, line feed included. */
export function lineOf(record: JournalRecord, previousHash: string): string {
  const { seq, at, hash, entry } = record;
  return `${JSON.stringify({ seq, at, prev: previousHash, hash, entry })}\n`;
}

/** A journal that cannot be believed. */
export class DamagedJournalError extends Error {
  readonly line: number;

  constructor(line: number, reason: string) {
    super(`line ${line}: ${reason}`);
    this.name = 'DamagedJournalError';
    this.line = line;
  }
}

function parseLine(
  line: string,
  number: number,
  previous: JournalRecord | undefined,
): JournalRecord {
  let raw: Json;
  try {
    raw = JSON.parse(line);
  } catch {
    throw new DamagedJournalError(number, 'not JSON');
  }
  if (!isJsonObject(raw)) throw new DamagedJournalError(number, 'not a record');
  const { hash, ...body } = raw;
  if (hash !== hashOf(body)) throw new DamagedJournalError(number, 'its hash does not fit');
  const fits = body['prev'] === (previous?.hash ?? FIRST_HASH) && body['seq'] === number;
  if (!fits) throw new DamagedJournalError(number, 'it does not follow the record before it');
  const entry = entrySchema.safeParse(body['entry']);
  if (!entry.success)
    throw new DamagedJournalError(number, 'an entry that this version does not know');
  return { seq: number, at: String(body['at']), hash: String(hash), entry: entry.data };
}

/** The records of a journal, and how many of its bytes they take. */
export interface ParsedJournal {
  readonly records: readonly JournalRecord[];
  /** Where the next record goes: a line that was being written at a crash is not counted. */
  readonly bytes: number;
}

/**
 * Reads a whole journal. A last line without line feed was being written when the process died, and
 * has not happened; anything else that does not fit is damage.
 * @throws {DamagedJournalError}
 */
export function parseJournal(text: string): ParsedJournal {
  const end = text.lastIndexOf('\n') + 1;
  const lines = text.split('\n').slice(0, -1);
  const records: JournalRecord[] = [];
  for (const line of lines) {
    records.push(parseLine(line, records.length + 1, records.at(-1)));
  }
  return { records, bytes: Buffer.byteLength(text.slice(0, end)) };
}
