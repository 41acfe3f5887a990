import { textAt } from '../json.ts';
import { createdAt, kind } from './kind.ts';
import type { Permission } from './permission.ts';
import { GLOBAL, type Resource, resourceId } from './resource.ts';

function permission(word: string): Permission {
  return { name: `networksecurity.${word}`, roles: ['roles/compute.networkAdmin'] };
}

const POLICIES = ['network-security', 'client-tls-policies'] as const;

/**
 * How Envoy speaks TLS to a backend of the mesh. The server gives no id: when it was made tells one policy
 * from another of the same name. gcloud cannot list the operations of this API.
 */
export const clientTlsPolicyKind = kind({
  name: 'clientTlsPolicies',
  title: 'client TLS policy',
  api: 'networksecurity.googleapis.com',
  nameIn: (document) => textAt(document, 'name')?.split('/').at(-1),
  identityIn: (document) => textAt(document, 'createTime') ?? null,
  createdIn: createdAt('createTime'),
  settlesAfterSeconds: 15,
  isReadOnDemand: true,
  list: () => ({ argv: [...POLICIES, 'list', '--location=global'] }),
  listAll: { argv: [...POLICIES, 'list', '--location=global'] },
  remove: (_scope, name) => ({ argv: [...POLICIES, 'delete', name, '--location=global'] }),
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
    scope: GLOBAL,
    name,
    container: null,
    refs: [],
    summary: `TLS without authentication, SNI ${sni}`,
    body: { sni },
    create: {
      argv: [...POLICIES, 'import', name, '--location=global'],
      stdin: `${JSON.stringify({ name, sni }, null, 2)}\n`,
    },
    createReplaces: true,
    remove: { argv: [...POLICIES, 'delete', name, '--location=global'] },
  };
}
