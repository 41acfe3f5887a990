import { NegctlError, type Problem } from '../errors.ts';
import { classify, type Failure } from '../gcloud/classify.ts';
import type { Command } from '../gcloud/command.ts';
import type { Gcloud } from '../gcloud/gcloud.ts';
import { type GcloudResult, succeeded } from '../gcloud/result.ts';
import { isJsonObject, type Json, textAt } from '../json.ts';

/** gcloud itself may try an upload again for ever. */
const CALL_MILLISECONDS = 30_000;
const PAUSES = [1_000, 3_000, 8_000] as const;

/** What `--format=json` adds behind what a command prints; where it is missing the answer was cut. */
const END_OF_OUTPUT = '[]\n';

/** Failures after which the same call may be sent again: its condition lets it happen once only. */
const PASSING: ReadonlySet<Failure['class']> = new Set([
  'transient',
  'rate-limited',
  'killed',
  'timeout',
  'not-ready',
]);

/** An object as it was read. */
export interface StoredText {
  readonly text: string;
  readonly generation: string;
}

/** How a conditional write ended; where its condition did not hold, what is there instead. */
export type Written =
  | { readonly end: 'done'; readonly generation: string }
  | { readonly end: 'unmet'; readonly found: StoredText | null };

export interface BucketInit {
  readonly gcloud: Gcloud;
  /** `gs://BUCKET/PREFIX`. */
  readonly place: string;
  /** Waits before a call is sent again. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** The first line of every object is its name: gcloud prints contents one after another, without a mark. */
function titled(name: string, text: string): string {
  return `${JSON.stringify({ object: name })}\n${text}`;
}

const TITLE = /^\{"object":"([^"\\]+)"\}\n/gm;

/** The objects in what gcloud printed, by the names in their first lines. */
function untitled(printed: string): ReadonlyMap<string, string> {
  const titles = [...printed.matchAll(TITLE)];
  const before = printed.slice(0, titles[0]?.index);
  if (before !== '') throw unusable({ class: 'unknown', said: before }, 'read what has no name');
  return new Map(
    titles.map(({ 0: title, 1: name, index }, at) => [
      String(name),
      printed.slice(index + title.length, titles[at + 1]?.index),
    ]),
  );
}

/**
 * Small text objects in Cloud Storage, through the operator's `gcloud storage`. Every write has a
 * generation as its condition, so it happens once or not at all; what a lost answer leaves open is
 * settled by reading.
 */
export class Bucket {
  readonly place: string;
  readonly #gcloud: Gcloud;
  readonly #pause: (milliseconds: number) => Promise<void>;

  constructor({ gcloud, place, pause }: BucketInit) {
    this.place = place.replace(/\/$/, '');
    this.#gcloud = gcloud;
    this.#pause = pause;
  }

  /**
   * Writes an object where there is none, or in place of one generation. The content must be the
   * writer's alone: where it is found after a refusal, an earlier attempt had been taken.
   */
  async write(name: string, content: string, generation = '0'): Promise<Written> {
    const url = this.#url(name);
    const condition = `--if-generation-match=${generation}`;
    const argv = ['storage', 'cp', '-', url, condition, '--print-created-message'];
    const stdin = titled(name, content);
    const result = await this.#carriedOut({ argv, stdin }, `write ${url}`, 'fingerprint');
    const made = succeeded(result) ? createdIn(result.stderr) : null;
    if (made !== null) return { end: 'done', generation: made };
    const found = await this.read(name);
    return found?.text === content
      ? { end: 'done', generation: found.generation }
      : { end: 'unmet', found };
  }

  /** Removes one generation of an object; one that is another by now, or gone, is left alone. */
  async remove(name: string, generation: string): Promise<void> {
    const url = this.#url(name);
    const argv = ['storage', 'rm', url, `--if-generation-match=${generation}`];
    await this.#carriedOut({ argv }, `remove ${url}`, 'fingerprint', 'not-found');
  }

  /** An object with its generation; `null` where there is none. */
  async read(name: string): Promise<StoredText | null> {
    const url = this.#url(name);
    for (;;) {
      const argv = ['storage', 'objects', 'describe', url];
      const described = await this.#carriedOut({ argv }, `read ${url}`, 'not-found');
      if (!succeeded(described)) return null;
      const generation = generationIn(described.stdout);
      const printed = await this.#printed([`${url}#${generation}`]);
      // Where it was replaced between the two calls, what is there now is read.
      if (printed !== null) return { text: untitled(printed).get(name) ?? '', generation };
    }
  }

  /** All objects that fit one of the patterns, by their names below the place; `**` crosses slashes. */
  async readAll(...patterns: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const urls = patterns.map((pattern) => this.#url(pattern));
    const printed = await this.#printed(urls);
    return printed === null ? new Map() : untitled(printed);
  }

  #url(name: string): string {
    return `${this.place}/${name}`;
  }

  /** The content of objects, one after another; `null` where there are none. */
  async #printed(words: readonly string[]): Promise<string | null> {
    const command = { argv: ['storage', 'cat', ...words] };
    const result = await this.#carriedOut(command, `read ${words[0]}`, 'not-found');
    if (!succeeded(result)) {
      if (result.stderr.includes('matched no objects')) return null;
      throw unusable(classify(result), `read ${words[0]}`);
    }
    if (result.stdout.endsWith(END_OF_OUTPUT)) return result.stdout.slice(0, -END_OF_OUTPUT.length);
    throw unusable({ class: 'unknown', said: result.stdout }, `read ${words[0]}`);
  }

  /**
   * Runs a command, again after failures that pass. @returns its result where it succeeded or failed
   * with one of the classes told
   * @throws {NegctlError}
   */
  async #carriedOut(
    command: Command,
    doing: string,
    ...told: readonly Failure['class'][]
  ): Promise<GcloudResult> {
    for (let attempt = 0; ; attempt += 1) {
      const options = { timeoutMilliseconds: CALL_MILLISECONDS };
      const result = await this.#gcloud.run(command, options);
      if (succeeded(result)) return result;
      const failure = classify(result);
      if (told.includes(failure.class)) return result;
      const pause = PASSING.has(failure.class) ? PAUSES[attempt] : undefined;
      if (pause === undefined) throw unusable(failure, doing);
      await this.#pause(pause);
    }
  }
}

/** The generation of what a copy made, which it says on its error output. */
function createdIn(stderr: string): string | null {
  return /Created: gs:\/\/\S+#(\d+)$/m.exec(stderr)?.[1] ?? null;
}

function generationIn(stdout: string): string {
  const described: Json = JSON.parse(stdout);
  const generation = isJsonObject(described) ? textAt(described, 'generation') : undefined;
  if (generation !== undefined && /^\d+$/.test(generation)) return generation;
  throw unusable({ class: 'unknown', said: stdout }, 'read the generation of an object');
}

/** Why the bucket cannot be used, and what the operator can do about it. */
function unusable(failure: Failure, doing: string): NegctlError {
  const { class: kind, said } = failure;
  const what = `cannot ${doing}`;
  const problem = (rest: Omit<Problem, 'what' | 'said'>): Problem => ({ ...rest, what, said });
  switch (failure.class) {
    case 'permission':
      return new NegctlError('auth', [
        problem({
          code: 'NEG-3102',
          why: `the account may not: ${failure.permission ?? 'a permission on the bucket is missing'}`,
          fix: 'have roles/storage.objectUser granted on the bucket, or use another --account',
        }),
      ]);
    case 'credentials':
      return new NegctlError('auth', [
        problem({
          code: 'NEG-3101',
          why: 'nobody is logged in, or the login has expired or been revoked',
          fix: 'gcloud auth login',
        }),
      ]);
    case 'not-found':
      return new NegctlError('environment', [
        problem({
          code: 'NEG-5105',
          why: 'there is no such bucket',
          fix: 'create it (gcloud storage buckets create), or mend --state',
        }),
      ]);
    default:
      return new NegctlError(kind === 'usage' ? 'internal' : 'environment', [
        problem({
          code: kind === 'not-started' ? 'NEG-5101' : 'NEG-5105',
          why: `gcloud failed (${kind})`,
          fix: 'run the command again; the runs in the bucket are as they were',
        }),
      ]);
  }
}
