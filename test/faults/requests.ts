import { z } from 'zod';
import type { SeenRequest } from './site.ts';

/** What a request does, in the words in which faults name it. */
export interface Call {
  readonly verb: string;
  readonly collection: string;
  readonly name: string;
  /** The resource, as plans and faults name it without project: `global/backendServices/web`. */
  readonly id: string;
}

const VERBS: Readonly<Record<string, string>> = {
  GET: 'get',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

const named = z.object({ name: z.string(), type: z.string().optional() });

function nameIn(body: string): string {
  if (body === '') return '';
  const parsed = named.safeParse(JSON.parse(body));
  return parsed.success ? parsed.data.name : '';
}

/** Some APIs are told the name of what they make beside the body: `certificateId=web`. */
function nameInQuery(query: string): string {
  return /(?:^|&)(?!request)[a-zA-Z]+Id=([^&]+)/.exec(query)?.[1] ?? '';
}

/** A service of Cloud Run, at the host of its region. */
const RUN_SERVICE = /^http:\/\/([a-z0-9-]+)-run\.emulator\/run\/.*\/services\/([^/:]+)$/;

/** A record set has its type in its name. */
function recordIn(body: string): string {
  const parsed = named.safeParse(JSON.parse(body === '' ? '{}' : body));
  return parsed.success ? `${parsed.data.name}:${parsed.data.type ?? ''}` : '';
}

/** A path of any API as one of Compute would be: other APIs write places in other ways. */
function placed(target: string): string {
  return target
    .replace(/\/locations\/global\//, '/global/')
    .replace(/\/locations\/([a-z]+-[a-z]+\d+)\//, '/regions/$1/')
    .replace(/\/projects\/([^/]+)\/managedZones/, '/projects/$1/global/managedZones');
}

/** Reads a request about a record set; `null` where it is about something else. */
function recordCallOf(method: string, target: string, body: string): Call | null {
  const [, zone, name = '', type = ''] =
    /\/(global\/managedZones\/[^/]+)\/rrsets(?:\/([^/]+)\/([^/]+))?$/.exec(target) ?? [];
  if (zone === undefined) return null;
  const isAll = name === '';
  const called = isAll ? (method === 'POST' ? recordIn(body) : '') : `${name}:${type}`;
  const verb = isAll ? (method === 'POST' ? 'insert' : 'list') : (VERBS[method] ?? method);
  const collection = 'resourceRecordSets';
  return { verb, collection, name: called, id: `${zone}/${collection}/${called}` };
}

/** Reads a request of an API. */
export function callOf({
  method,
  path,
  body,
}: Pick<SeenRequest, 'method' | 'path' | 'body'>): Call {
  const [whole = '', query = ''] = path.split('?');
  const [, region, service] = RUN_SERVICE.exec(whole) ?? [];
  if (region !== undefined && service !== undefined) {
    const id = `regions/${region}/cloudRunServices/${service}/ingress`;
    return { verb: VERBS[method] ?? method, collection: 'services', name: service, id };
  }
  const target = placed(whole);
  const record = recordCallOf(method, target, body);
  if (record !== null) return record;
  const [, scope = '', rest = ''] =
    /\/projects\/[^/]+\/(global|aggregated|regions\/[^/]+|zones\/[^/]+)\/(.*)$/.exec(target) ?? [];
  const [collection = '', given = '', custom = ''] = rest.split('/');
  const isNew = given === '' && method === 'POST';
  const name = isNew ? nameInQuery(query) || nameIn(body) : given;
  const verb = custom === '' ? verbOf(method, given === '') : custom;
  return { verb, collection, name, id: `${scope}/${collection}/${name}` };
}

/** What a method does, with one resource or with all of a collection. */
function verbOf(method: string, toAll: boolean): string {
  const ofAll: Readonly<Record<string, string>> = { POST: 'insert', GET: 'list' };
  return (toAll ? ofAll[method] : undefined) ?? VERBS[method] ?? method;
}

/** True for a request that waits until an operation has ended. */
export function isWait({ path }: Pick<SeenRequest, 'path'>): boolean {
  return /\/wait(\?|$)/.test(path);
}

/** True for what changes the project. */
export function isWrite(request: Pick<SeenRequest, 'method' | 'path'>): boolean {
  if (request.method === 'GET') return false;
  return !/(\/wait|\/listNetworkEndpoints|:testIamPermissions)(\?|$)/.test(request.path);
}
