import { pacificTime } from '../clock.ts';
import { projectNumber } from '../draw.ts';
import type { JsonObject } from '../json.ts';
import type { StoredResource } from '../store.ts';
import { renderBody } from './body.ts';
import type { World } from './kind.ts';
import { formatPath, linkTo } from './paths.ts';

/** A resource as a GET returns it (compute-api-behaviour.md 3): what is kept, what is computed, in the table's order. */
export function viewResource(world: World, resource: StoredResource, version: string): JsonObject {
  const kind = world.kinds.get(resource.collection);
  if (kind === undefined) {
    throw new TypeError(`no such collection: ${resource.collection}`);
  }
  const { path, project, scope } = resource;
  const place = linkTo(`projects/${project}/${scope}`, version);
  const values: JsonObject = {
    ...resource.fields,
    kind: `compute#${kind.singular}`,
    id: resource.id,
    creationTimestamp: pacificTime(resource.created),
    name: resource.name,
    selfLink: linkTo(path, version),
    selfLinkWithId: linkTo(formatPath({ ...resource, name: resource.id }), version),
    ...(scope.startsWith('regions/') ? { region: place } : {}),
    ...(scope.startsWith('zones/') ? { zone: place } : {}),
    ...kind.computed?.(resource, world, version),
  };
  return renderBody(kind.fields, values, version);
}

/** `GLOBAL:global/PROJECT:<number>/<WORD>:<name>`, the form in-use refusals of health checks have (compute-api-behaviour.md 10.2). */
export function numberedName(resource: StoredResource, word: string): string {
  const place =
    resource.scope === 'global' ? 'GLOBAL:global' : `REGION:${resource.scope.split('/')[1] ?? ''}`;
  return `${place}/PROJECT:${projectNumber(resource.project)}/${word.toUpperCase()}:${resource.name}`;
}
