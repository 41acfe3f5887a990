import { NegctlError, type Problem } from '../errors.ts';
import { collectionKey, type Facts, NO_FACTS } from '../facts/facts.ts';
import type { Inventory } from '../facts/inventory.ts';
import type { JsonObject } from '../json.ts';
import { backend } from '../resources/backend.ts';
import { copiedService, copyOf, type LeftOut } from '../resources/backend-service-copy.ts';
import { networkEndpoint } from '../resources/network-endpoint.ts';
import { internetNeg } from '../resources/network-endpoint-group.ts';
import type { Resource, ResourceId } from '../resources/resource.ts';
import type { GateWish, Limits, OnFail } from '../traffic/gate.ts';
import type { Schedule } from '../traffic/schedule.ts';
import { buildPlan, type Conflict, hashOf } from './build.ts';
import { ordered } from './graph.ts';
import { dnsRecord, dnsRefusals } from './migration-dns.ts';
import { gatesOf, soakWarnings, testRefusals, unmeasured } from './migration-gates.ts';
import { isWeighted, movableOf } from './migration-scheme.ts';
import {
  type MigrationSite,
  networkOf,
  portOf,
  referringMaps,
  refusalsFor,
  serviceNameOf,
} from './migration-site.ts';
import type { Kept, Plan, PlannedInput } from './plan.ts';
import { removingStep } from './removal.ts';
import { type Shifts, shiftingSteps, type TestRequests } from './shifting.ts';
import type { RemovingStep, Step } from './step.ts';

/** What is asked for. */
export interface MigrationWish {
  /** New resources are named after it. */
  readonly name: string;
  readonly fqdn: string;
  /** The DNS zone in which its record is made or compared; `null` where DNS is left alone. */
  readonly dnsZone: string | null;
  /** `null`: the port of the old endpoints. */
  readonly port: number | null;
  readonly schedule: Schedule;
  readonly soakSeconds: number;
  readonly gates: readonly GateWish[];
  readonly limits: Limits;
  /** Requests for a host that nobody uses, sent before any request of users is moved; `null` for none. */
  readonly test: TestRequests | null;
  readonly onFail: OnFail;
  /** Whether the old service is deleted at the end, with those of its NEGs that nobody else uses. */
  readonly deleteOld: boolean;
  readonly inputs: readonly PlannedInput[];
}

/** The plan of a migration, or what stands in its way. */
export type PlannedMigration =
  | { readonly ok: true; readonly plan: Plan; readonly dropped: readonly LeftOut[] }
  | { readonly ok: false; readonly refusals: readonly Problem[] }
  | { readonly ok: false; readonly conflicts: readonly Conflict[] };

/** What the new backend service is called. */
export function newServiceName({ name }: Pick<MigrationWish, 'name'>): string {
  return `${name}-bes`;
}

/** What the new NEG is called. */
export function newNegName({ name }: Pick<MigrationWish, 'name'>): string {
  return `${name}-neg`;
}

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

/**
 * The plan of a migration: what is made for it, then the shifts. Everything that a shift writes is worked
 * out here, from the maps as they are.
 */
export function migrationPlan(
  site: MigrationSite,
  endpointsOfNew: ReadonlyMap<ResourceId, readonly JsonObject[]>,
  wish: MigrationWish,
): PlannedMigration {
  const { service, project, inventory } = site;
  const newName = newServiceName(wish);
  const movable = movableOf(service);
  const refusals = [
    ...refusalsFor(site, newName, wish.schedule),
    ...dnsRefusals(site, wish),
    ...testRefusals(site, wish.test),
  ];
  if (refusals.length > 0 || movable === null) return { ok: false, refusals };
  const copy = copyOf(service.document, newName, movable.ownProxies);
  if (copy.refused.length > 0) return { ok: false, refusals: uncopied(site, copy.refused) };
  const gates = gatesOf(site, wish.gates, newName);
  if (gates === null) return { ok: false, refusals: [unmeasured(site)] };
  const target = copiedService(copy.document, service.scope, newName);
  const { name, inputs, soakSeconds, limits, onFail, schedule } = wish;
  const built = buildPlan({
    recipe: 'ip-to-fqdn',
    name,
    project,
    inputs,
    resources: resourcesFor(site, wish, target),
    facts: factsOf(inventory, endpointsOfNew),
    warnings: [
      ...copy.dropped.map(
        ({ field, because }) =>
          `migration/copy-settings: ${newName} is made without ${field}: ${because}`,
      ),
      ...soakWarnings(soakSeconds, wish.gates),
    ],
  });
  if (!built.ok) return built;
  const shifts: Shifts = {
    move: { from: serviceNameOf(site), to: newName },
    old: service,
    target,
    maps: referringMaps(site),
    weighted: isWeighted(service),
    schedule,
    judging: { soakSeconds, gates, limits, onFail },
    test: wish.test,
  };
  const made = built.plan.steps;
  const first = made.map(({ id }) => id);
  const shifting = shiftingSteps(shifts, first, wish.deleteOld);
  const end = wish.deleteOld ? decommissioning(site, shifting.slice(-1)) : { steps: [], kept: [] };
  const { hash: _hash, inputs: _inputs, ...plan } = built.plan;
  const steps = ordered([...made, ...shifting, ...end.steps]);
  const decisive = { ...plan, verb: 'migrate', steps, kept: end.kept } as const;
  return { ok: true, plan: { ...decisive, inputs, hash: hashOf(decisive) }, dropped: copy.dropped };
}

/** What is made before any request is moved. */
function resourcesFor(
  site: MigrationSite,
  wish: MigrationWish,
  target: Resource,
): readonly Resource[] {
  const neg = internetNeg({
    scope: site.service.scope,
    network: networkOf(site),
    name: newNegName(wish),
    type: 'INTERNET_FQDN_PORT',
    defaultPort: undefined,
  });
  const endpoint = networkEndpoint(neg, { fqdn: wish.fqdn, port: wish.port ?? portOf(site) });
  return [...dnsRecord(site, wish), neg, endpoint, target, backend(target, neg)];
}

function uncopied({ service }: MigrationSite, refused: readonly LeftOut[]): readonly Problem[] {
  return refused.map(({ field, because }) => ({
    code: 'NEG-6014',
    what: `${field} of ${service.name} cannot be copied to a new backend service`,
    why: because,
    fix: `take ${field} off ${service.name}, or make the new backend service by hand`,
  }));
}

/**
 * What is deleted at the end: the old service, and those of its NEGs that nobody else uses. What they
 * need beside, health checks above all, stays.
 */
function decommissioning(
  { service, negs, inventory }: MigrationSite,
  after: readonly Step[],
): { readonly steps: readonly RemovingStep[]; readonly kept: readonly Kept[] } {
  const first = removingStep(
    service,
    inventory,
    after.map(({ id }) => id),
  );
  const needs = first.map(({ id }) => id);
  const steps = [...first];
  const kept: Kept[] = [];
  for (const neg of negs) {
    const usedBy = inventory.usedBy(neg.id).filter((user) => user !== service.id);
    if (usedBy.length > 0) kept.push({ id: neg.id, usedBy, because: null });
    else steps.push(...removingStep(neg, inventory, needs));
  }
  const gone = new Set(negs.map(({ id }) => id));
  for (const { id } of inventory.uses(service.id)) {
    if (!gone.has(id)) kept.push({ id, usedBy: [], because: 'the new service may use it too' });
  }
  return { steps, kept };
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
