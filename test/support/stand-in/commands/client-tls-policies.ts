import { isJsonObject, type Json } from '../../../../src/json.ts';
import type { Call, Commands } from '../command.ts';
import { NotModelled } from '../failure.ts';
import { parsed } from '../http-error.ts';
import { ask, askIfThere } from '../mode-b.ts';
import {
  finished,
  LOCATION,
  type Located,
  listLocated,
  parentOf,
  pathOf,
  removeLocated,
} from './located.ts';

const POLICIES: Located = {
  api: 'networksecurity/v1',
  collection: 'clientTlsPolicies',
  title: 'client TLS policy',
};

/** Creates the policy, or makes the one that is there what the file says. */
async function importPolicy(call: Call): Promise<Json> {
  const { session, name, stdin } = call;
  const { api, collection } = POLICIES;
  const body = parsed(stdin);
  if (!isJsonObject(body)) throw new NotModelled('a policy that is not JSON');
  const path = pathOf(call, POLICIES);
  const live = await askIfThere(session, { method: 'GET', path, api });
  const request =
    live === null
      ? ({
          method: 'POST',
          path: `${parentOf(call)}/${collection}`,
          query: { clientTlsPolicyId: name },
        } as const)
      : ({ method: 'PATCH', path } as const);
  const operation = await ask(session, { ...request, body, api });
  session.say(`Request issued for: [${name}]`);
  await finished(session, api, operation);
  return ask(session, { method: 'GET', path, api });
}

const flags = LOCATION;

/** The commands for client TLS policies that negctl gives. */
export const CLIENT_TLS_POLICIES: Commands = {
  'network-security client-tls-policies import': { flags, named: true, run: importPolicy },
  'network-security client-tls-policies list': {
    flags,
    named: false,
    run: (call) => listLocated(call, POLICIES),
  },
  'network-security client-tls-policies delete': {
    flags,
    named: true,
    run: (call) => removeLocated(call, POLICIES),
  },
};
