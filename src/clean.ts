/**
 * The one door for text from outside (APIs, gcloud, DNS, files, names) on its way to a terminal,
 * a log or a machine format. Control and format characters become visible escapes, so that such
 * text can neither move the cursor nor disguise itself (cli-conventions, section 9).
 */

const LINE_LIMIT = 2_000;
const TEXT_LIMIT = 20_000;

/** Controls (C0, C1), format marks (bidirectional, zero-width, tags), lone surrogates, line separators. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

function escapeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code <= 0xff ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}

function capped(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const kept = [...text.slice(0, limit)].slice(0, -1).join('');
  return `${kept}… (${text.length - kept.length} more characters)`;
}

/**
 * One line of text from outside: every control character, line breaks included, becomes a visible
 * escape, `##[` is broken up (GitHub's runner obeys it anywhere in a line), the length is capped.
 */
export function cleanLine(text: string): string {
  return capped(text.replace(UNSAFE, escapeOf).replaceAll('##[', '## ['), LINE_LIMIT);
}

/** Several lines of text from outside: line feeds stay, each line passes {@link cleanLine}. */
export function cleanLines(text: string): readonly string[] {
  return capped(text, TEXT_LIMIT).replaceAll('\r\n', '\n').split('\n').map(cleanLine);
}
