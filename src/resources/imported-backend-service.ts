import type { JsonObject } from '../json.ts';
import { type BackendServiceInit, backendService } from './backend-service.ts';
import { withoutEmpty } from './kind.ts';
import { locatedPath, type Resource, type ResourceId, scopeFlag } from './resource.ts';
import { SECRET_MARK, type SecretHeader, secretOf, secretText } from './secret.ts';

/** How a load balancer checks the certificate that a backend shows it. */
export interface BackendTls {
  readonly authenticationConfig: ResourceId;
  /** What it asks for in the handshake; the certificate must be for that name where no others are given. */
  readonly sni: string;
  /** Names of which the certificate must have one, instead of the SNI; empty for the SNI itself. */
  readonly subjectAltNames: readonly string[];
}

/** A backend service with what gcloud has no flag for, or must not be told by one. */
export interface ImportedBackendServiceInit extends BackendServiceInit {
  /** A document names what it refers to by its path. */
  readonly project: string;
  /** How Envoy speaks TLS to the backends; `null` for clear text, or where the protocol says it. */
  readonly clientTlsPolicy: ResourceId | null;
  /** `null` where no certificate is checked, or the load balancer does so by itself. */
  readonly backendTls: BackendTls | null;
  readonly secretHeader: SecretHeader | null;
}

/** The `tlsSettings` of a service, which names its config as `nameOf` does. */
function tlsSettings(tls: BackendTls, nameOf: (id: ResourceId) => string): JsonObject {
  const { sni, authenticationConfig, subjectAltNames } = tls;
  return withoutEmpty({
    sni,
    authenticationConfig: nameOf(authenticationConfig),
    subjectAltNames:
      subjectAltNames.length === 0 ? undefined : subjectAltNames.map((dnsName) => ({ dnsName })),
  });
}

function documentOf(init: ImportedBackendServiceInit, body: JsonObject): JsonObject {
  const { name, project, protocol, healthCheck, clientTlsPolicy, backendTls, secretHeader } = init;
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
      clientTlsPolicy === null
        ? undefined
        : { clientTlsPolicy: `projects/${project}/${locatedPath(clientTlsPolicy)}` },
    tlsSettings:
      backendTls === null
        ? undefined
        : tlsSettings(
            backendTls,
            (id) => `//networksecurity.googleapis.com/projects/${project}/${locatedPath(id)}`,
          ),
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
  const { name, scope, clientTlsPolicy, backendTls, secretHeader } = init;
  const plain = backendService(init);
  if (clientTlsPolicy === null && backendTls === null && secretHeader === null) return plain;
  const headers = [
    ...init.customRequestHeaders,
    ...(secretHeader === null ? [] : [secretText(secretHeader, `${secretHeader.name}:`)]),
  ];
  return {
    ...plain,
    refs: [
      ...plain.refs,
      ...(clientTlsPolicy === null ? [] : [clientTlsPolicy]),
      ...(backendTls === null ? [] : [backendTls.authenticationConfig]),
    ],
    summary: [
      plain.summary,
      ...(clientTlsPolicy === null ? [] : [`TLS by ${clientTlsPolicy.split('/').at(-1)}`]),
      ...(backendTls === null ? [] : [`certificates checked, SNI ${backendTls.sni}`]),
      ...(secretHeader === null ? [] : [`${secretHeader.name} from ${secretHeader.file}`]),
    ].join(', '),
    body: withoutEmpty({
      ...plain.body,
      securitySettings: clientTlsPolicy === null ? undefined : { clientTlsPolicy },
      tlsSettings: backendTls === null ? undefined : tlsSettings(backendTls, (id) => id),
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
