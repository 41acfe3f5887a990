import type { Json } from '../../../../src/json.ts';
import { like, TEXT } from '../argv.ts';
import type { Call, Commands } from '../command.ts';
import { ask } from '../mode-b.ts';
import { createLocated, finished, LOCATION, type Located, listLocated, pathOf } from './located.ts';
import { readText } from './ssl-certificates.ts';

const CERTIFICATES: Located = {
  api: 'certificatemanager/v1',
  collection: 'certificates',
  title: 'certificate',
};

function create(call: Call): Promise<Json> {
  const { flags } = call;
  const selfManaged = {
    pemCertificate: readText(flags.needed('certificate-file')),
    pemPrivateKey: readText(flags.needed('private-key-file')),
  };
  const scope = flags.needed('scope').toUpperCase().replace('-', '_');
  const body = { scope, selfManaged };
  return createLocated(call, CERTIFICATES, { parameter: 'certificateId', body });
}

/** It waits in words of its own. */
async function remove(call: Call): Promise<Json> {
  const { session, name } = call;
  const { api } = CERTIFICATES;
  const path = pathOf(call, CERTIFICATES);
  const operation = await ask(session, { method: 'DELETE', path, api });
  const operationName = String(operation['name']).split('/').at(-1);
  const ended = await finished(
    session,
    api,
    operation,
    `Waiting for '${operationName}' to complete...`,
  );
  session.say(`Deleted certificate [${name}].`);
  return ended['response'] ?? null;
}

/** The commands for certificates of Certificate Manager that negctl gives. */
export const MANAGED_CERTIFICATES: Commands = {
  'certificate-manager certificates create': {
    flags: {
      ...LOCATION,
      scope: like(/^all-regions$/),
      'certificate-file': TEXT,
      'private-key-file': TEXT,
    },
    named: true,
    run: create,
  },
  'certificate-manager certificates list': {
    flags: LOCATION,
    named: false,
    run: (call) => listLocated(call, CERTIFICATES),
  },
  'certificate-manager certificates delete': { flags: LOCATION, named: true, run: remove },
};
