import type { Entry, Journal } from '../journal/entry.ts';
import {
  FIRST_HASH,
  type JournalRecord,
  lineOf,
  nextRecord,
  type ParsedJournal,
} from '../journal/record.ts';

interface Pending {
  readonly entry: Entry;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * A journal whose entries are chained and written in groups: those that arrive while a write is under way
 * are made durable together by the next one. After a failed write nothing more is taken, because it is no
 * longer known what the journal holds.
 */
export abstract class GroupJournal implements Journal {
  readonly #now: () => Date;
  readonly #records: JournalRecord[];
  #waiting: Pending[] = [];
  #writing: Promise<void> | null = null;
  #broken: unknown = null;

  protected constructor(now: () => Date, { records }: Pick<ParsedJournal, 'records'>) {
    this.#now = now;
    this.#records = [...records];
  }

  /** Makes lines durable; `first` is the number of the first of them. */
  protected abstract write(lines: string, first: number): Promise<void>;

  /** A failed write in the form in which errors are shown; what has that form stays as it is. */
  protected abstract problem(thrown: unknown): unknown;

  get records(): readonly JournalRecord[] {
    return this.#records;
  }

  append(entry: Entry): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ entry, resolve, reject });
      this.#writing ??= this.#writeWaiting();
    });
  }

  /** Waits for what is being written. */
  async close(): Promise<void> {
    await this.#writing;
  }

  async #writeWaiting(): Promise<void> {
    // What is appended in the same turn goes along.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      await this.#writeBatch(batch);
    }
    this.#writing = null;
  }

  async #writeBatch(batch: readonly Pending[]): Promise<void> {
    try {
      if (this.#broken !== null) throw this.#broken;
      const records = this.#chained(batch);
      const previous = [this.#records.at(-1), ...records];
      const lines = records.map((record, at) => lineOf(record, previous[at]?.hash ?? FIRST_HASH));
      await this.write(lines.join(''), this.#records.length + 1);
      this.#records.push(...records);
      for (const { resolve } of batch) resolve();
    } catch (thrown) {
      this.#broken = this.problem(thrown);
      for (const { reject } of batch) reject(this.#broken);
    }
  }

  #chained(batch: readonly Pending[]): readonly JournalRecord[] {
    const records: JournalRecord[] = [];
    for (const { entry } of batch) {
      const previous = records.at(-1) ?? this.#records.at(-1) ?? { seq: 0, hash: FIRST_HASH };
      records.push(nextRecord(previous, entry, this.#now()));
    }
    return records;
  }
}
