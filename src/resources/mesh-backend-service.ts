import type { Json } from '../json.ts';
import { type BackendProtocol, backendService } from './backend-service.ts';
import { withoutEmpty } from './kind.ts';
import { GLOBAL, type Resource, type ResourceId, scopeFlag } from './resource.ts';

/** A backend service of the mesh. */
export interface MeshBackendServiceInit {
  readonly name: string;
  readonly project: string;
  readonly protocol: BackendProtocol;
  readonly healthCheck: ResourceId | null;
  /** How Envoy speaks TLS to the backends; `null` for clear text. */
  readonly clientTlsPolicy: ResourceId | null;
}

/** What gcloud's own flags would set beside what is asked for, so that both ways end alike. */
function usual(protocol: BackendProtocol): Readonly<Record<string, Json>> {
  return { portName: protocol.toLowerCase(), timeoutSec: 30 };
}

/**
 * gcloud has no flag for a client TLS policy. The documents attach it afterwards, by exporting the service,
 * adding two keys and importing it; here the service is imported whole from the start, so that no other field
 * can be lost, and no request leaves in clear text in between. An import replaces what is there: the executor
 * reads first.
 */
export function meshBackendService(init: MeshBackendServiceInit): Resource {
  const { name, project, protocol, healthCheck, clientTlsPolicy } = init;
  const scheme = 'INTERNAL_SELF_MANAGED';
  const plain = backendService({
    name,
    scope: GLOBAL,
    scheme,
    protocol,
    healthCheck,
    customRequestHeaders: [],
    loggingSampleRate: null,
  });
  if (clientTlsPolicy === null) return plain;
  const policy = clientTlsPolicy.replace(/^global\//, 'locations/global/');
  const document = withoutEmpty({
    name,
    loadBalancingScheme: scheme,
    protocol,
    ...usual(protocol),
    healthChecks: healthCheck === null ? undefined : [`projects/${project}/${healthCheck}`],
    securitySettings: { clientTlsPolicy: `projects/${project}/${policy}` },
  });
  return {
    ...plain,
    refs: [...plain.refs, clientTlsPolicy],
    summary: `${plain.summary}, TLS by ${clientTlsPolicy.split('/').at(-1)}`,
    body: { ...plain.body, securitySettings: { clientTlsPolicy } },
    create: {
      argv: ['compute', 'backend-services', 'import', name, scopeFlag(GLOBAL)],
      stdin: `${JSON.stringify(document, null, 2)}\n`,
    },
    createReplaces: true,
  };
}
