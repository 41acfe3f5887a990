import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { messageOf, NegctlError } from '../errors.ts';
import type { FileText } from '../rules/rule.ts';
import { hasCode, isMissing } from './error-code.ts';

/** Specs, settings and PEM files are far smaller. */
const LARGEST_FILE = 1024 * 1024;
const OTHERS_MAY_READ = 0o044;
const STANDARD_INPUT = 0;

const PAUSE_MILLISECONDS = 10;
const PAUSE = new Int32Array(new SharedArrayBuffer(4));

/** Node makes a piped standard input non-blocking: where nothing has come yet, it is waited for. */
function readWaiting(descriptor: number, buffer: Buffer, at: number): number {
  for (;;) {
    try {
      return readSync(descriptor, buffer, at, buffer.length - at, null);
    } catch (thrown) {
      if (!hasCode(thrown, 'EAGAIN')) throw thrown;
      Atomics.wait(PAUSE, 0, 0, PAUSE_MILLISECONDS);
    }
  }
}

/** At most so many bytes; one more than may be, where there are more. */
function firstBytes(descriptor: number): Buffer {
  const buffer = Buffer.alloc(LARGEST_FILE + 1);
  let length = 0;
  while (length < buffer.length) {
    const count = readWaiting(descriptor, buffer, length);
    if (count === 0) break;
    length += count;
  }
  return buffer.subarray(0, length);
}

function refused(reason: string): FileText {
  return { ok: false, reason, isMissing: false };
}

function textIn(descriptor: number, readableByOthers: boolean): FileText {
  const bytes = firstBytes(descriptor);
  if (bytes.length > LARGEST_FILE) return refused('it is larger than 1 MiB');
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { ok: true, text, readableByOthers };
  } catch (thrown) {
    if (thrown instanceof TypeError) return refused('it is not UTF-8 text');
    throw thrown;
  }
}

/** Opening waits for nobody: a pipe without a writer would keep it for ever. */
function textOfFile(path: string): FileText {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = fstatSync(descriptor);
    if (found.isDirectory()) return refused('it is a directory');
    if (!found.isFile()) {
      return refused('it is no regular file; "-" reads standard input');
    }
    if (found.size > LARGEST_FILE) return refused('it is larger than 1 MiB');
    return textIn(descriptor, (found.mode & OTHERS_MAY_READ) !== 0);
  } finally {
    closeSync(descriptor);
  }
}

function tried(read: () => FileText): FileText {
  try {
    return read();
  } catch (thrown) {
    const isAbsent = isMissing(thrown);
    return {
      ok: false,
      reason: isAbsent ? 'there is no such file' : messageOf(thrown),
      isMissing: isAbsent,
    };
  }
}

/** What standard input held: it can be read only once, but is asked for more than once. */
let standardInput: FileText | null = null;

/** Reads a text file that the operator named, of at most 1 MiB; `-` is standard input. */
export function readText(path: string): FileText {
  if (path !== '-') return tried(() => textOfFile(path));
  standardInput ??= tried(() => textIn(STANDARD_INPUT, false));
  return standardInput;
}

/** Writes a file that the operator named, for them alone. */
export function writeNamedFile(path: string, content: string): Promise<void> {
  return written(path, content, 'w');
}

/** The same, where there is no such file. */
export function writeNewFile(path: string, content: string): Promise<void> {
  return written(path, content, 'wx');
}

async function written(path: string, content: string, flag: 'w' | 'wx'): Promise<void> {
  try {
    await writeFile(path, content, { mode: 0o600, flag });
  } catch (thrown) {
    const problem = {
      code: 'NEG-5103',
      what: `cannot write ${path}`,
      why: messageOf(thrown),
      fix: 'check the path and its permissions',
    };
    throw new NegctlError('environment', [problem], thrown);
  }
}
