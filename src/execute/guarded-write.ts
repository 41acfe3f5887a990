import { NegctlError, whatIn } from '../errors.ts';
import { lookup, serverId } from '../facts/facts.ts';
import { collectionsOf, readDocuments, readObjects } from '../facts/read.ts';
import { classify, type Failure, isRetryable } from '../gcloud/classify.ts';
import type { Command } from '../gcloud/command.ts';
import { succeeded } from '../gcloud/result.ts';
import { type JsonObject, textAt } from '../json.ts';
import type { Subject } from '../resources/resource.ts';
import { withoutHeaderValues } from '../resources/secret.ts';
import { sameDocument } from '../traffic/importable.ts';
import type { Direction } from './events.ts';
import { runCommand } from './perform.ts';
import { readerOf, type StepContext } from './ports.ts';
import { readAgain, restAfter } from './retry.ts';
import { operationsCommand, operationsSettled } from './settle.ts';

/** One document that is to become another one, and nothing else. */
export interface Rewrite {
  readonly step: string;
  readonly direction: Direction;
  readonly resource: Subject;
  /** The server's id of the resource that is meant. */
  readonly serverId: string | null;
  /** What may be there before: anything else is somebody else's, and is left alone. */
  readonly from: readonly JsonObject[];
  readonly to: JsonObject;
  readonly command: Command;
  /** How often it was tried before. */
  readonly attempts: number;
}

/** How a guarded write ended. */
export type Written =
  /** A read shows the document; `how` tells whether it took a write. */
  | { readonly how: 'command' | 'read' }
  | {
      /** `null` where it was not written, or only for a moment. */
      readonly how: null;
      readonly because: string;
      /** What gcloud said, where nothing more is known. */
      readonly failure: Failure | null;
      /** What is there: what was there before, somebody else's, or nothing that could be told. */
      readonly left: 'absent' | 'foreign' | 'unknown';
    };

interface View {
  readonly document: JsonObject | null;
  readonly operations: readonly JsonObject[];
}

function unwritten(
  because: string,
  left: 'absent' | 'foreign' | 'unknown',
  failure: Failure | null = null,
): Written {
  return { how: null, because, failure, left };
}

/** Who did what and when, in the words of the API. */
function wordsOf(operation: JsonObject): string {
  const { operationType: type, user, insertTime: at } = operation;
  return `${String(type)} by ${String(user ?? 'somebody')} at ${String(at)}`;
}

/**
 * Changes a document as a compare-and-set would, which gcloud cannot: it sends whatever fingerprint is
 * live (lessons M1). The document is read right before the write and must be one of those that are
 * expected; it is read back whole after it; and what happened in the moment between our read and
 * gcloud's own shows in the list of operations, where there is one more than ours.
 */
export class GuardedWrite {
  readonly #rewrite: Rewrite;
  readonly #context: StepContext;

  constructor(rewrite: Rewrite, context: StepContext) {
    this.#rewrite = rewrite;
    this.#context = context;
  }

  async run(): Promise<Written> {
    try {
      return await this.#written();
    } catch (thrown) {
      if (!(thrown instanceof NegctlError)) throw thrown;
      return unwritten(whatIn(thrown), 'unknown');
    }
  }

  async #written(): Promise<Written> {
    const { options } = this.#context;
    for (let attempt = this.#rewrite.attempts + 1; ; attempt += 1) {
      const before = await this.#look();
      const end = await this.#endBefore(before, attempt > 1);
      if (end !== null) return end;
      const failure = await this.#attempt(attempt);
      const settled = failure === null || (await this.#settled());
      const after = await this.#look();
      const ended = await this.#endAfter(before, after, failure);
      if ('how' in ended) return ended;
      const { said: because } = ended;
      if (!settled || !isRetryable(ended) || attempt > options.retries) {
        return unwritten(because, settled ? 'absent' : 'unknown', ended);
      }
      const { step, direction } = this.#rewrite;
      await restAfter(this.#context, { step, direction, attempt, because });
    }
  }

  /** What a read right before the write shows; `null` where it may be written. */
  async #endBefore({ document }: View, tried: boolean): Promise<Written | null> {
    const { from, to, resource } = this.#rewrite;
    if (document === null) return unwritten('it is not there any more', 'foreign');
    if (serverId(resource, document) !== this.#rewrite.serverId) {
      return unwritten('it was deleted and made again', 'foreign');
    }
    if (sameDocument(document, to)) return { how: tried ? 'command' : 'read' };
    if (from.some((known) => sameDocument(document, known))) return null;
    await this.#keep(document);
    return unwritten('somebody else has changed it since it was read last', 'foreign');
  }

  /** What a read after the write shows; the failure itself where nothing has happened. */
  async #endAfter(before: View, after: View, failure: Failure | null): Promise<Written | Failure> {
    const { document } = after;
    if (document === null) return unwritten('it was deleted in the same moment', 'unknown');
    const known = new Set(before.operations.map((operation) => textAt(operation, 'name')));
    const others = after.operations.filter(
      (operation) => !known.has(textAt(operation, 'name')) && operation['error'] === undefined,
    );
    if (sameDocument(document, this.#rewrite.to)) {
      if (others.length <= 1) return { how: 'command' };
      await this.#keep(document);
      const words = others.map(wordsOf).join('; ');
      return unwritten(
        `somebody else wrote it in the same moment, and was overwritten: ${words}`,
        'unknown',
      );
    }
    if (failure !== null && this.#rewrite.from.some((from) => sameDocument(document, from))) {
      return failure;
    }
    await this.#keep(document);
    return unwritten('a read after the write shows what nobody here has written', 'unknown');
  }

  async #attempt(attempt: number): Promise<Failure | null> {
    const { step, direction, command } = this.#rewrite;
    const result = await runCommand(this.#context, { step, direction, attempt, command });
    return succeeded(result) ? null : classify(result);
  }

  #settled(): Promise<boolean> {
    return operationsSettled(this.#context, this.#rewrite.resource);
  }

  /** What somebody else has written is kept with the run, beside what the plan holds; secrets of theirs are not. */
  #keep(document: JsonObject): Promise<void> {
    const { ports } = this.#context;
    const stdout = `${JSON.stringify(withoutHeaderValues(document), null, 2)}\n`;
    const stderr = 'The live document, as it was found:\n';
    const ended = { exitCode: 0, signal: null, timedOut: false, startError: null };
    return ports.keepOutput(this.#rewrite.step, { ...ended, stdout, stderr });
  }

  async #look(): Promise<View> {
    const { resource } = this.#rewrite;
    const { ports } = this.#context;
    const reader = readerOf(ports);
    // The operations first: what is written after them shows in the document.
    const listed = await readAgain(this.#context, () =>
      readObjects(reader, operationsCommand(resource), 'read the operations'),
    );
    const documents = await readAgain(this.#context, () =>
      readDocuments(reader, collectionsOf([resource]), []),
    );
    return {
      document: lookup(documents, resource.id),
      operations: listed,
    };
  }
}
