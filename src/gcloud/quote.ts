import type { Command, GcloudContext } from './command.ts';
import { contextFlags } from './command.ts';

const BARE = /^[A-Za-z0-9_/.-][A-Za-z0-9_/:=.,@%+-]*$/;

/** One word as a POSIX shell reads it back unchanged. A leading `=` is quoted too: zsh expands it. */
export function quoteWord(word: string): string {
  return BARE.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A line that can be pasted into a POSIX shell, for printing only: nothing here is ever run by one. */
export function shellLine(words: readonly string[]): string {
  return words.map(quoteWord).join(' ');
}

/** A line no longer than the delimiter could be mistaken for: the delimiter itself never occurs in it. */
function delimiterFor(document: string): string {
  const lines = new Set(document.split('\n'));
  let delimiter = 'END_OF_DOCUMENT';
  while (lines.has(delimiter)) delimiter += '_';
  return delimiter;
}

/**
 * The command as an operator would type it, with `--quiet` and without an output format; a document
 * on standard input becomes a here-document. A secret in it is read by the shell, on no command line.
 */
export function shellCommand(command: Command, context: GcloudContext): string {
  const line = shellLine(['gcloud', ...command.argv, ...contextFlags(context), '--quiet']);
  if (command.stdin === undefined) return line;
  const delimiter = delimiterFor(command.stdin);
  const body = command.stdin.endsWith('\n') ? command.stdin : `${command.stdin}\n`;
  const { secret } = command;
  if (secret === undefined) return `${line} <<'${delimiter}'\n${body}${delimiter}`;
  const expanded = body
    .replaceAll(/[\\$`]/g, String.raw`\$&`)
    .replaceAll(secret.mark, () => `$(cat ${quoteWord(secret.file)})`);
  return `${line} <<${delimiter}\n${expanded}${delimiter}`;
}
