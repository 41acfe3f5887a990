import type { Command } from '../gcloud/command.ts';
import type { Json } from '../json.ts';
import { kind, withoutEmpty } from './kind.ts';
import { NETWORK_ENDPOINT_GROUPS } from './network-endpoint-group.ts';
import { type Permission, toWait } from './permission.ts';
import { type Resource, type ResourceId, type Scope, scopeFlag } from './resource.ts';

/** gcloud changes the group and reads it afterwards. */
function toChangeEndpoints(word: string): (scope: Scope) => readonly Permission[] {
  return (scope) => [
    NETWORK_ENDPOINT_GROUPS.change(scope, word),
    NETWORK_ENDPOINT_GROUPS.look(scope, 'get'),
    toWait(scope),
  ];
}

export const networkEndpointKind = kind({
  name: 'networkEndpoints',
  title: 'endpoint',
  typicalSeconds: { create: 4, remove: 4 },
  permissions: {
    create: toChangeEndpoints('attachNetworkEndpoints'),
    remove: toChangeEndpoints('detachNetworkEndpoints'),
    read: () => [],
    use: () => [],
  },
});

/** An endpoint outside Google Cloud: a host name or an address. */
export type InternetEndpoint = { readonly port: number | undefined } & (
  | { readonly fqdn: string }
  | { readonly ip: string }
);

/** Reads the endpoints of one NEG; the NEG's own document only counts them. */
export function listEndpoints(neg: { readonly name: string; readonly scope: Scope }): Command {
  const scope = scopeFlag(neg.scope);
  return {
    argv: ['compute', 'network-endpoint-groups', 'list-network-endpoints', neg.name, scope],
  };
}

/** The attachment of one endpoint to a NEG. */
export function networkEndpoint(neg: Resource, endpoint: InternetEndpoint): Resource {
  const host = 'fqdn' in endpoint ? `fqdn=${endpoint.fqdn}` : `ip=${endpoint.ip}`;
  const words = endpoint.port === undefined ? host : `${host},port=${endpoint.port}`;
  const update = ['compute', 'network-endpoint-groups', 'update', neg.name, scopeFlag(neg.scope)];
  const address: Record<string, Json | undefined> =
    'fqdn' in endpoint ? { fqdn: endpoint.fqdn } : { ipAddress: endpoint.ip };
  return {
    id: endpointId(neg.id, words),
    kind: 'networkEndpoints',
    scope: neg.scope,
    name: words,
    container: neg.id,
    refs: [neg.id],
    summary: `in ${neg.name}`,
    body: withoutEmpty({ ...address, port: endpoint.port }),
    create: { argv: [...update, `--add-endpoint=${words}`] },
    createReplaces: false,
    remove: { argv: [...update, `--remove-endpoint=${words}`] },
  };
}

function endpointId(neg: ResourceId, words: string): ResourceId {
  return `${neg}/endpoints/${words}`;
}
