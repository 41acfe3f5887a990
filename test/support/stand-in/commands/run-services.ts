import { isJsonObject, type Json, type JsonObject, objectsAt } from '../../../../src/json.ts';
import { like, NAME } from '../argv.ts';
import type { Call, Commands } from '../command.ts';
import { GcloudError } from '../failure.ts';
import { parsed } from '../http-error.ts';
import { ask, exchange, refusal } from '../mode-b.ts';
import type { ApiRequest, HttpAnswer } from '../session.ts';

/*
 * Cloud Run: direct calls, to a host of the region for Knative documents and to the global one for IAM
 * policies (gcloud-commands 7.3, and seen).
 */

const INGRESS = 'run.googleapis.com/ingress';

function api(call: Call): `run/${string}` {
  return `run/${call.flags.needed('region')}`;
}

function servicesPath({ project }: Call): string {
  return `apis/serving.knative.dev/v1/namespaces/${project}/services`;
}

/** A list that is forbidden is told as one of a namespace. */
function denied({ session, project }: Call, answer: HttpAnswer): GcloudError {
  const refused = refusal(session, answer);
  if (answer.status !== 403) return refused;
  const account = /authenticated as (\S+) /.exec(session.hint)?.[1] ?? '';
  const subject = `[${account}] does not have permission to access namespaces instance [${project}] (or it may not exist)`;
  return new GcloudError(refused.message.replace(/^(?:HTTPError 403|PERMISSION_DENIED)/, subject));
}

async function list(call: Call): Promise<Json> {
  const request: ApiRequest = { method: 'GET', path: servicesPath(call), api: api(call) };
  const answer = await exchange(call.session, request);
  if (answer.status >= 400) throw denied(call, answer);
  const document = parsed(answer.body);
  return isJsonObject(document) ? objectsAt(document, 'items') : [];
}

function memberOf(document: JsonObject, key: string): JsonObject {
  const member = document[key];
  return member !== undefined && isJsonObject(member) ? member : {};
}

/** The document with another ingress, and with what gcloud always says of itself. */
function withIngress(document: JsonObject, ingress: string): JsonObject {
  const metadata = memberOf(document, 'metadata');
  const annotations = {
    ...memberOf(metadata, 'annotations'),
    [INGRESS]: ingress,
    'run.googleapis.com/client-name': 'gcloud',
    'run.googleapis.com/client-version': '528.0.0',
  };
  return { ...document, metadata: { ...metadata, annotations } };
}

async function update(call: Call): Promise<Json> {
  const { session, name, flags } = call;
  const path = `${servicesPath(call)}/${name}`;
  const read = await exchange(session, { method: 'GET', path, api: api(call) });
  if (read.status >= 400 && read.status !== 404) throw refusal(session, read);
  session.say('Updating...');
  const service = parsed(read.body);
  try {
    if (read.status === 404 || !isJsonObject(service)) {
      throw new GcloudError(`Service [${name}] could not be found.`);
    }
    const body = withIngress(service, flags.needed('ingress'));
    const replaced = await ask(session, { method: 'PUT', path, body, api: api(call) });
    // Bold, also where nobody looks.
    session.say(`Done.\nService [\u001b[1m${name}\u001b[m] has been updated.`);
    return replaced;
  } catch (thrown) {
    if (thrown instanceof GcloudError) session.say('failed\nUpdate failed');
    throw thrown;
  }
}

function policy({ session, name, project, flags }: Call): Promise<Json> {
  const place = `projects/${project}/locations/${flags.needed('region')}`;
  const path = `v1/${place}/services/${name}:getIamPolicy`;
  const query = { 'options.requestedPolicyVersion': '3' };
  return ask(session, { method: 'GET', path, query, api: 'run/' });
}

export const RUN_SERVICES: Commands = {
  'run services list': { flags: { region: NAME }, named: false, run: list },
  'run services update': {
    flags: {
      region: NAME,
      ingress: like(/^(?:all|internal|internal-and-cloud-load-balancing)$/),
    },
    named: true,
    run: update,
  },
  'run services get-iam-policy': { flags: { region: NAME }, named: true, run: policy },
};
