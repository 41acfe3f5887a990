/**
 * The one door for text from outside (APIs, gcloud, DNS, files, names) on its way to a terminal,
 * a log or a machine format. Control and format characters become visible escapes, so that such
 * text can neither move the cursor nor disguise itself (cli-conventions, section 9).
 */

const LINE_LIMIT = 2_000;
const TEXT_LIMIT = 20_000;

/** Controls (C0, C1), format marks (bidirectional, zero-width, tags), lone surrogates, line separators. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** What must never be shown or stored: private keys in PEM form, OAuth tokens, authorization headers. */
const SECRETS: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\bya29\.[\w.-]+/g,
  /\b(?<=authorization: bearer )\S+/gi,
];

/** Takes secrets out of a text that is going to be shown or stored. */
export function redacted(text: string): string {
  return SECRETS.reduce((rest, secret) => rest.replace(secret, '[redacted]'), text);
}

function escapeOf(character: string): string {
  const code = Number(character.codePointAt(0));
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
  return capped(redacted(text).replace(UNSAFE, escapeOf).replaceAll('##[', '## ['), LINE_LIMIT);
}

/** Several lines of text from outside: line feeds stay, each line passes {@link cleanLine}. */
export function cleanLines(text: string): readonly string[] {
  return capped(redacted(text), TEXT_LIMIT).replaceAll('\r\n', '\n').split('\n').map(cleanLine);
}
