import type { ApiFamily, ApiRequest, Route } from '../api.ts';
import type { World } from '../compute/kind.ts';
import { decoded } from '../compute/paths.ts';
import { projectId } from '../compute/world.ts';
import type { DnsCall } from './call.ts';
import { dnsRoute, findZone, RECORDS, zonePath } from './call.ts';
import { routeChanges } from './changes.ts';
import { dnsAnswer, unknownResource } from './errors.ts';
import { routeRecords } from './record-sets.ts';
import { routeZones } from './zones.ts';

/** dns.googleapis.com: everything is done when it is answered (compute-api-behaviour.md 11). */
export const dnsApi: ApiFamily = {
  service: 'dns.googleapis.com',
  title: 'Google Cloud DNS API',
  pattern: /(?:^|\/)dns\/(v1|v1beta2)\/(projects\/.+)$/,
  canBeDisabled: true,
  refuse: dnsAnswer,
  route: routeDns,
};

function routeDns(request: ApiRequest, world: World): Route | undefined {
  const [, owner = '', collection, zone = '', part = '', ...place] = request.path
    .split('/')
    .map(decoded);
  if (collection !== 'managedZones') {
    return undefined;
  }
  const call = { request, world, project: projectId(world, owner) };
  if (part === '') {
    return routeZones(call, zone);
  }
  if (part !== 'rrsets' && part !== 'changes') {
    return undefined;
  }
  const found = findZone(call, zone);
  if (found === undefined) {
    return withoutZone(call, zone, part);
  }
  const known = { ...call, zone: found };
  return part === 'rrsets' ? routeRecords(known, place) : routeChanges(known, place[0] ?? '');
}

const VERBS: Readonly<Record<string, string>> = { GET: 'list', POST: 'insert', DELETE: 'delete' };

/** Whatever is asked of a zone that is not there. */
function withoutZone(call: DnsCall, zone: string, part: 'rrsets' | 'changes'): Route {
  return dnsRoute(call, {
    verb: VERBS[call.request.method] ?? 'patch',
    collection: part === 'rrsets' ? RECORDS : part,
    name: '',
    path: `${zonePath(call.project, zone)}/${part}`,
    needs: [],
    run: () => {
      throw unknownResource('managedZone', zone);
    },
  });
}
