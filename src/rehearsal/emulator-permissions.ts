import { NegctlError } from '../errors.ts';
import { readText } from '../io/files.ts';

/** How permissions of the emulator are written, for people; no line is longer than 78 columns. */
export const PERMISSION_HELP: string = `LIST    names of IAM permissions, separated by commas; * stands for anything
@FILE   the same from a file, one a line; # begins a comment
none    nothing at all

A call that needs another one is refused with 403 and Google's words; so is
the use of a resource that a call only refers to. testIamPermissions tells
what is allowed.

Examples:
  compute.*.get,compute.*.list           somebody who may look
  @deployer.txt                          what negctl permissions lists, say
`;

const PERMISSION = /^(\*|[a-z*][a-zA-Z*]*(\.[a-zA-Z*]+)+)$/;

function refuse(why: string): never {
  throw new NegctlError('usage', [
    {
      code: 'NEG-1001',
      what: 'the permissions of the emulator cannot be read',
      why,
      fix: 'see `negctl help emulator`',
    },
  ]);
}

function wordsOf(given: string): readonly string[] {
  if (!given.startsWith('@')) return given.split(',');
  const file = readText(given.slice(1));
  if (!file.ok) return refuse(`${given.slice(1)}: ${file.reason}`);
  return file.text.split('\n').map((line) => line.replace(/#.*$/, ''));
}

/**
 * The permissions in a list or in a file.
 * @throws {NegctlError} ending `usage`
 */
export function permissionsIn(given: string): readonly string[] {
  if (given === 'none') return [];
  const words = wordsOf(given)
    .map((word) => word.trim())
    .filter((word) => word !== '');
  const strange = words.find((word) => !PERMISSION.test(word));
  if (strange !== undefined) refuse(`"${strange}" is not an IAM permission`);
  return words;
}
