import type { Json, JsonObject } from '../../../../src/json.ts';
import { type Scope, scopePath } from '../../../../src/resources/resource.ts';
import type { FlagSpecs } from '../argv.ts';
import type { Call, CommandSpec, Commands } from '../command.ts';
import { get, list, mutate } from '../mode-a.ts';
import { listScopeFlags, listScopeOf, type ScopeType, scopeFlags, scopeOf } from '../scope.ts';

/** A group of commands over one API collection: what its delete and list need to know. */
export interface RemovableSpec {
  /** The group's words after `compute`. */
  readonly group: string;
  readonly collection: string;
  /** The scopes that its commands have been held against the real gcloud for. */
  readonly types: readonly ScopeType[];
  /** Said once more after create and delete; such a create prints the bare object (gcloud-commands 9.3). */
  readonly noun?: string;
  /** What heads the problems of its delete, where that is not the usual. */
  readonly deleteTitle?: string;
}

/** The same with what its create and describe need to know. */
export interface CollectionSpec extends RemovableSpec {
  /** Flags of create beside the scope. */
  readonly flags: FlagSpecs;
  /** What create sends, the name aside. */
  readonly body: (call: Call, scope: Scope) => JsonObject;
}

/** The path of the collection that a command is about. */
export function collectionPath(
  { project }: Pick<Call, 'project'>,
  scope: Scope,
  collection: string,
) {
  return `projects/${project}/${scopePath(scope)}/${collection}`;
}

/** The path of the resource that a command names. */
export function resourcePath(call: Call, collection: string): string {
  return `${collectionPath(call, scopeOf(call), collection)}/${call.name}`;
}

/** The create of a collection, or of one of its forms. */
export function createCommand(spec: CollectionSpec): CommandSpec {
  const run = async (call: Call): Promise<Json> => {
    const scope = scopeOf(call);
    const path = collectionPath(call, scope, spec.collection);
    const body = { name: call.name, ...spec.body(call, scope) };
    const made = await mutate(call.session, { method: 'POST', path, body });
    if (spec.noun === undefined) return made === null ? [] : [made];
    call.session.say(`Created ${spec.noun} [${call.name}].`);
    return made;
  };
  return { flags: { ...scopeFlags(spec.types), ...spec.flags }, named: true, run };
}

function deleteCommand(spec: RemovableSpec): CommandSpec {
  const run = async (call: Call): Promise<Json> => {
    const request = { method: 'DELETE', path: resourcePath(call, spec.collection) } as const;
    await mutate(call.session, request, spec.deleteTitle);
    if (spec.noun !== undefined) call.session.say(`Deleted ${spec.noun} [${call.name}].`);
    return [];
  };
  return { flags: scopeFlags(spec.types), named: true, run };
}

function describeCommand(spec: CollectionSpec): CommandSpec {
  const run = (call: Call): Promise<Json> => get(call.session, resourcePath(call, spec.collection));
  return { flags: scopeFlags(['global']), named: true, run };
}

/** What a list of all scopes asks for beside the page. */
const ALL_SCOPES = { includeAllScopes: 'True', returnPartialSuccess: 'True' };

function allPath({ project }: Call, { collection }: RemovableSpec): string {
  return `projects/${project}/aggregated/${collection}`;
}

/** The list of a collection. */
export function listCommand(spec: RemovableSpec): CommandSpec {
  const run = async (call: Call): Promise<Json> => {
    const scope = listScopeOf(call);
    if (scope === null) return list(call.session, allPath(call, spec), ALL_SCOPES);
    const found = await list(call.session, collectionPath(call, scope, spec.collection), {});
    // A scope is a filter on the results as well, and gcloud warns of filters on nothing.
    if (scope.type !== 'global' && found.length === 0) {
      call.session.say(
        `WARNING: The following filter keys were not present in any resource : ${scope.type}`,
      );
    }
    return found;
  };
  return { flags: listScopeFlags(spec.types), named: false, run };
}

/** The commands of a collection that negctl lists and deletes from, and makes nothing in. */
export function removableCommands(spec: RemovableSpec): Commands {
  const group = `compute ${spec.group}`;
  return {
    [`${group} delete`]: deleteCommand(spec),
    [`${group} list`]: listCommand(spec),
  };
}

/** The commands that every other collection has. */
export function collectionCommands(spec: CollectionSpec): Commands {
  const group = `compute ${spec.group}`;
  return {
    [`${group} create`]: createCommand(spec),
    [`${group} describe`]: describeCommand(spec),
    ...removableCommands(spec),
  };
}

/** The members of a body that have a value. */
export function present(members: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(members).filter((entry): entry is [string, Json] => entry[1] !== undefined),
  );
}
