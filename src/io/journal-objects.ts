import { redacted } from '../clean.ts';
import { type Entry, entrySchema } from '../journal/entry.ts';
import type { ParsedJournal } from '../journal/record.ts';
import type { Bucket } from './bucket.ts';
import { GroupJournal } from './group-journal.ts';
import { takenOverError } from './lock-owner.ts';

const DIGITS = 8;

/**
 * A journal in a bucket: one object for each group of entries, named by the number of its first one and
 * made only where there is none. Two that write on one journal want the same name, and one is refused.
 */
export class JournalObjects extends GroupJournal {
  readonly #bucket: Bucket;
  readonly #folder: string;

  /** @param parsed what the journal holds already */
  constructor(
    bucket: Bucket,
    folder: string,
    now: () => Date,
    parsed: Pick<ParsedJournal, 'records'> = { records: [] },
  ) {
    super(now, parsed);
    this.#bucket = bucket;
    this.#folder = folder;
  }

  /** Nothing secret goes to the bucket. */
  override append(entry: Entry): Promise<void> {
    const plain: unknown = JSON.parse(JSON.stringify(entry), (_key, value: unknown) =>
      typeof value === 'string' ? redacted(value) : value,
    );
    return super.append(entrySchema.parse(plain));
  }

  protected override async write(lines: string, first: number): Promise<void> {
    const name = `${this.#folder}/${String(first).padStart(DIGITS, '0')}.ndjson`;
    const { end } = await this.#bucket.write(name, lines);
    if (end === 'done') return;
    throw takenOverError(`${this.#bucket.place}/${name} was written by somebody else`);
  }

  protected override problem(thrown: unknown): unknown {
    return thrown;
  }
}
