import { randomUUID } from 'node:crypto';
import type { ReadStream } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import {
  type Command,
  fullArgv,
  type GcloudContext,
  type GcloudIdentity,
} from '../gcloud/command.ts';
import type { Gcloud, RunOptions } from '../gcloud/gcloud.ts';
import type { GcloudResult } from '../gcloud/result.ts';
import { diskProblem } from './durable-file.ts';
import { identityOf } from './process-identity.ts';

const MAX_OUTPUT = 64 * 1024 * 1024;
const GRACE_MILLISECONDS = 5_000;

/** Variables that silently fill in a scope or a question's answer when they are set. */
const UNSET = ['CLOUDSDK_COMPUTE_REGION', 'CLOUDSDK_COMPUTE_ZONE', 'CLOUDSDK_RUN_REGION'];

/** gcloud's environment: the operator's own, without what would change the meaning of a command. */
function environmentFor(
  base: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const cleared = Object.fromEntries(UNSET.map((name) => [name, undefined]));
  return {
    ...base,
    ...cleared,
    CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
    CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK: 'true',
    CLOUDSDK_CORE_LOG_HTTP: 'false',
    TERM: 'dumb',
  };
}

export interface GcloudProcessInit {
  /** The program: `gcloud`, or the path in `NEGCTL_GCLOUD`. */
  readonly program: string;
  readonly context: GcloudContext | GcloudIdentity;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Waits for a word on descriptor 3 and becomes the program then, in the same process; where the word
 * never comes, because negctl is gone or gave up, it ends. Values are arguments, never shell text.
 */
const WAIT_THEN_BECOME = 'read -r word <&3 && [ "$word" = go ] && exec 3<&- && exec "$@"';

/** How a shell says that a program is missing, or is not one. */
const NOT_STARTED: ReadonlyMap<number | null, string> = new Map([
  [126, 'EACCES'],
  [127, 'ENOENT'],
]);

/** A program to start, and what keeps it from beginning. */
interface Start {
  readonly words: readonly string[];
  /** Has a descriptor, which the program reads from by itself. */
  readonly stdin: ReadStream | undefined;
  readonly env: Record<string, string | undefined>;
  readonly timeoutMilliseconds: number;
  /** Where given, the program is held until this has resolved. */
  readonly mayBegin: Promise<void> | undefined;
}

/** In a process group of its own, so that the terminal's Ctrl-C cannot end it in the middle of a request. */
function startProcess({ words, stdin, env, timeoutMilliseconds, mayBegin }: Start) {
  const [file = '', ...args] =
    mayBegin === undefined ? words : ['/bin/sh', '-c', WAIT_THEN_BECOME, 'sh', ...words];
  return execa(file, args, {
    shell: false,
    detached: true,
    cleanup: false,
    reject: false,
    extendEnv: false,
    env,
    stdio: [
      stdin ?? 'ignore',
      'pipe',
      'pipe',
      ...(mayBegin === undefined ? [] : [goOnce(mayBegin)]),
    ],
    maxBuffer: MAX_OUTPUT,
    stripFinalNewline: false,
    timeout: timeoutMilliseconds,
    forceKillAfterDelay: GRACE_MILLISECONDS,
  });
}

/**
 * A document to read, in a file that has no name: gcloud gets all of it even where negctl dies, when a
 * pipe would break off and half a document be taken for the whole.
 */
async function namelessFile(text: string): Promise<FileHandle> {
  const path = join(tmpdir(), `negctl-${randomUUID()}`);
  try {
    const writer = await open(path, 'wx', 0o600);
    try {
      const reader = await open(path, 'r');
      await unlink(path);
      await writer.writeFile(text);
      return reader;
    } finally {
      await writer.close();
    }
  } catch (thrown) {
    throw diskProblem(path, thrown);
  }
}

/** The word that lets a held process go, once what it waits for has come to pass. */
async function* goOnce(mayBegin: Promise<void>): AsyncGenerator<string> {
  await mayBegin;
  yield 'go\n';
}

/**
 * Runs the real gcloud: no shell reads a value of it, nothing is on its standard input but the
 * command's document. Where somebody must hear of the process first, it is held until they have.
 */
export function gcloudProcess({ program, context, environment }: GcloudProcessInit): Gcloud {
  const env = environmentFor(environment);
  return {
    run: async (command: Command, options: RunOptions = {}): Promise<GcloudResult> => {
      const { onStart, timeoutMilliseconds = 0 } = options;
      const words = [program, ...fullArgv(command, context)];
      const heard = onStart === undefined ? null : deferred();
      const mayBegin = heard?.promise;
      const document = command.stdin === undefined ? null : await namelessFile(command.stdin);
      const child = startProcess({
        words,
        stdin: document?.createReadStream(),
        env,
        timeoutMilliseconds,
        mayBegin,
      });
      const noted = child.pid === undefined ? undefined : onStart?.(identityOf(child.pid));
      heard?.resolve(noted);
      const result = await child.finally(() => document?.close());
      await noted;
      const { exitCode = null, signal = null, stdout, stderr, timedOut, code = 'unknown' } = result;
      const notFound = heard === null ? undefined : NOT_STARTED.get(exitCode);
      const startError = child.pid === undefined ? code : (notFound ?? null);
      return { exitCode, signal, stdout, stderr, timedOut, startError };
    },
  };
}

interface Deferred {
  readonly promise: Promise<void>;
  readonly resolve: (outcome: Promise<void> | undefined) => void;
}

function deferred(): Deferred {
  let resolve: Deferred['resolve'] = () => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
