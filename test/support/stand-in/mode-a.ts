import { isJsonObject, type Json, type JsonObject, objectsAt, textAt } from '../../../src/json.ts';
import { GcloudError, listed } from './failure.ts';
import { describeRefusal, messageOf, parsed, saysApiDisabled } from './http-error.ts';
import { isDone, pastTense, waitRequest } from './operation.ts';
import type { ApiRequest, Session } from './session.ts';

/*
 * The compute batch client (gcloud-commands 8, A): every request is sent once, except that a 503
 * while it waits for an operation is taken three times in a row, also by the read that follows it.
 */

/** An answer of the API that the command has to report. */
class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

async function ask(session: Session, request: ApiRequest): Promise<Json> {
  const answer = await session.send(request);
  if (saysApiDisabled(answer)) throw new GcloudError(describeRefusal(answer, session.hint));
  if (answer.status >= 400) throw new Refusal(answer.status, messageOf(answer));
  return parsed(answer.body);
}

/** What an operation ended with, or that it did not end. */
class OperationProblems extends Error {
  readonly messages: readonly string[];

  constructor(messages: readonly string[]) {
    super(messages.join(', '));
    this.messages = messages;
  }
}

/** What most commands head their problems with. */
const USUAL_TITLE = 'Could not fetch resource:';

function reported(thrown: unknown, title: string = USUAL_TITLE): unknown {
  if (thrown instanceof Refusal) return new GcloudError(listed(title, [thrown.message]));
  if (thrown instanceof OperationProblems) return new GcloudError(listed(title, thrown.messages));
  return thrown;
}

/** Reads one document. */
export function get(session: Session, path: string): Promise<JsonObject> {
  return read(session, { method: 'GET', path });
}

/** Asks by a body for something that changes nothing. */
export function post(session: Session, path: string, body: JsonObject): Promise<JsonObject> {
  return read(session, { method: 'POST', path, body });
}

async function read(session: Session, request: ApiRequest): Promise<JsonObject> {
  try {
    const document = await ask(session, request);
    if (isJsonObject(document)) return document;
    throw new Error(`no object at ${request.path}`);
  } catch (thrown) {
    throw reported(thrown);
  }
}

/** Sends a change, waits for its operation and reads the changed resource; nothing after a delete. */
export async function mutate(
  session: Session,
  request: ApiRequest,
  title: string = USUAL_TITLE,
): Promise<JsonObject | null> {
  try {
    const operation = await ask(session, request);
    if (!isJsonObject(operation)) throw new Error(`no operation from ${request.path}`);
    return await new Waiting(session, operation, request.path).end();
  } catch (thrown) {
    throw reported(thrown, title);
  }
}

const ATTEMPTS_AT_503 = 3;
const LONGEST_PAUSE = 5_000;
const GIVES_UP_AFTER = 1_800_000;

/** The wait for one operation and the read of its target: one loop, as in gcloud. */
class Waiting {
  readonly #session: Session;
  readonly #target: string;
  readonly #started: number;
  #operation: JsonObject;
  #attempts = ATTEMPTS_AT_503;
  #pause = 0;

  constructor(session: Session, operation: JsonObject, path: string) {
    this.#session = session;
    this.#operation = operation;
    this.#target = path;
    this.#started = session.now();
  }

  async end(): Promise<JsonObject | null> {
    for (;;) {
      const request = this.#nextRequest();
      if (request === null) return null;
      const answer = await this.#attempt(request);
      if (answer !== null && textAt(answer, 'kind') !== 'compute#operation') return answer;
      if (answer !== null) {
        this.#operation = answer;
        this.#attempts = ATTEMPTS_AT_503;
        if (isDone(answer)) continue;
      }
      await this.#rest();
    }
  }

  /** The wait, or the read once the operation is done; every look at a done operation announces it. */
  #nextRequest(): ApiRequest | null {
    const operation = this.#operation;
    if (!isDone(operation)) return waitRequest(operation, this.#target);
    const error = operation['error'];
    if (error !== undefined && isJsonObject(error)) {
      const errors = objectsAt(error, 'errors');
      throw new OperationProblems(errors.map((one) => textAt(one, 'message') ?? ''));
    }
    const link = textAt(operation, 'targetLink') ?? '';
    const done = pastTense(operation);
    this.#session.say(`${done} [${link}].`);
    return done === 'Deleted' ? null : { method: 'GET', path: link.replace(/^.*\/v1\//, '') };
  }

  async #attempt(request: ApiRequest): Promise<JsonObject | null> {
    try {
      const answer = await ask(this.#session, request);
      return isJsonObject(answer) ? answer : {};
    } catch (thrown) {
      this.#attempts -= 1;
      if (thrown instanceof Refusal && thrown.status === 503 && this.#attempts > 0) return null;
      throw thrown;
    }
  }

  async #rest(): Promise<void> {
    if (this.#session.now() - this.#started > GIVES_UP_AFTER) {
      const verb = { Created: 'create', Deleted: 'delete', Updated: 'update' };
      const link = textAt(this.#operation, 'targetLink') ?? '';
      throw new OperationProblems([
        `Did not ${verb[pastTense(this.#operation)]} the following resources within 1800s: ${link}. These operations may still be underway remotely and may still succeed; use gcloud list and describe commands or https://console.developers.google.com/ to check resource state`,
      ]);
    }
    this.#pause = Math.min(this.#pause + 1_000, LONGEST_PAUSE);
    await this.#session.sleep(this.#pause);
  }
}

const PAGE = '500';

/** The resources on a page; those of an aggregated list lie by scope. */
function itemsOf(page: JsonObject): readonly JsonObject[] {
  const items = page['items'];
  if (items === undefined || !isJsonObject(items)) return objectsAt(page, 'items');
  return Object.values(items).flatMap((scoped) =>
    isJsonObject(scoped) ? Object.keys(scoped).flatMap((key) => objectsAt(scoped, key)) : [],
  );
}

/**
 * Reads all pages of a list. A refusal does not fail the command: it prints what it has, or nothing,
 * and a warning (gcloud-commands 9.4).
 */
export async function list(
  session: Session,
  path: string,
  query: Readonly<Record<string, string>>,
): Promise<readonly JsonObject[]> {
  const found: JsonObject[] = [];
  try {
    for (let token: string | undefined = ''; token !== undefined; ) {
      const paged: Readonly<Record<string, string>> = token === '' ? {} : { pageToken: token };
      const page = await ask(session, {
        method: 'GET',
        path,
        query: { ...query, maxResults: PAGE, ...paged },
      });
      if (!isJsonObject(page)) throw new Error(`no list at ${path}`);
      found.push(...itemsOf(page));
      token = textAt(page, 'nextPageToken');
    }
  } catch (thrown) {
    if (thrown instanceof GcloudError) throw thrown.having(found);
    if (!(thrown instanceof Refusal)) throw thrown;
    session.say(`WARNING: ${listed('Some requests did not succeed.', [thrown.message])}`);
  }
  return found;
}
