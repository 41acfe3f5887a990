import { kind, withoutEmpty } from './kind.ts';
import { locatedKind, locatedResource } from './located-kind.ts';
import type { Permission } from './permission.ts';
import {
  locatedPath,
  locationFlag,
  type Resource,
  type ResourceId,
  resourceId,
  type Scope,
} from './resource.ts';

function permission(word: string): Permission {
  return { name: `networksecurity.${word}`, roles: ['roles/compute.networkAdmin'] };
}

const CONFIGS = ['network-security', 'backend-authentication-configs'] as const;

/** By which roots a load balancer checks the certificates of its backends. */
export const backendAuthenticationConfigKind = kind({
  name: 'backendAuthenticationConfigs',
  title: 'backend authentication config',
  api: 'networksecurity.googleapis.com',
  ...locatedKind(CONFIGS, '-'),
  normalise: (document) => ({ ...document, wellKnownRoots: document['wellKnownRoots'] ?? 'NONE' }),
  unsaid: { clientCertificate: null, trustConfig: null },
  typicalSeconds: { create: 4, remove: 4 },
  permissions: {
    create: () =>
      [
        'backendAuthenticationConfigs.create',
        'backendAuthenticationConfigs.get',
        'operations.get',
      ].map(permission),
    remove: () => ['backendAuthenticationConfigs.delete', 'operations.get'].map(permission),
    repoint: () => [],
    read: () => [permission('backendAuthenticationConfigs.list')],
    use: () => [permission('backendAuthenticationConfigs.use')],
  },
});

/** What a certificate is checked by. */
interface BackendAuthenticationInit {
  readonly name: string;
  readonly scope: Scope;
  readonly project: string;
  /** The trust config whose roots count, and no others; `null` for the public ones that Google keeps. */
  readonly trustConfig: ResourceId | null;
}

/** A config that has the certificate of a backend checked, and shows it none. */
export function backendAuthenticationConfig(init: BackendAuthenticationInit): Resource {
  const { name, scope, project, trustConfig } = init;
  const roots =
    trustConfig === null
      ? ['--well-known-roots=public-roots']
      : [
          `--trust-config=projects/${project}/${locatedPath(trustConfig)}`,
          '--well-known-roots=none',
        ];
  return {
    id: resourceId(scope, 'backendAuthenticationConfigs', name),
    kind: 'backendAuthenticationConfigs',
    ...locatedResource(CONFIGS, scope, name),
    refs: trustConfig === null ? [] : [trustConfig],
    summary:
      trustConfig === null
        ? 'public roots'
        : `roots of trust config ${trustConfig.split('/').at(-1)}`,
    body: withoutEmpty({
      wellKnownRoots: trustConfig === null ? 'PUBLIC_ROOTS' : 'NONE',
      trustConfig: trustConfig ?? undefined,
    }),
    create: { argv: [...CONFIGS, 'create', name, locationFlag(scope), ...roots] },
  };
}
