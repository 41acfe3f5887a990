import { isJsonObject, type JsonObject, objectsAt, textAt } from '../json.ts';
import { idOfReference, scopeFlag } from '../resources/resource.ts';
import { readAll } from './inventory.ts';
import type { LiveResource } from './live-resource.ts';
import { type Reader, readJson } from './read.ts';

/** What a backend service says of the endpoints of one NEG; or why nothing can be said. */
export interface ServiceHealth {
  /** Name of the backend service. */
  readonly service: string;
  /** The state of each endpoint, by {@link healthKey}; empty while nothing is probed. */
  readonly states: ReadonlyMap<string, string>;
  /** `null` where the states are what the API shows. */
  readonly because: string | null;
}

/** An endpoint in answers about health: address and port. */
export function healthKey(endpoint: JsonObject): string {
  return `${textAt(endpoint, 'ipAddress') ?? ''}:${endpoint['port'] ?? ''}`;
}

/** Schemes whose backends Google's central probers watch; Envoys of all others probe by themselves. */
const CENTRAL = ['EXTERNAL', 'EXTERNAL_MANAGED'];

/** Why the API shows no health of a NEG's endpoints behind a service; `null` where it does. */
function hiddenBecause(type: string, { document, scope }: LiveResource): string | null {
  const scheme = textAt(document, 'loadBalancingScheme') ?? 'EXTERNAL';
  const isCentral = CENTRAL.includes(scheme) && scope.type === 'global';
  const envoys =
    'the Envoy proxies of the load balancer probe it themselves and report to nobody; see its request logs';
  if (scheme === 'INTERNAL_SELF_MANAGED') return envoys;
  if (type.startsWith('INTERNET_')) {
    return isCentral ? 'global internet NEGs have no health checks' : envoys;
  }
  if (type === 'NON_GCP_PRIVATE_IP_PORT' && !isCentral) return envoys;
  const checks = document['healthChecks'];
  return Array.isArray(checks) && checks.length > 0
    ? null
    : 'the backend service has no health check';
}

function refersTo({ document }: LiveResource, neg: LiveResource): boolean {
  return objectsAt(document, 'backends').some(
    (backend) => idOfReference(textAt(backend, 'group') ?? '') === neg.id,
  );
}

async function statesOf(
  reader: Reader,
  { name, scope }: LiveResource,
  neg: LiveResource,
): Promise<ReadonlyMap<string, string>> {
  const command = {
    argv: ['compute', 'backend-services', 'get-health', name, scopeFlag(scope)],
  };
  const answer = await readJson(reader, command, `read the health of ${name}`);
  const groups = Array.isArray(answer) ? answer.filter(isJsonObject) : [];
  const mine = groups.filter((group) => idOfReference(textAt(group, 'backend') ?? '') === neg.id);
  const found = mine.flatMap((group) => {
    const status = group['status'];
    const health = status !== undefined && isJsonObject(status) ? status : {};
    return objectsAt(health, 'healthStatus');
  });
  return new Map(found.map((one) => [healthKey(one), textAt(one, 'healthState') ?? 'UNKNOWN']));
}

/** Reads what every backend service that uses a NEG says of its endpoints. */
export async function readHealth(
  reader: Reader,
  neg: LiveResource,
): Promise<readonly ServiceHealth[]> {
  const services = await readAll(reader, 'backendServices');
  const type = textAt(neg.document, 'networkEndpointType') ?? '';
  return Promise.all(
    services
      .filter((service) => refersTo(service, neg))
      .map(async (service): Promise<ServiceHealth> => {
        const because = hiddenBecause(type, service);
        const states = because === null ? await statesOf(reader, service, neg) : new Map();
        return { service: service.name, states, because };
      }),
  );
}
