import { projectNumber } from '../draw.ts';
import { notFound, notReady } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { StoredResource } from '../store.ts';
import type { Reading } from './body.ts';
import { referencesIn } from './body.ts';
import type { Kind, World } from './kind.ts';

/** The id of a project, also where its number is given: both are accepted in paths. */
export function projectId(world: World, idOrNumber: string): string {
  const known = Object.keys(world.store.settings.projects);
  return known.find((id) => projectNumber(id) === idOrNumber) ?? idOrNumber;
}

/** How links in a body of this project are read. */
export function readingFor(world: World, project: string): Reading {
  return { project, projectId: (idOrNumber) => projectId(world, idOrNumber) };
}

/** A resource as reads see it: not before its insert is DONE. */
export function findLive(world: World, path: string): StoredResource | undefined {
  const resource = world.store.resource(path);
  return resource?.live ? resource : undefined;
}

/** A resource that a link may name: there, not still being made, not being deleted. */
export function needReady(world: World, path: string): StoredResource {
  const resource = world.store.resource(path);
  if (resource === undefined) {
    throw notFound(path);
  }
  // assumption: a link to a resource whose delete runs is refused like one to a resource still being made.
  if (!resource.live || world.store.running(path)?.effect.kind === 'remove') {
    throw notReady(path);
  }
  return resource;
}

/** The links a resource holds: those it has, and those a running change will give it. assumption: both until it is DONE. */
export function linksOf(world: World, resource: StoredResource): readonly string[] {
  const kind = world.kinds.get(resource.collection);
  if (kind === undefined) {
    return [];
  }
  const pending = pendingFields(world, resource.path);
  return [
    ...linksIn(world, kind, resource.fields),
    ...(pending === undefined ? [] : linksIn(world, kind, pending)),
    ...(kind.uses?.(resource, world) ?? []),
  ];
}

function linksIn(world: World, kind: Kind, fields: JsonObject): readonly string[] {
  const known = world.links.get(fields);
  if (known !== undefined) {
    return known;
  }
  const found = referencesIn(kind.fields, fields).map((reference) => reference.path);
  world.links.set(fields, found);
  return found;
}

function pendingFields(world: World, path: string): JsonObject | undefined {
  const effect = world.store.running(path)?.effect;
  return effect?.kind === 'change' ? effect.fields : undefined;
}

/** The resources that hold a link to this one, whatever runs on them (compute-api-behaviour.md 2.5). */
export function usersOf(world: World, path: string): StoredResource[] {
  return [...world.store.resources()].filter(
    (resource) => resource.path !== path && linksOf(world, resource).includes(path),
  );
}

/** The live resources of a collection. */
export function liveOf(world: World, collection: string): StoredResource[] {
  return [...world.store.resources()].filter(
    (resource) => resource.live && resource.collection === collection,
  );
}
