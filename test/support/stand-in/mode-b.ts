import { isJsonObject, type JsonObject, objectsAt, textAt } from '../../../src/json.ts';
import { GcloudError, listed } from './failure.ts';
import { describeRefusal, describeServerError, parsed } from './http-error.ts';
import { isDone, waitRequest } from './operation.ts';
import { type ApiRequest, COMPUTE, endpointOf, type HttpAnswer, type Session } from './session.ts';

/*
 * Direct calls (gcloud-commands 8, B): a request that meets a server error or a broken connection is
 * sent again, up to five times in all, whatever it may have changed by then.
 */

const ATTEMPTS = 5;

async function attempt(session: Session, request: ApiRequest): Promise<HttpAnswer | GcloudError> {
  try {
    const answer = await session.send(request);
    if (answer.status < 500) return answer;
    const url = `${endpointOf(request.api)}${request.path}?alt=json`;
    return new GcloudError(describeServerError(url, answer));
  } catch (thrown) {
    if (thrown instanceof GcloudError) return thrown;
    throw thrown;
  }
}

/** Sends a request and gives its answer, whichever it is, once it is neither lost nor a server error. */
export async function exchange(session: Session, request: ApiRequest): Promise<HttpAnswer> {
  for (let number = 1; ; number += 1) {
    const result = await attempt(session, request);
    if (!(result instanceof GcloudError)) return result;
    if (number === ATTEMPTS) throw result;
    await session.sleep(2 ** number * 1_000);
  }
}

export function refusal(session: Session, answer: HttpAnswer): GcloudError {
  return new GcloudError(describeRefusal(answer, session.hint));
}

/** Sends a request that must be accepted. */
export async function ask(session: Session, request: ApiRequest): Promise<JsonObject> {
  const answer = await exchange(session, request);
  if (answer.status >= 400) throw refusal(session, answer);
  const document = parsed(answer.body);
  if (!isJsonObject(document)) throw new Error(`no object from ${request.path}`);
  return document;
}

/** Reads a document; `null` where there is none. */
export async function askIfThere(
  session: Session,
  request: ApiRequest,
): Promise<JsonObject | null> {
  const answer = await exchange(session, request);
  if (answer.status === 404) return null;
  if (answer.status >= 400) throw refusal(session, answer);
  const document = parsed(answer.body);
  if (!isJsonObject(document)) throw new GcloudError(`no document at ${request.path}`);
  return document;
}

/** All pages of a list; a refusal fails the command, which has printed the pages before by then. */
export async function listPages(
  session: Session,
  request: ApiRequest,
): Promise<readonly JsonObject[]> {
  const found: JsonObject[] = [];
  try {
    for (let token: string | undefined = ''; token !== undefined; ) {
      const paged: Readonly<Record<string, string>> = token === '' ? {} : { pageToken: token };
      const page = await ask(session, { ...request, query: { maxResults: '500', ...paged } });
      found.push(...objectsAt(page, 'items'));
      token = textAt(page, 'nextPageToken');
    }
  } catch (thrown) {
    throw thrown instanceof GcloudError ? thrown.having(found) : thrown;
  }
  return found;
}

/** An operation that failed: its messages, and those about quotas as a list. */
function operationFailure(error: JsonObject): GcloudError {
  const errors = objectsAt(error, 'errors');
  const messages = errors.map((one) => textAt(one, 'message') ?? '');
  const asList = errors.some((one) => textAt(one, 'code') === 'QUOTA_EXCEEDED');
  return new GcloudError(asList ? listed('', messages) : messages.join(', '));
}

const FIRST_PAUSE = 1_000;
const PAUSE = 2_000;
const GROWTH = 1.4;
const LONGEST_PAUSE = 180_000;
const GIVES_UP_AFTER = 1_800_000;

async function poll(session: Session, request: ApiRequest): Promise<void> {
  const started = session.now();
  for (let number = 0; ; number += 1) {
    const operation = await ask(session, request);
    const error = operation['error'];
    if (error !== undefined && isJsonObject(error)) throw operationFailure(error);
    if (isDone(operation)) return;
    const pause = Math.min(PAUSE * GROWTH ** number, LONGEST_PAUSE);
    if (session.now() - started + pause > GIVES_UP_AFTER) {
      throw new GcloudError(
        `Operation ${COMPUTE}${request.path.replace(/\/wait$/, '')} has not finished in 1800 seconds. The operations may still be underway remotely and may still succeed; use gcloud list and describe commands or https://console.developers.google.com/ to check resource state.`,
      );
    }
    await session.sleep(pause);
  }
}

/** Sends a change, waits for its operation under a message, and reads the resource at `target`. */
export async function mutate(
  session: Session,
  request: ApiRequest,
  { target, message }: { readonly target: string; readonly message: string },
): Promise<JsonObject> {
  const operation = await ask(session, request);
  session.say(`${message}...`);
  try {
    await session.sleep(FIRST_PAUSE);
    await poll(session, waitRequest(operation, request.path));
  } catch (thrown) {
    if (thrown instanceof GcloudError) session.say('...failed.');
    throw thrown;
  }
  session.say('...done.');
  return ask(session, { method: 'GET', path: target });
}
