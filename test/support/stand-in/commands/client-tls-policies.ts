import {
  isJsonObject,
  type Json,
  type JsonObject,
  objectsAt,
  textAt,
} from '../../../../src/json.ts';
import { like } from '../argv.ts';
import type { Call, Commands } from '../command.ts';
import { GcloudError, NotModelled } from '../failure.ts';
import { parsed } from '../http-error.ts';
import { ask, askIfThere } from '../mode-b.ts';
import type { Session } from '../session.ts';

const API = 'networksecurity/v1';

function parentOf({ project, flags }: Call): string {
  return `projects/${project}/locations/${flags.needed('location')}`;
}

function pathOf(call: Call): string {
  return `${parentOf(call)}/clientTlsPolicies/${call.name}`;
}

const PAUSE = 1_000;

/** Waits for a long-running operation by reading it. */
async function finished(session: Session, operation: JsonObject): Promise<JsonObject> {
  const name = textAt(operation, 'name') ?? '';
  session.say(`Waiting for operation [${name}] to complete...`);
  for (;;) {
    const read = await ask(session, { method: 'GET', path: name, api: API });
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

/** Creates the policy, or makes the one that is there what the file says. */
async function importPolicy(call: Call): Promise<Json> {
  const { session, name, stdin } = call;
  const body = parsed(stdin);
  if (!isJsonObject(body)) throw new NotModelled('a policy that is not JSON');
  const path = pathOf(call);
  const live = await askIfThere(session, { method: 'GET', path, api: API });
  const request =
    live === null
      ? ({
          method: 'POST',
          path: `${parentOf(call)}/clientTlsPolicies`,
          query: { clientTlsPolicyId: name },
        } as const)
      : ({ method: 'PATCH', path } as const);
  const operation = await ask(session, { ...request, body, api: API });
  session.say(`Request issued for: [${name}]`);
  await finished(session, operation);
  return ask(session, { method: 'GET', path, api: API });
}

async function list(call: Call): Promise<Json> {
  const path = `${parentOf(call)}/clientTlsPolicies`;
  try {
    const page = await ask(call.session, { method: 'GET', path, api: API });
    return [...objectsAt(page, 'clientTlsPolicies')];
  } catch (thrown) {
    throw thrown instanceof GcloudError ? thrown.having([]) : thrown;
  }
}

async function remove(call: Call): Promise<Json> {
  const { session, name } = call;
  const operation = await ask(session, { method: 'DELETE', path: pathOf(call), api: API });
  session.say(`Delete request issued for: [${name}]`);
  const ended = await finished(session, operation);
  session.say(`Deleted client TLS policy [${name}].`);
  return ended;
}

const flags = { location: like(/^global$/) };

/** The commands for client TLS policies that negctl gives. */
export const CLIENT_TLS_POLICIES: Commands = {
  'network-security client-tls-policies import': { flags, named: true, run: importPolicy },
  'network-security client-tls-policies list': { flags, named: false, run: list },
  'network-security client-tls-policies delete': { flags, named: true, run: remove },
};
