import { readFileSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { messageOf, NegctlError } from '../errors.ts';
import type { FileText } from '../rules/rule.ts';

const LARGEST_FILE = 64 * 1024 * 1024;
const OTHERS_MAY_READ = 0o044;
const STANDARD_INPUT = 0;

/** Reads a text file that the operator named; `-` is standard input. */
export function readText(path: string): FileText {
  try {
    if (path === '-') {
      return { ok: true, text: readFileSync(STANDARD_INPUT, 'utf8'), readableByOthers: false };
    }
    const { size, mode } = statSync(path);
    if (size > LARGEST_FILE) return { ok: false, reason: 'it is larger than 64 MiB' };
    const readableByOthers = (mode & OTHERS_MAY_READ) !== 0;
    return { ok: true, text: readFileSync(path, 'utf8'), readableByOthers };
  } catch (thrown) {
    const missing = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
    return { ok: false, reason: missing ? 'there is no such file' : messageOf(thrown) };
  }
}

/** Writes a file that the operator named, for them alone. */
export async function writeNamedFile(path: string, content: string): Promise<void> {
  try {
    await writeFile(path, content, { mode: 0o600 });
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
