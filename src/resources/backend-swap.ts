import { createHash } from 'node:crypto';
import type { Command } from '../gcloud/command.ts';
import { canonicalJson, type JsonObject, objectsAt, textAt } from '../json.ts';
import { toChangeBackends } from './backend.ts';
import { kind } from './kind.ts';
import {
  idOfReference,
  type Resource,
  type ResourceId,
  type Subject,
  scopeFlag,
} from './resource.ts';

/** What the server alone writes, and what changes with who refers to the service. */
const NOT_SET_BY_ANYBODY = ['fingerprint', 'usedBy'] as const;

/** What an import clears where its file lacks it, and that goes back as it was read (lessons M10). */
const SENT_BACK = [
  'securitySettings',
  'localityLbPolicy',
  'localityLbPolicies',
  'customRequestHeaders',
  'customResponseHeaders',
] as const;

/** What an import clears too, and that holds numbers which gcloud reads in another form than it shows them. */
const NOT_WRITTEN_BACK = [
  'circuitBreakers',
  'consistentHash',
  'outlierDetection',
  'cdnPolicy',
  'haPolicy',
] as const;

/** The settings of a backend service that a swap of its backend could not keep; empty where it keeps all. */
export function settingsLostBySwap(service: JsonObject): readonly string[] {
  return NOT_WRITTEN_BACK.filter((field) => service[field] !== undefined);
}

/** A digest of everything that a backend service says beside its backends. */
function settingsOf(service: JsonObject): string {
  const left: readonly string[] = ['backends', ...NOT_SET_BY_ANYBODY];
  const settings = Object.entries(service).filter(([field]) => !left.includes(field));
  const text = canonicalJson(Object.fromEntries(settings));
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

function groupsOf(service: JsonObject): readonly string[] {
  return objectsAt(service, 'backends').map((one) => idOfReference(textAt(one, 'group') ?? ''));
}

/**
 * The NEG of a backend service, exchanged for another one by a single write, so that there is no moment
 * without a backend. Where the service says anything but what it said when that was planned, somebody else has
 * changed it meanwhile: it is neither written nor taken back.
 */
export const backendSwapKind = kind({
  name: 'backendSwaps',
  title: 'backend of',
  verb: 'swap the',
  isRewrite: true,
  createdIn: () => null,
  inContainer: (service, { body }) => {
    if (service === null) return { group: 'gone' };
    const groups = groupsOf(service);
    const settings = settingsOf(service);
    const isAsBefore = groups.length === 1 && groups[0] === body['instead'];
    if (isAsBefore && settings === body['settings']) return null;
    return { group: groups.join(', '), settings, instead: body['instead'] ?? null };
  },
  typicalSeconds: { create: 10, remove: 10 },
  permissions: {
    create: toChangeBackends,
    remove: toChangeBackends,
    repoint: () => [],
    read: () => [],
    use: () => [],
  },
});

/** A backend service that is there, with one NEG, and the NEG that it gets. */
export interface BackendSwapInit {
  readonly project: string;
  readonly service: Pick<Subject, 'id' | 'scope' | 'name'>;
  /** The live document of the service. */
  readonly document: JsonObject;
  readonly old: ResourceId;
  readonly neg: Pick<Subject, 'id' | 'name'>;
}

function importOf(
  { service, document }: Pick<BackendSwapInit, 'service' | 'document'>,
  backends: readonly JsonObject[],
): Command {
  const kept = SENT_BACK.flatMap((field) => {
    const value = document[field];
    return value === undefined ? [] : [[field, value] as const];
  });
  const file = { name: service.name, ...Object.fromEntries(kept), backends };
  return {
    argv: ['compute', 'backend-services', 'import', service.name, scopeFlag(service.scope)],
    stdin: `${JSON.stringify(file, null, 2)}\n`,
  };
}

export function backendSwap(init: BackendSwapInit): Resource {
  const { project, service, document, old, neg } = init;
  const { id, scope, name } = service;
  return {
    id: `${id}/backend-of`,
    kind: 'backendSwaps',
    scope,
    name,
    container: id,
    refs: [id, neg.id],
    summary: `${old.split('/').at(-1)} -> ${neg.name}`,
    body: { group: neg.id, instead: old, settings: settingsOf(document) },
    create: importOf(init, [{ group: `projects/${project}/${neg.id}` }]),
    createReplaces: true,
    remove: importOf(init, objectsAt(document, 'backends')),
  };
}
