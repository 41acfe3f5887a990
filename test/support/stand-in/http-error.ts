import { stringify } from 'yaml';
import { isJsonObject, type Json, type JsonObject, objectsAt, textAt } from '../../../src/json.ts';
import type { HttpAnswer } from './session.ts';

/** The JSON of a body; `null` where it holds something else, as the pages of Google's front end do. */
export function parsed(body: string): Json | null {
  try {
    const value: Json = JSON.parse(body);
    return value;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null;
    throw thrown;
  }
}

function errorIn(body: string): JsonObject | null {
  const document = parsed(body);
  const error = isJsonObject(document) ? document['error'] : undefined;
  return error !== undefined && isJsonObject(error) ? error : null;
}

/** The message alone, which is all that mode A shows; a body that is no JSON is shown as it is. */
export function messageOf({ body }: HttpAnswer): string {
  const error = errorIn(body);
  return error === null ? body : (textAt(error, 'message') ?? 'None');
}

const ENABLEMENT =
  /Enable it by visiting https:\/\/console\.(?:cloud|developers)\.google\.com\/apis\/api\/[^/]+\/overview\?project=\S+ then retry\./;

/** Whether gcloud would ask to enable the API; with prompts off the refusal ends every command at once. */
export function saysApiDisabled(answer: HttpAnswer): boolean {
  return answer.status === 403 && ENABLEMENT.test(messageOf(answer));
}

/** Statuses whose messages gcloud completes by who it is authenticated as. */
const HINTED: ReadonlySet<number> = new Set([401, 403, 404]);

function withHint(message: string, status: number, hint: string): string {
  if (!HINTED.has(status) || message === '') return message;
  return message.endsWith('.') ? `${message} ${hint}.` : `${message}. ${hint}`;
}

function isOfType(detail: JsonObject, suffix: string): boolean {
  return textAt(detail, '@type')?.endsWith(`.${suffix}`) === true;
}

/** Messages for people first, then links, then whatever else is in the details, as YAML. */
function detailLines(details: readonly JsonObject[]): readonly string[] {
  const localized = details.filter((detail) => isOfType(detail, 'LocalizedMessage'));
  const links = details.filter((detail) => isOfType(detail, 'Help'));
  const rest = details.filter((detail) => ![...localized, ...links].includes(detail));
  return [
    ...localized.flatMap((detail) => textAt(detail, 'message') ?? []),
    ...links
      .flatMap((detail) => objectsAt(detail, 'links'))
      .flatMap((link) => [textAt(link, 'description') ?? '', textAt(link, 'url') ?? '']),
    ...(rest.length === 0
      ? []
      : [stringify(rest, { singleQuote: true, lineWidth: 0, sortMapEntries: true }).trimEnd()]),
  ];
}

/** The whole of a refusal, as mode B shows it and mode A only for an API that is not enabled. */
export function describeRefusal(answer: HttpAnswer, hint: string): string {
  const error = errorIn(answer.body);
  const kind =
    (error === null ? undefined : textAt(error, 'status')) ?? `HTTPError ${answer.status}`;
  const message = error === null ? answer.body : (textAt(error, 'message') ?? '');
  const first = `${kind}: ${withHint(message, answer.status, hint)}`;
  return [first, ...detailLines(error === null ? [] : objectsAt(error, 'details'))].join('\n');
}

/** A Python dictionary as Python shows it. */
function pythonHeaders({ headers, status }: HttpAnswer): string {
  const shown = Object.entries(headers).map(([name, value]) => `'${name}': '${value}'`);
  return `{${[...shown, `'status': ${status}`].join(', ')}}`;
}

/** What mode B says once its last attempt was answered by a server error. */
export function describeServerError(url: string, answer: HttpAnswer): string {
  return `HttpError accessing <${url}>: response: <${pythonHeaders(answer)}>, content <${answer.body}>
This may be due to network connectivity issues. Please check your network settings, and the status of the service you are trying to reach.`;
}
