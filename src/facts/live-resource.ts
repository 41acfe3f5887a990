import type { JsonObject } from '../json.ts';
import type { KindName, ResourceId, Scope } from '../resources/resource.ts';

/** One resource that exists, whoever made it. */
export interface LiveResource {
  readonly id: ResourceId;
  readonly kind: KindName;
  readonly scope: Scope;
  readonly name: string;
  readonly serverId: string | null;
  readonly document: JsonObject;
}
