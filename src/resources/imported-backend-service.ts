import type { JsonObject } from '../json.ts';
import { type BackendServiceInit, backendService } from './backend-service.ts';
import { withoutEmpty } from './kind.ts';
import { type Resource, type ResourceId, scopeFlag } from './resource.ts';
import { SECRET_MARK, type SecretHeader, secretOf, secretText } from './secret.ts';

/** A backend service with what gcloud has no flag for, or must not be told by one. */
export interface ImportedBackendServiceInit extends BackendServiceInit {
  /** A document names what it refers to by its path. */
  readonly project: string;
  /** How Envoy speaks TLS to the backends; `null` for clear text, or where the protocol says it. */
  readonly clientTlsPolicy: ResourceId | null;
  readonly secretHeader: SecretHeader | null;
}

function documentOf(init: ImportedBackendServiceInit, body: JsonObject): JsonObject {
  const { name, project, protocol, healthCheck, clientTlsPolicy, secretHeader } = init;
  const policy = clientTlsPolicy?.replace(/^global\//, 'locations/global/');
  const headers = [
    ...init.customRequestHeaders,
    ...(secretHeader === null ? [] : [`${secretHeader.name}:${SECRET_MARK}`]),
  ];
  return withoutEmpty({
    name,
    loadBalancingScheme: init.scheme,
    protocol,
    // What gcloud's own flags would set beside what is asked for, so that both ways end alike.
    portName: init.scope.type === 'global' ? protocol.toLowerCase() : undefined,
    timeoutSec: 30,
    healthChecks: healthCheck === null ? undefined : [`projects/${project}/${healthCheck}`],
    securitySettings:
      policy === undefined ? undefined : { clientTlsPolicy: `projects/${project}/${policy}` },
    customRequestHeaders: headers.length === 0 ? undefined : headers,
    logConfig: body['logConfig'],
  });
}

/**
 * The documents attach a client TLS policy by exporting a service, adding two keys and importing it; here the
 * service is imported whole from the start, so that no other field can be lost, and no request leaves without
 * in between. An import replaces what is there: the executor reads first. Where it needs no import, the service is
 * made by flags.
 */
export function importedBackendService(init: ImportedBackendServiceInit): Resource {
  const { name, scope, clientTlsPolicy, secretHeader } = init;
  const plain = backendService(init);
  if (clientTlsPolicy === null && secretHeader === null) return plain;
  const headers = [
    ...init.customRequestHeaders,
    ...(secretHeader === null ? [] : [secretText(secretHeader, `${secretHeader.name}:`)]),
  ];
  return {
    ...plain,
    refs: [...plain.refs, ...(clientTlsPolicy === null ? [] : [clientTlsPolicy])],
    summary: [
      plain.summary,
      ...(clientTlsPolicy === null ? [] : [`TLS by ${clientTlsPolicy.split('/').at(-1)}`]),
      ...(secretHeader === null ? [] : [`${secretHeader.name} from ${secretHeader.file}`]),
    ].join(', '),
    body: withoutEmpty({
      ...plain.body,
      securitySettings: clientTlsPolicy === null ? undefined : { clientTlsPolicy },
      customRequestHeaders: headers.length === 0 ? undefined : headers,
    }),
    create: {
      argv: ['compute', 'backend-services', 'import', name, scopeFlag(scope)],
      stdin: `${JSON.stringify(documentOf(init, plain.body), null, 2)}\n`,
      ...(secretHeader === null ? {} : { secret: secretOf(secretHeader) }),
    },
    createReplaces: true,
  };
}
