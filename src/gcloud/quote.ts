import type { Command, GcloudContext, LateValue } from './command.ts';
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

/** A word of a command, around the shell variable that holds its late value. */
function lateWord(word: string, { stand, of }: LateValue): string {
  if (!word.includes(stand)) return quoteWord(word);
  return word
    .split(stand)
    .map((part) => (part === '' ? '' : quoteWord(part)))
    .join(`"$${of.field}"`);
}

/**
 * The command as an operator would type it, with `--quiet` and without an output format; a document
 * on standard input becomes a here-document, a late value a variable that is looked up before. A secret in the
 * document is read by the shell, on no command line.
 */
export function shellCommand(command: Command, context: GcloudContext): string {
  const { argv, late } = command;
  const words = ['gcloud', ...argv, ...contextFlags(context), '--quiet'];
  if (late !== undefined) {
    const shown = shellLine(['gcloud', ...late.shownBy, ...contextFlags(context), '--quiet']);
    // On a line of its own: a lookup that fails stops a script there.
    return `${late.of.field}=$(${shown})\n${words.map((word) => lateWord(word, late)).join(' ')}`;
  }
  const line = shellLine(words);
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
