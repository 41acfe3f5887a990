import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { NegctlError } from '../errors.ts';
import type { ParsedJournal } from '../journal/record.ts';
import { diskProblem } from './durable-file.ts';
import { GroupJournal } from './group-journal.ts';
import { takenOverError } from './lock-owner.ts';

const PRIVATE_FILE = 0o600;

/** A file that is only ever added to, and cut once at the start. */
export interface AppendFile {
  append(text: string): Promise<void>;
  /** Resolves once everything appended is durable. */
  sync(): Promise<void>;
  /** Bytes in the file, whoever wrote them. */
  size(): Promise<number>;
  truncate(bytes: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens a file to append to: one that must not exist, or one that must. */
export type OpenAppendFile = (path: string, isNew: boolean) => Promise<AppendFile>;

const { O_CREAT, O_EXCL, O_WRONLY, O_APPEND, O_NOFOLLOW } = constants;

/** Opens the file on disk, never through a symbolic link. */
export const openAppendFile: OpenAppendFile = async (path, isNew) => {
  const adding = O_WRONLY | O_APPEND | O_NOFOLLOW;
  const file = await open(path, isNew ? adding | O_CREAT | O_EXCL : adding, PRIVATE_FILE);
  return {
    append: (text) => file.appendFile(text),
    sync: () => file.sync(),
    size: async () => (await file.stat()).size,
    truncate: (bytes) => file.truncate(bytes),
    close: () => file.close(),
  };
};

/** What is done with a journal that was opened for it: where that fails, the journal is closed again. */
export async function orClosed<T>(journal: GroupJournal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    await journal.close();
    throw thrown;
  }
}

/** An append-only journal on disk; each group of entries is made durable by one sync. */
export class JournalFile extends GroupJournal {
  readonly #path: string;
  readonly #file: AppendFile;
  /** What the file holds, if nobody else writes to it. */
  #bytes: number;

  private constructor(path: string, file: AppendFile, now: () => Date, parsed: ParsedJournal) {
    super(now, parsed);
    this.#path = path;
    this.#file = file;
    this.#bytes = parsed.bytes;
  }

  /** Starts a new journal; the file must not exist. */
  static async create(
    path: string,
    now: () => Date,
    openFile: OpenAppendFile = openAppendFile,
  ): Promise<JournalFile> {
    try {
      const file = await openFile(path, true);
      return new JournalFile(path, file, now, { records: [], bytes: 0 });
    } catch (thrown) {
      throw diskProblem(path, thrown);
    }
  }

  /** Goes on with a journal; a line that was being written at a crash is cut off first. */
  static async continue(
    path: string,
    now: () => Date,
    parsed: ParsedJournal,
    openFile: OpenAppendFile = openAppendFile,
  ): Promise<JournalFile> {
    try {
      const file = await openFile(path, false);
      const journal = new JournalFile(path, file, now, parsed);
      await orClosed(journal, () => file.truncate(parsed.bytes));
      return journal;
    } catch (thrown) {
      throw diskProblem(path, thrown);
    }
  }

  override async close(): Promise<void> {
    await super.close();
    await this.#file.close();
  }

  protected override async write(lines: string): Promise<void> {
    // A record of somebody else means that the lock was taken from this run.
    if ((await this.#file.size()) !== this.#bytes) {
      throw takenOverError(`${this.#path} is written by somebody else`);
    }
    await this.#file.append(lines);
    await this.#file.sync();
    this.#bytes += Buffer.byteLength(lines);
  }

  protected override problem(thrown: unknown): Error {
    return thrown instanceof NegctlError ? thrown : diskProblem(this.#path, thrown);
  }
}
