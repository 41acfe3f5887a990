import { NegctlError, type Problem } from '../errors.ts';
import { collectionKey, type Facts, NO_FACTS } from '../facts/facts.ts';
import type { Inventory } from '../facts/inventory.ts';
import type { LiveResource } from '../facts/live-resource.ts';
import { canonicalJson, type JsonObject } from '../json.ts';
import type { Resource, ResourceId } from '../resources/resource.ts';
import type { Limits, OnFail } from '../traffic/gate.ts';
import { buildPlan, type Conflict, hashOf } from './build.ts';
import { ordered } from './graph.ts';
import { dnsWarnings } from './migration-dns.ts';
import { soakWarnings } from './migration-gates.ts';
import { isWeighted } from './migration-scheme.ts';
import { type CommonWish, type Moved, type Prepared, preparedFor } from './migration-service.ts';
import { type ReferringMap, referringMaps } from './migration-site.ts';
import type { Kept, Plan, PlannedInput } from './plan.ts';
import { removingStep } from './removal.ts';
import { type Shifts, shiftingSteps } from './shifting.ts';
import type { RemovingStep, Step } from './step.ts';

/** What is asked for. */
export interface MigrationWish extends CommonWish {
  /** What the run is called. */
  readonly name: string;
  readonly soakSeconds: number;
  readonly limits: Limits;
  readonly onFail: OnFail;
  /** Whether the old services are deleted at the end, with those of their NEGs that nobody else uses. */
  readonly deleteOld: boolean;
  readonly inputs: readonly PlannedInput[];
}

/** The services that one run moves: together, each judged by itself. */
export type AllMoved = readonly [Moved, ...Moved[]];

/** The plan of a migration, or what stands in its way. */
export type PlannedMigration =
  | { readonly ok: true; readonly plan: Plan }
  | { readonly ok: false; readonly refusals: readonly Problem[] }
  | { readonly ok: false; readonly conflicts: readonly Conflict[] };

function factsOf(
  { resources }: Inventory,
  endpoints: ReadonlyMap<ResourceId, readonly JsonObject[]>,
): Facts {
  const documents = new Map<string, JsonObject[]>();
  for (const resource of resources.values()) {
    const key = collectionKey(resource);
    const found = documents.get(key) ?? [];
    found.push(resource.document);
    documents.set(key, found);
  }
  return { ...NO_FACTS, documents, endpoints };
}

/** Each problem once: what speaks against a map does so for every service that it leads to. */
function once(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [problem.what, problem])).values()];
}

/** What two services would share, and would have to be two things at once. */
function clashes(resources: readonly Resource[]): readonly Problem[] {
  const found = new Map(resources.map((resource) => [resource.id, canonicalJson(resource.body)]));
  return resources
    .filter(({ id, body }) => found.get(id) !== canonicalJson(body))
    .map(({ id }) => ({
      code: 'NEG-6014',
      what: `${id} would have to be two things at once`,
      why: 'the services that share it have different endpoints',
      fix: 'give each service a host name of its own: --fqdn=SERVICE=HOST',
    }));
}

/** Every map that leads to any of the services, with all its references to them. */
function mapsOf(moved: AllMoved): readonly ReferringMap[] {
  const found = new Map<ResourceId, ReferringMap>();
  for (const referring of moved.flatMap(({ site }) => referringMaps(site))) {
    const { map, references } = referring;
    const earlier = found.get(map.id)?.references ?? [];
    found.set(map.id, { map, references: [...earlier, ...references] });
  }
  return [...found.values()];
}

function warningsOf(
  moved: AllMoved,
  prepared: readonly Prepared[],
  wish: MigrationWish,
): readonly string[] {
  const copies = prepared.flatMap(({ shifted, dropped }) =>
    dropped.map(
      ({ field, because }) =>
        `migration/copy-settings: ${shifted.move.to} is made without ${field}: ${because}`,
    ),
  );
  const zones = moved.flatMap(({ site, fqdn }) => dnsWarnings(site, { ...wish, fqdn }));
  return [...copies, ...new Set(zones), ...soakWarnings(wish.soakSeconds, moved[0].gates)];
}

/**
 * The plan of a migration: what is made for it, then the shifts. Everything that a shift writes is worked
 * out here, from the maps as they are.
 */
export function migrationPlan(
  moved: AllMoved,
  endpointsOfNew: ReadonlyMap<ResourceId, readonly JsonObject[]>,
  wish: MigrationWish,
): PlannedMigration {
  const all = moved.map((one) => preparedFor(one, wish));
  const prepared = all.filter((one) => 'shifted' in one);
  const resources = prepared.flatMap((one) => one.resources);
  const refusals = [
    ...once(all.flatMap((one) => ('shifted' in one ? [] : one))),
    ...clashes(resources),
  ];
  const [first, ...others] = prepared.map(({ shifted }) => shifted);
  if (refusals.length > 0 || first === undefined) return { ok: false, refusals };
  const { name, inputs, soakSeconds, limits, onFail, schedule } = wish;
  const [{ site }] = moved;
  const built = buildPlan({
    recipe: 'ip-to-fqdn',
    name,
    project: site.project,
    inputs,
    resources: [...new Map(resources.map((resource) => [resource.id, resource])).values()],
    facts: factsOf(site.inventory, endpointsOfNew),
    warnings: warningsOf(moved, prepared, wish),
  });
  if (!built.ok) return built;
  const shifts: Shifts = {
    services: [first, ...others],
    maps: mapsOf(moved),
    weighted: moved.every((one) => isWeighted(one.site.service)),
    schedule,
    judging: { soakSeconds, limits, onFail },
    test: wish.test,
  };
  const made = built.plan.steps;
  const shifting = shiftingSteps(
    shifts,
    made.map(({ id }) => id),
    wish.deleteOld,
  );
  const end = wish.deleteOld ? decommissioning(moved, shifting.slice(-1)) : { steps: [], kept: [] };
  const { hash: _hash, inputs: _inputs, ...plan } = built.plan;
  const steps = ordered([...made, ...shifting, ...end.steps]);
  const decisive = { ...plan, verb: 'migrate', steps, kept: end.kept } as const;
  return { ok: true, plan: { ...decisive, inputs, hash: hashOf(decisive) } };
}

/**
 * What is deleted at the end: the old services, and those of their NEGs that nobody else uses. What they
 * need beside, health checks above all, stays.
 */
function decommissioning(
  moved: AllMoved,
  after: readonly Step[],
): { readonly steps: readonly RemovingStep[]; readonly kept: readonly Kept[] } {
  const [{ site: first }] = moved;
  const { inventory } = first;
  const ids = after.map(({ id }) => id);
  const going = new Set(moved.map(({ site }) => site.service.id));
  const removals = new Map(
    moved.map(({ site }) => [site.service.id, removingStep(site.service, inventory, ids)]),
  );
  const steps = [...removals.values()].flat();
  const kept: Kept[] = [];
  const negs = new Map(moved.flatMap(({ site }) => site.negs.map((neg) => [neg.id, neg] as const)));
  for (const neg of negs.values()) {
    const users = inventory.usedBy(neg.id);
    const usedBy = users.filter((user) => !going.has(user));
    // It goes after every service that is behind it, and not at all where one of them stays.
    const needs = users.flatMap((user) => removals.get(user) ?? []).map(({ id }) => id);
    if (usedBy.length > 0) kept.push({ id: neg.id, usedBy, because: null });
    else steps.push(...removingStep(neg, inventory, needs));
  }
  return { steps, kept: [...kept, ...keptBeside(moved, negs)] };
}

function keptBeside(moved: AllMoved, negs: ReadonlyMap<ResourceId, LiveResource>): readonly Kept[] {
  const used = moved.flatMap(({ site }) => site.inventory.uses(site.service.id));
  const ids = new Set(used.map(({ id }) => id).filter((id) => !negs.has(id)));
  return [...ids].map((id) => ({ id, usedBy: [], because: 'the new service may use it too' }));
}

/** The plan, or the error that says why there is none. */
export function planOrRefuse(
  planned: PlannedMigration,
  conflictProblem: (conflict: Conflict) => Problem,
): Plan {
  if (planned.ok) return planned.plan;
  const problems =
    'refusals' in planned ? planned.refusals : planned.conflicts.map(conflictProblem);
  throw new NegctlError('preflight', problems);
}
