import { randomUUID } from 'node:crypto';
import { constants, lstatSync, type Stats, statSync } from 'node:fs';
import { chmod, type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { messageOf, NegctlError } from '../errors.ts';
import { isMissing } from './error-code.ts';

const PRIVATE_FILE = 0o600;
const PRIVATE_DIRECTORY = 0o700;
const OTHERS_MAY_WRITE = 0o022;

/** A failure of the disk, in the form in which every error is shown. */
export function diskProblem(path: string, thrown: unknown): NegctlError {
  const problem = {
    code: 'NEG-5102',
    what: `cannot use ${path}`,
    why: messageOf(thrown),
    fix: 'mend its owner, mode or space, or set NEGCTL_STATE_DIR to another directory',
  };
  return new NegctlError('environment', [problem], thrown);
}

/** Makes what was changed in a directory survive a crash. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

function refuseShared({ uid, mode }: Stats): void {
  const owner = process.getuid?.();
  if (owner !== undefined && uid !== owner) throw new Error('it belongs to somebody else');
  if ((mode & OTHERS_MAY_WRITE) !== 0) throw new Error('others may write to it');
}

/**
 * Refuses directories that others own, may write to or have led elsewhere, from `root` down to the last
 * name; what does not exist is nobody's. Whoever can write to one of them decides what is in those below.
 * @throws {NegctlError} `NEG-5102`
 */
export function refuseSharedDirectories(root: string, ...names: readonly string[]): void {
  let path = root;
  try {
    refuseShared(statSync(path));
    for (const name of names) {
      path = join(path, name);
      const found = lstatSync(path);
      if (!found.isDirectory()) throw new Error('it is not a directory itself');
      refuseShared(found);
    }
  } catch (thrown) {
    if (isMissing(thrown)) return;
    throw diskProblem(path, thrown);
  }
}

/**
 * Makes a directory that only its owner can use, `names` below `root`, and refuses one on the way that
 * others own or may write to.
 * @throws {NegctlError} `NEG-5102`
 */
export async function privateDirectory(root: string, ...names: readonly string[]): Promise<void> {
  const path = join(root, ...names);
  refuseSharedDirectories(root, ...names);
  try {
    await mkdir(path, { recursive: true, mode: PRIVATE_DIRECTORY });
  } catch (thrown) {
    throw diskProblem(path, thrown);
  }
  refuseSharedDirectories(root, ...names);
}

/** Creates a new file with its content; it is complete and durable, or it is not there. */
export async function writeWhole(path: string, content: string): Promise<void> {
  const directory = dirname(path);
  const temporary = join(directory, `.${randomUUID()}.tmp`);
  try {
    const flags = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_NOFOLLOW;
    const file = await open(temporary, flags, PRIVATE_FILE);
    try {
      await fillDraft(file, content);
      await chmod(temporary, PRIVATE_FILE);
      await rename(temporary, path);
    } catch (thrown) {
      await rm(temporary, { force: true });
      throw thrown;
    }
    await syncDirectory(directory);
  } catch (thrown) {
    throw diskProblem(path, thrown);
  }
}

async function fillDraft(file: FileHandle, content: string): Promise<void> {
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Adds to a file that only its owner can read; it is created where it does not exist. */
export async function appendPrivate(path: string, content: string): Promise<void> {
  const { O_CREAT, O_WRONLY, O_APPEND, O_NOFOLLOW } = constants;
  try {
    const file = await open(path, O_CREAT | O_WRONLY | O_APPEND | O_NOFOLLOW, PRIVATE_FILE);
    try {
      await file.appendFile(content);
    } finally {
      await file.close();
    }
  } catch (thrown) {
    throw diskProblem(path, thrown);
  }
}
