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

const named = z.object({ name: z.string() });

function nameIn(body: string): string {
  if (body === '') return '';
  const parsed = named.safeParse(JSON.parse(body));
  return parsed.success ? parsed.data.name : '';
}

/** A service of Cloud Run, at the host of its region. */
const RUN_SERVICE = /^http:\/\/([a-z0-9-]+)-run\.emulator\/run\/.*\/services\/([^/:]+)$/;

/** Reads a request of the Compute API, or one about a Cloud Run service. */
export function callOf({
  method,
  path,
  body,
}: Pick<SeenRequest, 'method' | 'path' | 'body'>): Call {
  const [target = ''] = path.split('?');
  const [, region, service] = RUN_SERVICE.exec(target) ?? [];
  if (region !== undefined && service !== undefined) {
    const id = `regions/${region}/cloudRunServices/${service}/ingress`;
    return { verb: VERBS[method] ?? method, collection: 'services', name: service, id };
  }
  const [, scope = '', rest = ''] =
    /\/projects\/[^/]+\/(global|aggregated|regions\/[^/]+|zones\/[^/]+)\/(.*)$/.exec(target) ?? [];
  const [collection = '', given = '', custom = ''] = rest.split('/');
  const name = given === '' && method === 'POST' ? nameIn(body) : given;
  const plain = method === 'POST' && given === '' ? 'insert' : (VERBS[method] ?? method);
  const verb = custom === '' ? (method === 'GET' && given === '' ? 'list' : plain) : custom;
  return { verb, collection, name, id: `${scope}/${collection}/${name}` };
}

/** True for what changes the project. */
export function isWrite(request: Pick<SeenRequest, 'method' | 'path'>): boolean {
  if (request.method === 'GET') return false;
  return !/(\/wait|\/listNetworkEndpoints|:testIamPermissions)(\?|$)/.test(request.path);
}
