import {
  isJsonObject,
  type Json,
  type JsonObject,
  objectsAt,
  textAt,
} from '../../../../src/json.ts';
import { like, NAME } from '../argv.ts';
import type { Call, Commands } from '../command.ts';
import { GcloudError } from '../failure.ts';
import { messageOf, parsed } from '../http-error.ts';
import { ask, exchange, refusal } from '../mode-b.ts';
import { type ApiRequest, COMPUTE, endpointOf, type HttpAnswer } from '../session.ts';
import { present } from './collection.ts';

const API = 'dns/v1';
const PAGE = '100';

/** Cloud DNS names no resource in its paths that gcloud could name: it speaks of the project. */
function denied({ session, project }: Call, answer: HttpAnswer): GcloudError {
  const refused = refusal(session, answer);
  if (answer.status !== 403) return refused;
  const account = /authenticated as (\S+) /.exec(session.hint)?.[1] ?? '';
  const subject = `[${account}] does not have permission to access projects instance [${project}] (or it may not exist)`;
  return new GcloudError(refused.message.replace(/^(?:HTTPError 403|PERMISSION_DENIED)/, subject));
}

async function send(call: Call, request: Omit<ApiRequest, 'api'>): Promise<JsonObject> {
  const answer = await exchange(call.session, { ...request, api: API });
  if (answer.status >= 400) throw denied(call, answer);
  const document = parsed(answer.body);
  if (!isJsonObject(document)) throw new Error(`no object from ${request.path}`);
  return document;
}

function zonesPath({ project }: Call): string {
  return `projects/${project}/managedZones`;
}

async function pages(call: Call, path: string, field: string): Promise<Json> {
  const found: JsonObject[] = [];
  try {
    for (let token: string | undefined = ''; token !== undefined; ) {
      const paged: Readonly<Record<string, string>> = token === '' ? {} : { pageToken: token };
      const page = await send(call, { method: 'GET', path, query: { maxResults: PAGE, ...paged } });
      found.push(...objectsAt(page, field));
      token = textAt(page, 'nextPageToken');
    }
  } catch (thrown) {
    throw thrown instanceof GcloudError ? thrown.having(found) : thrown;
  }
  return found;
}

function said(verb: 'Created' | 'Deleted', path: string): string {
  return `${verb} [${endpointOf(API)}${path}].`;
}

async function createZone(call: Call): Promise<Json> {
  const { flags, name, session } = call;
  const networks = flags.needed('networks').split(',');
  const body = {
    dnsName: flags.needed('dns-name'),
    name,
    visibility: flags.needed('visibility'),
    privateVisibilityConfig: {
      networks: networks.map((network) => ({
        networkUrl: `${COMPUTE}projects/${call.project}/global/networks/${network}`,
      })),
    },
  };
  const path = zonesPath(call);
  const answer = await exchange(session, { method: 'POST', path, body, api: API });
  if (answer.status === 409) {
    const why = `Resource in projects [${call.project}] is the subject of a conflict: `;
    throw new GcloudError(`${why}${messageOf(answer)}`);
  }
  if (answer.status === 404) {
    const subject = `Projects instance [${call.project}] not found`;
    const refused = refusal(session, answer).message;
    throw new GcloudError(refused.replace(/^HTTPError 404/, subject));
  }
  if (answer.status >= 400) throw denied(call, answer);
  session.say(said('Created', `${path}/${name}`));
  const made = parsed(answer.body);
  return made === null ? [] : [made];
}

async function remove(call: Call, path: string): Promise<Json> {
  const answer = await send(call, { method: 'DELETE', path });
  call.session.say(said('Deleted', path));
  return answer;
}

function recordsPath(call: Call): string {
  return `${zonesPath(call)}/${call.flags.needed('zone')}/rrsets`;
}

function createRecord(call: Call): Promise<Json> {
  const { flags, name } = call;
  const body = present({
    kind: 'dns#resourceRecordSet',
    name,
    type: flags.needed('type'),
    ttl: flags.number('ttl'),
    rrdatas: flags.needed('rrdatas').split(','),
  });
  return ask(call.session, { method: 'POST', path: recordsPath(call), body, api: API });
}

const ZONE = { zone: NAME };
const TYPE = { type: like(/^(A|AAAA)$/) };
const RECORD_NAMES = /^[a-z0-9*][-a-z0-9.]*\.$/;

/** The commands of Cloud DNS that negctl gives. */
export const DNS: Commands = {
  'dns managed-zones create': {
    flags: {
      'dns-name': like(/^[-a-z0-9.]+\.$/),
      visibility: like(/^private$/),
      networks: like(/^[a-z][-a-z0-9]*(,[a-z][-a-z0-9]*)*$/),
    },
    named: true,
    run: createZone,
  },
  'dns managed-zones list': {
    flags: {},
    named: false,
    run: (call) => pages(call, zonesPath(call), 'managedZones'),
  },
  'dns managed-zones delete': {
    flags: {},
    named: true,
    run: (call) => remove(call, `${zonesPath(call)}/${call.name}`),
  },
  'dns record-sets create': {
    flags: { ...ZONE, ...TYPE, ttl: like(/^\d+$/), rrdatas: like(/^[0-9a-f.:,]+$/) },
    named: true,
    names: [RECORD_NAMES],
    run: createRecord,
  },
  'dns record-sets list': {
    flags: ZONE,
    named: false,
    run: (call) => pages(call, recordsPath(call), 'rrsets'),
  },
  'dns record-sets delete': {
    flags: { ...ZONE, ...TYPE },
    named: true,
    names: [RECORD_NAMES],
    run: (call) => remove(call, `${recordsPath(call)}/${call.name}/${call.flags.needed('type')}`),
  },
};
