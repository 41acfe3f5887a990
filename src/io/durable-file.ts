import { constants } from 'node:fs';
import { chmod, type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { messageOf, NegctlError } from '../errors.ts';

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

/**
 * Makes a directory that only its owner can use, and refuses one that others own or may write to.
 * @throws {NegctlError} `NEG-5102`
 */
export async function privateDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: PRIVATE_DIRECTORY });
    const { uid, mode } = await stat(path);
    const owner = process.getuid?.();
    if (owner !== undefined && uid !== owner) throw new Error('it belongs to somebody else');
    if ((mode & OTHERS_MAY_WRITE) !== 0) throw new Error('others may write to it');
  } catch (thrown) {
    throw diskProblem(path, thrown);
  }
}

/** Creates a new file with its content; it is complete and durable, or it is not there. */
export async function writeWhole(path: string, content: string): Promise<void> {
  const directory = dirname(path);
  const temporary = join(directory, `.${process.pid}-${Date.now()}.tmp`);
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
