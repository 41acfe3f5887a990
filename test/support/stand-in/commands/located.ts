import {
  isJsonObject,
  type Json,
  type JsonObject,
  objectsAt,
  textAt,
} from '../../../../src/json.ts';
import type { FlagSpec } from '../argv.ts';
import { like } from '../argv.ts';
import type { Call } from '../command.ts';
import { GcloudError } from '../failure.ts';
import { ask } from '../mode-b.ts';
import type { ApiRequest, Session } from '../session.ts';

/** A collection below a location, of an API whose changes are long-running operations. */
export interface Located {
  readonly api: NonNullable<ApiRequest['api']>;
  readonly collection: string;
  /** How gcloud names one: `client TLS policy`. */
  readonly title: string;
}

/** The location of a command; negctl names it always. */
export const LOCATION: Readonly<Record<string, FlagSpec>> = {
  location: like(/^(global|[a-z]+-[a-z]+\d+)$/),
};

export function parentOf({ project, flags }: Call): string {
  return `projects/${project}/locations/${flags.needed('location')}`;
}

export function pathOf(call: Call, { collection }: Located): string {
  return `${parentOf(call)}/${collection}/${call.name}`;
}

const PAUSE = 1_000;

/** Waits for a long-running operation by reading it, in these words. */
export async function finished(
  session: Session,
  api: Located['api'],
  operation: JsonObject,
  waiting = `Waiting for operation [${textAt(operation, 'name')}] to complete...`,
): Promise<JsonObject> {
  const name = textAt(operation, 'name') ?? '';
  session.say(waiting);
  for (;;) {
    const read = await ask(session, { method: 'GET', path: name, api });
    const error = read['error'];
    if (error !== undefined && isJsonObject(error)) {
      session.say('...failed.');
      throw new GcloudError(textAt(error, 'message') ?? '');
    }
    if (read['done'] === true) {
      session.say('...done.');
      return read;
    }
    await session.sleep(PAUSE);
  }
}

/** What is in the location; where that fails, nothing is printed as the list. */
export async function listLocated(call: Call, { api, collection }: Located): Promise<Json> {
  const path = `${parentOf(call)}/${collection}`;
  try {
    const page = await ask(call.session, { method: 'GET', path, api });
    return [...objectsAt(page, collection)];
  } catch (thrown) {
    throw thrown instanceof GcloudError ? thrown.having([]) : thrown;
  }
}

/** Makes one, waits, and reads it. */
export async function createLocated(
  call: Call,
  located: Located,
  made: { readonly parameter: string; readonly body: JsonObject },
): Promise<Json> {
  const { session, name } = call;
  const { api, collection, title } = located;
  const operation = await ask(session, {
    method: 'POST',
    path: `${parentOf(call)}/${collection}`,
    query: { [made.parameter]: name },
    body: made.body,
    api,
  });
  session.say(`Create request issued for: [${name}]`);
  await finished(session, api, operation);
  const document = await ask(session, { method: 'GET', path: pathOf(call, located), api });
  session.say(`Created ${title} [${name}].`);
  return document;
}

/** Deletes one and waits. */
export async function removeLocated(call: Call, located: Located): Promise<Json> {
  const { session, name } = call;
  const { api, title } = located;
  const operation = await ask(session, { method: 'DELETE', path: pathOf(call, located), api });
  session.say(`Delete request issued for: [${name}]`);
  const ended = await finished(session, api, operation);
  session.say(`Deleted ${title} [${name}].`);
  return ended;
}
