import type { Json } from './json.ts';

/** What goes back over the wire when nothing breaks on the way. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer with a JSON body, indented as Google sends it. */
export function jsonAnswer(status: number, body: Json): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=UTF-8' },
    body: `${JSON.stringify(body, null, 2)}\n`,
  };
}

/** What Google's front end says when no back end answers: a page, not JSON. */
export function htmlAnswer(status: number, reason: string): Answer {
  return {
    status,
    headers: { 'content-type': 'text/html; charset=UTF-8' },
    body: `<!DOCTYPE html>\n<html lang=en>\n<title>Error ${status} (${reason})!!1</title>\n<p><b>${status}.</b> That’s an error.\n<p>The server encountered a temporary error and could not complete your request.<p>Please try again in 30 seconds.\n</html>\n`,
  };
}
