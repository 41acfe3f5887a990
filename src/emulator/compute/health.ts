import { invalidField } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { objectsOf, textOf } from '../json.ts';
import type { StoredResource } from '../store.ts';
import { rulesAbove, schemeOf } from './chain.ts';
import type { World } from './kind.ts';
import { formatPath, parseLink } from './paths.ts';
import { projectId } from './world.ts';

/** Schemes whose probes come from Google's central probers, which alone report (rule health-check/status-invisible). */
const CENTRAL = ['EXTERNAL', 'EXTERNAL_MANAGED'];

/**
 * `getHealth` of one group. assumption: endpoints are healthy once a forwarding rule leads to the service;
 * serverless, internet and PSC groups, and hybrid ones behind Envoys, report nothing.
 */
export function getHealth(world: World, service: StoredResource, group: string): JsonObject {
  const link = parseLink(group, service.project);
  const path = link && formatPath({ ...link, project: projectId(world, link.project) });
  const backends = objectsOf(service.fields['backends']).map((backend) => textOf(backend['group']));
  if (path === undefined || !backends.includes(path)) {
    throw invalidField(
      'resource.group',
      group,
      'The group is not a backend of the backend service.',
    );
  }
  const endpoints = rulesAbove(world, service.path).some((rule) => rule.live)
    ? probedEndpoints(world.store.resource(path), service)
    : [];
  const healthStatus = endpoints.map((endpoint) => ({
    ...(endpoint['instance'] === undefined ? {} : { instance: endpoint['instance'] }),
    ...(endpoint['ipAddress'] === undefined ? {} : { ipAddress: endpoint['ipAddress'] }),
    ...(endpoint['port'] === undefined ? {} : { port: endpoint['port'] }),
    healthState: 'HEALTHY',
  }));
  return {
    kind: 'compute#backendServiceGroupHealth',
    ...(healthStatus.length === 0 ? {} : { healthStatus }),
  };
}

function probedEndpoints(
  group: StoredResource | undefined,
  service: StoredResource,
): readonly JsonObject[] {
  const type = textOf(group?.fields['networkEndpointType']);
  const central = CENTRAL.includes(schemeOf(service)) && service.scope === 'global';
  const reports = type === 'GCE_VM_IP_PORT' || (type === 'NON_GCP_PRIVATE_IP_PORT' && central);
  return reports ? objectsOf(group?.fields['endpoints']) : [];
}
