import { NegctlError, type Problem } from '../errors.ts';
import { collectionKey, type Facts, NO_FACTS } from '../facts/facts.ts';
import type { Inventory } from '../facts/inventory.ts';
import { type JsonObject, textAt } from '../json.ts';
import { backend } from '../resources/backend.ts';
import { copiedService, copyOf, type LeftOut } from '../resources/backend-service-copy.ts';
import { networkEndpoint } from '../resources/network-endpoint.ts';
import { internetNeg } from '../resources/network-endpoint-group.ts';
import type { Resource, ResourceId, Subject } from '../resources/resource.ts';
import { urlMapImport } from '../resources/url-map.ts';
import type { Gate, GateWish, Limits } from '../traffic/gate.ts';
import { importText, sameDocument } from '../traffic/importable.ts';
import { INGESTION_SECONDS, LEAST_WINDOW_SECONDS, seriesOfScheme } from '../traffic/metrics.ts';
import type { Schedule } from '../traffic/schedule.ts';
import { atStage, type Move, type Stage } from '../traffic/split.ts';
import { buildPlan, type Conflict, hashOf } from './build.ts';
import { ordered } from './graph.ts';
import {
  type MigrationSite,
  portOf,
  type ReferringMap,
  referringMaps,
  refusalsFor,
  schemeOf,
  serviceNameOf,
} from './migration-site.ts';
import type { Plan, PlannedInput } from './plan.ts';
import { type JudgingStep, type RevisingStep, stepIdOf } from './step.ts';

/** What is asked for. */
export interface MigrationWish {
  /** New resources are named after it. */
  readonly name: string;
  readonly fqdn: string;
  /** `null`: the port of the old endpoints. */
  readonly port: number | null;
  readonly schedule: Schedule;
  readonly soakSeconds: number;
  readonly gates: readonly GateWish[];
  readonly limits: Limits;
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

function placesText({ references }: ReferringMap): string {
  const places = references.filter(({ as }) => as !== 'test').length;
  return `${places} place${places === 1 ? '' : 's'}`;
}

/** Everything that the shifts of one plan have in common. */
interface Shifts {
  readonly move: Move;
  readonly oldId: ResourceId;
  readonly target: Resource;
  readonly maps: readonly ReferringMap[];
  readonly judging: Pick<JudgingStep, 'soakSeconds' | 'gates' | 'limits'>;
}

function idAt(id: ResourceId, stage: Stage): string {
  return `${stepIdOf(id)}.${stage === 'settled' ? stage : `at-${stage.percent}`}`;
}

function titleAt(name: string, target: Resource, stage: Stage): string {
  return stage === 'settled'
    ? `leave URL map ${name} to ${target.name} alone`
    : `shift URL map ${name} to ${stage.percent} % ${target.name}`;
}

/** One change of every map that this stage changes; what is at each map's end is noted. */
function revisionsAt(
  { move, oldId, target, maps }: Shifts,
  stage: Stage,
  now: Map<ResourceId, JsonObject>,
  needs: readonly string[],
): readonly RevisingStep[] {
  return maps.flatMap((referring): readonly RevisingStep[] => {
    const { map } = referring;
    const from = now.get(map.id) ?? map.document;
    const to = atStage(map.document, move, stage);
    if (sameDocument(from, to)) return [];
    now.set(map.id, to);
    const resource: Subject = {
      id: map.id,
      kind: map.kind,
      scope: map.scope,
      name: map.name,
      container: null,
      refs: [oldId, target.id],
      summary: `${stage === 'settled' ? 'plain again' : `to ${stage.percent} %`}, ${placesText(referring)}`,
      body: {},
    };
    return [
      {
        id: idAt(map.id, stage),
        title: titleAt(map.name, target, stage),
        needs,
        effect: 'revise',
        resource,
        serverId: map.serverId,
        percent: stage === 'settled' ? 100 : stage.percent,
        from,
        to,
        run: urlMapImport(map, importText(to)),
        undo: urlMapImport(map, importText(map.document)),
        typicalSeconds: 5,
      },
    ];
  });
}

function judgementAt(
  { target, judging }: Shifts,
  percent: number,
  needs: readonly string[],
): JudgingStep {
  const { soakSeconds, gates, limits } = judging;
  const words = gates.map(({ type }) => type).join(', ');
  const { id, kind, scope, name, container, refs } = target;
  return {
    id: idAt(id, { percent }),
    title: `wait ${soakSeconds} s at ${percent} %${words === '' ? '' : `, then ask ${words}`}`,
    needs,
    effect: 'judge',
    resource: {
      id,
      kind,
      scope,
      name,
      container,
      refs,
      summary: `wait ${soakSeconds} s${words === '' ? '' : `, ${words}`}`,
      body: {},
    },
    percent,
    soakSeconds,
    gates,
    limits,
    typicalSeconds: soakSeconds,
  };
}

/** Shift, wait, shift, wait, and at last leave the old service out. */
function shiftingSteps(
  shifts: Shifts,
  wish: MigrationWish,
  first: readonly string[],
): readonly (RevisingStep | JudgingStep)[] {
  const now = new Map<ResourceId, JsonObject>();
  const steps: (RevisingStep | JudgingStep)[] = [];
  let needs = first;
  for (const percent of wish.schedule) {
    const revisions = revisionsAt(shifts, { percent }, now, needs);
    if (revisions.length === 0) continue;
    const judgement = judgementAt(
      shifts,
      percent,
      revisions.map(({ id }) => id),
    );
    steps.push(...revisions, judgement);
    needs = [judgement.id];
  }
  return [...steps, ...revisionsAt(shifts, 'settled', now, needs)];
}

/** The gates with what they compare; `null` where Cloud Monitoring does not count the requests. */
function gatesOf(site: MigrationSite, wish: MigrationWish): readonly Gate[] | null {
  const { scope, document, name } = site.service;
  const scheme = textAt(document, 'loadBalancingScheme') ?? '';
  const series = seriesOfScheme(scheme, scope.type === 'global');
  const gates = wish.gates.map((gate): Gate | null => {
    if (gate.type !== 'metrics') return gate;
    if (series === null) return null;
    return {
      ...gate,
      ...series,
      project: site.project,
      region: scope.type === 'region' ? scope.region : null,
      oldService: name,
      newService: newServiceName(wish),
    };
  });
  return gates.every((gate) => gate !== null) ? gates : null;
}

function unmeasured(service: string, scheme: string): Problem {
  return {
    code: 'NEG-6014',
    what: `the gate metrics can say nothing of ${service}`,
    why: `Cloud Monitoring has no series of requests for ${scheme}: a service mesh counts them in its proxies`,
    fix: 'use --gate=probe or --gate=command',
  };
}

const SHORT_SOAK_SECONDS = 60;

function soakWarnings({ soakSeconds, gates }: MigrationWish): readonly string[] {
  const visible = INGESTION_SECONDS + LEAST_WINDOW_SECONDS;
  return [
    ...(soakSeconds < SHORT_SOAK_SECONDS
      ? [
          `migration/verify-stage: a soak of ${soakSeconds} s is over before a change has reached every proxy`,
        ]
      : []),
    ...(soakSeconds < visible && gates.some(({ type }) => type === 'metrics')
      ? [
          `migration/verify-stage: metrics can be seen ${visible} s after a shift: after a soak of ${soakSeconds} s the first looks say nothing`,
        ]
      : []),
  ];
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
  const scheme = schemeOf(service);
  const refusals = refusalsFor(site, newName);
  if (refusals.length > 0 || scheme === null) return { ok: false, refusals };
  const copy = copyOf(service.document, newName, scheme);
  if (copy.refused.length > 0) {
    return {
      ok: false,
      refusals: copy.refused.map(({ field, because }) => ({
        code: 'NEG-6014',
        what: `${field} of ${service.name} cannot be copied to a new backend service`,
        why: because,
        fix: `take ${field} off ${service.name}, or make the new backend service by hand`,
      })),
    };
  }
  const gates = gatesOf(site, wish);
  if (gates === null) return { ok: false, refusals: [unmeasured(service.name, scheme)] };
  const neg = internetNeg({
    scope: service.scope,
    network: null,
    name: newNegName(wish),
    type: 'INTERNET_FQDN_PORT',
    defaultPort: undefined,
  });
  const port = wish.port ?? portOf(site);
  const target = copiedService(copy.document, service.scope, newName);
  const resources = [
    neg,
    networkEndpoint(neg, { fqdn: wish.fqdn, port }),
    target,
    backend(target, neg),
  ];
  const { name, inputs } = wish;
  const built = buildPlan({
    recipe: 'ip-to-fqdn',
    name,
    project,
    inputs,
    resources,
    facts: factsOf(inventory, endpointsOfNew),
    warnings: [
      ...copy.dropped.map(
        ({ field, because }) =>
          `migration/copy-settings: ${newName} is made without ${field}: ${because}`,
      ),
      ...soakWarnings(wish),
    ],
  });
  if (!built.ok) return built;
  const shifts: Shifts = {
    move: { from: serviceNameOf(site), to: newName },
    oldId: service.id,
    target,
    maps: referringMaps(site),
    judging: { soakSeconds: wish.soakSeconds, gates, limits: wish.limits },
  };
  const made = built.plan.steps;
  const shifting = shiftingSteps(
    shifts,
    wish,
    made.map(({ id }) => id),
  );
  const { hash: _hash, inputs: _inputs, ...plan } = built.plan;
  const decisive = { ...plan, verb: 'migrate', steps: ordered([...made, ...shifting]) } as const;
  return { ok: true, plan: { ...decisive, inputs, hash: hashOf(decisive) }, dropped: copy.dropped };
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
