import { isJsonObject, type JsonObject, textAt } from '../json.ts';
import { unauthenticatedTls } from '../resources/client-tls-policy.ts';
import { idOfReference, locatedPath, type Resource } from '../resources/resource.ts';
import type { MigrationSite } from './migration-site.ts';

/** What the server alone says of a policy, and what says nothing about TLS. */
const ABOUT_ITSELF = ['name', 'createTime', 'updateTime', 'description', 'labels'];

/** How the proxies speak TLS to the new backend, where they did to the old one. */
export type NewTls =
  /** As the old service says it: there is no policy, or it fits the new host. */
  | { readonly how: 'kept' }
  /** A policy of its own, with the server name of the new host (migration/copy-tls). */
  | { readonly how: 'made'; readonly policy: Resource }
  /** Kept, although nobody here can tell whether it fits: it is looked at by a person. */
  | { readonly how: 'unclear'; readonly policy: string; readonly because: string };

function settingsOf(service: JsonObject): JsonObject {
  const settings = service['securitySettings'];
  return settings !== undefined && isJsonObject(settings) ? settings : {};
}

/** How the new service of a set-up speaks TLS to a host. */
export function newTls(
  { service, inventory }: MigrationSite,
  { name, fqdn }: { readonly name: string; readonly fqdn: string },
): NewTls {
  const reference = textAt(settingsOf(service.document), 'clientTlsPolicy') ?? '';
  if (reference === '') return { how: 'kept' };
  const live = inventory.resources.get(idOfReference(reference))?.document;
  const policy = reference.split('/').at(-1) ?? reference;
  if (live === undefined) return { how: 'unclear', policy, because: 'it cannot be read' };
  const sni = textAt(live, 'sni');
  if (sni === undefined || sni === fqdn) return { how: 'kept' };
  const others = Object.keys(live).filter((key) => key !== 'sni' && !ABOUT_ITSELF.includes(key));
  if (others.length === 0) return { how: 'made', policy: unauthenticatedTls(`${name}-tls`, fqdn) };
  const because = `its server name is ${sni}, and it has ${others.join(', ')} beside`;
  return { how: 'unclear', policy, because };
}

/** The document of the new service with the policy that is made for it. */
export function withTls(document: JsonObject, tls: NewTls, project: string): JsonObject {
  if (tls.how !== 'made') return document;
  const clientTlsPolicy = `projects/${project}/${locatedPath(tls.policy.id)}`;
  return { ...document, securitySettings: { ...settingsOf(document), clientTlsPolicy } };
}
