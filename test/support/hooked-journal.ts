import { type AppendFile, type OpenAppendFile, openAppendFile } from '../../src/io/journal-file.ts';
import { type Entry, entrySchema } from '../../src/journal/entry.ts';
import { NegctlDied, never } from './stand-in/deaths.ts';

/** What happens to one entry on its way into the journal. */
export type JournalMoment = 'before' | 'half' | 'written' | 'synced';

/** Called at each moment of each entry; what it throws is what goes wrong there. */
export type JournalHook = (moment: JournalMoment, entry: Entry) => void;

/** The life of the negctl that writes: a dead one writes nothing more. */
export interface WriterLife {
  readonly hook: () => JournalHook | undefined;
  readonly isDead: () => boolean;
  /** Resolves when it ends before its time: the system closes what it has open. */
  readonly died: Promise<unknown>;
  readonly die: (death: NegctlDied) => void;
}

interface Line {
  readonly text: string;
  readonly entry: Entry;
}

function linesOf(text: string): readonly Line[] {
  return text.split(/(?<=\n)/).map((line) => {
    const record: { readonly entry?: unknown } = JSON.parse(line);
    return { text: line, entry: entrySchema.parse(record.entry) };
  });
}

class HookedFile implements AppendFile {
  readonly #file: AppendFile;
  readonly #life: WriterLife;
  #unsynced: readonly Line[] = [];

  constructor(file: AppendFile, life: WriterLife) {
    this.#file = file;
    this.#life = life;
  }

  async append(text: string): Promise<void> {
    if (this.#life.isDead()) return never();
    const lines = linesOf(text);
    for (const line of lines) await this.#tell('before', line);
    let whole = '';
    for (const line of lines) {
      const part = `${whole}${line.text.slice(0, line.text.length / 2)}`;
      await this.#tell('half', line, () => this.#file.append(part));
      whole += line.text;
    }
    await this.#file.append(text);
    this.#unsynced = lines;
    for (const line of lines) await this.#tell('written', line);
  }

  /** Nothing is synced for real: the disk of a test outlives all that is killed in it. */
  async sync(): Promise<void> {
    if (this.#life.isDead()) return never();
    for (const line of this.#unsynced) await this.#tell('synced', line);
  }

  size(): Promise<number> {
    return this.#file.size();
  }

  truncate(bytes: number): Promise<void> {
    return this.#file.truncate(bytes);
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  async #tell(
    moment: JournalMoment,
    { entry }: Line,
    onThrow: () => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    try {
      this.#life.hook()?.(moment, entry);
    } catch (thrown) {
      await onThrow();
      if (!(thrown instanceof NegctlDied)) throw thrown;
      this.#life.die(thrown);
      return never();
    }
  }
}

/** Opens the file of a journal so that a hook hears of every entry. */
export function hookedAppendFile(life: WriterLife): OpenAppendFile {
  return async (path, isNew) => {
    const file = await openAppendFile(path, isNew);
    void life.died.then(() => file.close());
    return new HookedFile(file, life);
  };
}
