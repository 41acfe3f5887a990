/**
 * The one door for text from outside (APIs, gcloud, DNS, files, names) on its way to a terminal,
 * a log or a machine format. Control and format characters become visible escapes, so that such
 * text can neither move the cursor nor disguise itself (cli-conventions, section 9).
 */

const LINE_LIMIT = 2_000;
const TEXT_LIMIT = 20_000;

/**
 * Controls (C0, C1), format marks (bidirectional, zero-width, tags), lone surrogates, line separators, and
 * whatever else Unicode wants nobody to see (fillers, variation selectors).
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{DI}]/gu;

/** The same without the line feed, which machine formats have between their lines. */
const UNSAFE_IN_DOCUMENT = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{DI}]/gu;

/** What CI runners obey anywhere in a line: `##[x]`, `##vso[x]`. */
const RUNNER_MARK = /##(?=(?:vso)?\[)/gi;

/** What GitHub's runner obeys after leading blanks. Any word may come to stand there by wrapping. */
const RUNNER_COMMAND = /(^|\s)::(?=\p{L})/gu;

/** What must never be shown or stored: private keys in PEM form, OAuth tokens, authorization headers. */
const SECRETS: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\bya29\.[\w.-]+/g,
  /\b(?<=authorization: bearer )\S+/gi,
];

/** Secrets that have no form of their own, of this process: what was read from the file of a shared secret. */
const KNOWN = new Set<string>();

/** Takes a secret out of everything that is shown or stored from here on. */
export function keepSecret(secret: string): void {
  KNOWN.add(secret);
}

/** Takes secrets out of a text that is going to be shown or stored. */
export function redacted(text: string): string {
  const formless = [...KNOWN].reduce(
    (rest, secret) => (secret === '' ? rest : rest.replaceAll(secret, '[redacted]')),
    text,
  );
  return SECRETS.reduce((rest, secret) => rest.replace(secret, '[redacted]'), formless);
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

/** True for text without any character that {@link cleanLine} would have to escape. */
export function isPlain(text: string): boolean {
  return text.search(UNSAFE) === -1;
}

/**
 * One line of text from outside: every control character, line breaks included, becomes a visible
 * escape, words that a CI runner would obey (`##[x]`, `::x::`) are broken up, the length is capped.
 */
export function cleanLine(text: string): string {
  const visible = redacted(text).replace(UNSAFE, escapeOf);
  const obeyed = visible.replace(RUNNER_MARK, '## ').replace(RUNNER_COMMAND, '$1: :');
  return capped(obeyed, LINE_LIMIT);
}

/** Several lines of text from outside: line feeds stay, each line passes {@link cleanLine}. */
export function cleanLines(text: string): readonly string[] {
  return capped(redacted(text), TEXT_LIMIT).replaceAll('\r\n', '\n').split('\n').map(cleanLine);
}

/**
 * A document of a machine format, made of quoted strings, in which everything that a terminal or a
 * runner would obey is escaped: the values stay the same for whoever parses it.
 */
export function quotedDocument(text: string, escaped: (character: string) => string): string {
  return text
    .replace(UNSAFE_IN_DOCUMENT, escaped)
    .replace(RUNNER_MARK, (mark) => mark.replace('##', `#${escaped('#')}`));
}

function jsonEscape(character: string): string {
  return [...Array(character.length).keys()]
    .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
    .join('');
}

/** JSON for terminals, logs and programs alike: without secrets, with all else that is unsafe escaped. */
export function jsonText(value: unknown, indent?: number): string {
  const withoutSecrets = (_key: string, member: unknown): unknown =>
    typeof member === 'string' ? redacted(member) : member;
  return quotedDocument(JSON.stringify(value, withoutSecrets, indent), jsonEscape);
}
