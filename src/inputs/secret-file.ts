/** What can stand in a header, in a document and in a shell alike; 22 of them hold 16 bytes as base64. */
const SECRET = /^[A-Za-z0-9._~+/=-]{22,4096}\n?$/;

/** True for the text of a file that holds one secret, long enough that nobody guesses it. */
export function holdsSecret(text: string): boolean {
  return SECRET.test(text);
}

/** The secret in the text of a file: without its line end. */
export function secretIn(text: string): string {
  return text.replace(/\n$/, '');
}
