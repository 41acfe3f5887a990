import { kind } from './kind.ts';
import { locatedKind, locatedResource } from './located-kind.ts';
import type { Permission } from './permission.ts';
import { GLOBAL, type Resource, resourceId } from './resource.ts';

function permission(word: string): Permission {
  return { name: `networksecurity.${word}`, roles: ['roles/compute.networkAdmin'] };
}

const POLICIES = ['network-security', 'client-tls-policies'] as const;

/** How Envoy speaks TLS to a backend of the mesh. */
export const clientTlsPolicyKind = kind({
  name: 'clientTlsPolicies',
  title: 'client TLS policy',
  api: 'networksecurity.googleapis.com',
  ...locatedKind(POLICIES, 'global'),
  unsaid: { clientCertificate: null, serverValidationCa: null },
  typicalSeconds: { create: 4, remove: 4 },
  permissions: {
    create: () =>
      [...['clientTlsPolicies.create', 'clientTlsPolicies.get'], 'operations.get'].map(permission),
    remove: () => ['clientTlsPolicies.delete', 'operations.get'].map(permission),
    repoint: () => [],
    read: () => [permission('clientTlsPolicies.list')],
    use: () => [permission('clientTlsPolicies.use')],
  },
});

/** A policy for TLS without a certificate of the client, and without a check of the server's. */
export function unauthenticatedTls(name: string, sni: string): Resource {
  return {
    id: resourceId(GLOBAL, 'clientTlsPolicies', name),
    kind: 'clientTlsPolicies',
    ...locatedResource(POLICIES, GLOBAL, name),
    refs: [],
    summary: `TLS without authentication, SNI ${sni}`,
    body: { sni },
    create: {
      argv: [...POLICIES, 'import', name, '--location=global'],
      stdin: `${JSON.stringify({ name, sni }, null, 2)}\n`,
    },
  };
}
