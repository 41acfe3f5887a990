import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Entry, Journal } from '../journal/entry.ts';
import { FIRST_HASH, type JournalRecord, lineOf, nextRecord } from '../journal/record.ts';
import { diskProblem } from './durable-file.ts';

const PRIVATE_FILE = 0o600;

/** A file that is only ever added to, and cut once at the start. */
export interface AppendFile {
  append(text: string): Promise<void>;
  /** Resolves once everything appended is durable. */
  sync(): Promise<void>;
  truncate(bytes: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens a file to append to: one that must not exist, or one that must. */
export type OpenAppendFile = (path: string, which: 'new' | 'existing') => Promise<AppendFile>;

const { O_CREAT, O_EXCL, O_WRONLY, O_APPEND, O_NOFOLLOW } = constants;

/** Opens the file on disk, never through a symbolic link. */
export const openAppendFile: OpenAppendFile = async (path, which) => {
  const creating = which === 'new' ? O_CREAT | O_EXCL : 0;
  const file = await open(path, O_WRONLY | O_APPEND | O_NOFOLLOW | creating, PRIVATE_FILE);
  return {
    append: (text) => file.appendFile(text),
    sync: () => file.sync(),
    truncate: (bytes) => file.truncate(bytes),
    close: () => file.close(),
  };
};

interface Pending {
  readonly entry: Entry;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * An append-only journal on disk. Entries that arrive while the disk is busy are written together and
 * made durable by one sync; after a failed write nothing more is taken, because it is no longer known
 * what the file holds.
 */
export class JournalFile implements Journal {
  readonly #path: string;
  readonly #file: AppendFile;
  readonly #now: () => Date;
  #records: JournalRecord[];
  #waiting: Pending[] = [];
  #writing: Promise<void> | null = null;
  #broken: Error | null = null;

  private constructor(path: string, file: AppendFile, now: () => Date, records: JournalRecord[]) {
    this.#path = path;
    this.#file = file;
    this.#now = now;
    this.#records = records;
  }

  /** Starts a new journal; the file must not exist. */
  static async create(
    path: string,
    now: () => Date,
    openFile: OpenAppendFile = openAppendFile,
  ): Promise<JournalFile> {
    try {
      return new JournalFile(path, await openFile(path, 'new'), now, []);
    } catch (thrown) {
      throw diskProblem(path, thrown);
    }
  }

  /** Goes on with a journal; a line that was being written at a crash is cut off first. */
  static async continue(
    path: string,
    now: () => Date,
    parsed: { readonly records: readonly JournalRecord[]; readonly bytes: number },
    openFile: OpenAppendFile = openAppendFile,
  ): Promise<JournalFile> {
    try {
      const file = await openFile(path, 'existing');
      await file.truncate(parsed.bytes);
      return new JournalFile(path, file, now, [...parsed.records]);
    } catch (thrown) {
      throw diskProblem(path, thrown);
    }
  }

  get records(): readonly JournalRecord[] {
    return this.#records;
  }

  append(entry: Entry): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ entry, resolve, reject });
      this.#writing ??= this.#writeWaiting();
    });
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#file.close();
  }

  async #writeWaiting(): Promise<void> {
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
      await this.#file.append(lines.join(''));
      await this.#file.sync();
      this.#records.push(...records);
      for (const { resolve } of batch) resolve();
    } catch (thrown) {
      this.#broken ??= diskProblem(this.#path, thrown);
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
