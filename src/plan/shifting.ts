import type { LiveResource } from '../facts/live-resource.ts';
import type { JsonObject } from '../json.ts';
import type { Resource, ResourceId, Subject } from '../resources/resource.ts';
import { urlMapImport } from '../resources/url-map.ts';
import type { Gate } from '../traffic/gate.ts';
import { importText, sameDocument } from '../traffic/importable.ts';
import type { Schedule } from '../traffic/schedule.ts';
import { atStage, type Stage } from '../traffic/split.ts';
import { withTestHost } from '../traffic/test-host.ts';
import type { ReferringMap } from './migration-site.ts';
import {
  type JudgedPart,
  type JudgingStep,
  type RevisingStep,
  type ServiceMove,
  type Step,
  stepIdOf,
} from './step.ts';

/** How a share is judged. */
export type Judging = Pick<JudgingStep, 'soakSeconds' | 'limits' | 'onFail'>;

/** Requests to the front end for a host that nobody uses. */
export type TestRequests = Extract<Gate, { type: 'probe' }> & { readonly host: string };

/** One service whose requests are moved, and how it is judged. */
export interface Shifted {
  readonly move: ServiceMove;
  readonly old: LiveResource;
  readonly target: Resource;
  readonly gates: readonly Gate[];
}

/** Everything that the shifts have in common. */
export interface Shifts {
  readonly services: readonly [Shifted, ...Shifted[]];
  /** Every map that leads to any of the services, once. */
  readonly maps: readonly ReferringMap[];
  /** Whether the load balancer knows weights; without them all requests move at once. */
  readonly weighted: boolean;
  readonly schedule: Schedule;
  readonly judging: Judging;
  readonly test: TestRequests | null;
}

function placesText({ references }: ReferringMap): string {
  const places = references.filter(({ as }) => as !== 'test').length;
  return `${places} place${places === 1 ? '' : 's'}`;
}

/** Where the requests go at a step: at one of the shares, or where they went but for a test host. */
type Place = Stage | { readonly testHost: string };

function isTest(place: Place): place is Extract<Place, { readonly testHost: string }> {
  return typeof place === 'object' && 'testHost' in place;
}

function documentAt(map: JsonObject, { services }: Shifts, place: Place): JsonObject {
  const [{ move: first }] = services;
  return isTest(place)
    ? withTestHost(map, first, place.testHost)
    : services.reduce((document, { move }) => atStage(document, move, place), map);
}

/** The names of what the requests go to. */
function targetsOf({ services }: Shifts): string {
  return services.map(({ target }) => target.name).join(', ');
}

function wordsOf(place: Place): {
  readonly id: string;
  readonly summary: string;
  readonly percent: number;
} {
  if (place === 'settled') return { id: place, summary: 'plain again', percent: 100 };
  if ('testHost' in place) {
    return { id: 'test-host', summary: `${place.testHost} to the new service`, percent: 0 };
  }
  const { percent } = place;
  return { id: `at-${percent}`, summary: `to ${percent} %`, percent };
}

function idAt(id: ResourceId, place: Place): string {
  return `${stepIdOf(id)}.${wordsOf(place).id}`;
}

function titleAt(name: string, targets: string, place: Place): string {
  if (place === 'settled') return `leave URL map ${name} to ${targets} alone`;
  return 'testHost' in place
    ? `let ${place.testHost} of URL map ${name} lead to ${targets}`
    : `shift URL map ${name} to ${place.percent} % ${targets}`;
}

/** One change of every map that this stage changes; what is at each map's end is noted. */
function revisionsAt(
  shifts: Shifts,
  place: Place,
  now: Map<ResourceId, JsonObject>,
  needs: readonly string[],
): readonly RevisingStep[] {
  const { services, maps } = shifts;
  const moves = services.map(({ move }) => move);
  return maps.flatMap((referring): readonly RevisingStep[] => {
    const { map } = referring;
    const from = now.get(map.id) ?? map.document;
    const to = documentAt(map.document, shifts, place);
    const { summary, percent } = wordsOf(place);
    if (sameDocument(from, to)) return [];
    now.set(map.id, to);
    const resource: Subject = {
      id: map.id,
      kind: map.kind,
      scope: map.scope,
      name: map.name,
      container: null,
      refs: services.flatMap(({ old, target }) => [old.id, target.id]),
      summary: `${summary}, ${placesText(referring)}`,
      body: {},
    };
    return [
      {
        id: idAt(map.id, place),
        title: titleAt(map.name, targetsOf(shifts), place),
        needs,
        effect: 'revise',
        resource,
        serverId: map.serverId,
        percent,
        from,
        to,
        run: urlMapImport(map, importText(to)),
        undo: urlMapImport(map, importText(map.document)),
        ...(moves.length === 1 || isTest(place) ? {} : { together: { moves, stage: place } }),
        typicalSeconds: 5,
      },
    ];
  });
}

/** A wait with its gates; the last one before a deletion says what it is. */
function judgementAt(
  { services, judging }: Shifts,
  at: number | 'return',
  needs: readonly string[],
): JudgingStep {
  const { soakSeconds, onFail } = judging;
  const [{ target, gates }] = services;
  const olds = services.map(({ old }) => old.name).join(', ');
  const words = gates.map(({ type }) => type).join(', ');
  const { id } = target;
  const percent = at === 'return' ? 100 : at;
  const asked = words === '' ? '' : `, then ask ${words}`;
  return {
    ...judging,
    ...judgedIn(services),
    id: at === 'return' ? `${stepIdOf(id)}.return` : idAt(id, { percent }),
    title:
      at === 'return'
        ? `last point of return: wait ${soakSeconds} s${asked}, then delete ${olds}`
        : `wait ${soakSeconds} s at ${percent} %${asked}`,
    needs,
    effect: 'judge',
    resource: {
      ...subjectOf(target),
      summary: `wait ${soakSeconds} s${words === '' ? '' : `, ${words}`}`,
    },
    percent,
    // One step down from here would be a step back to weights: who deletes wants to go on or back.
    onFail: at === 'return' && onFail === 'step-down' ? 'rollback' : onFail,
    typicalSeconds: soakSeconds,
  };
}

/** What is asked of all together, and of each of several by itself. */
function judgedIn(services: Shifts['services']): Pick<JudgingStep, 'gates' | 'parts'> {
  const [{ gates }, ...others] = services;
  if (others.length === 0) return { gates };
  const parts = services.map(
    ({ move, target, gates: own }): JudgedPart => ({
      service: move.service,
      resource: subjectOf(target),
      gates: own.filter(({ type }) => type !== 'manual'),
    }),
  );
  return { gates: gates.filter(({ type }) => type === 'manual'), parts };
}

/** A resource that is there by then, as what a wait is about. */
function subjectOf({ id, kind, scope, name, container, refs, summary }: Resource): Subject {
  return { id, kind, scope, name, container, refs, summary, body: {} };
}

/** Until a rule for one more host has reached every proxy. */
const TEST_SOAK_SECONDS = 60;

/** A wait in which only the test host leads to the new service: its requests are the gate. */
function testAt(shifts: Shifts, test: TestRequests, needs: readonly string[]): JudgingStep {
  const soakSeconds = Math.min(shifts.judging.soakSeconds, TEST_SOAK_SECONDS);
  const judging: Judging = { ...shifts.judging, soakSeconds, onFail: 'rollback' };
  const [first] = shifts.services;
  const step = judgementAt(
    { ...shifts, services: [{ ...first, gates: [test] }], judging },
    0,
    needs,
  );
  return {
    ...step,
    title: `wait ${soakSeconds} s, then request ${test.host} ${test.samples} times`,
  };
}

function idsOf(steps: readonly Step[]): readonly string[] {
  return steps.map(({ id }) => id);
}

/**
 * Shift, wait, shift, wait, and at last leave the old service out. Without weights it is left out at
 * once, and waited for after that.
 *
 * @param deletes whether the old service is to go: then there is one more wait, from which all can be put back
 */
export function shiftingSteps(
  shifts: Shifts,
  first: readonly string[],
  deletes: boolean,
): readonly (RevisingStep | JudgingStep)[] {
  const now = new Map<ResourceId, JsonObject>();
  const steps: (RevisingStep | JudgingStep)[] = [];
  let needs = first;
  if (shifts.test !== null) {
    const revisions = revisionsAt(shifts, { testHost: shifts.test.host }, now, needs);
    const judgement = testAt(shifts, shifts.test, idsOf(revisions));
    steps.push(...revisions, judgement);
    needs = [judgement.id];
  }
  for (const percent of shifts.weighted ? shifts.schedule : []) {
    const revisions = revisionsAt(shifts, { percent }, now, needs);
    if (revisions.length === 0) continue;
    const judgement = judgementAt(shifts, percent, idsOf(revisions));
    steps.push(...revisions, judgement);
    needs = [judgement.id];
  }
  const settling = revisionsAt(shifts, 'settled', now, needs);
  steps.push(...settling);
  if (deletes) steps.push(judgementAt(shifts, 'return', idsOf(settling)));
  else if (!shifts.weighted) steps.push(judgementAt(shifts, 100, idsOf(settling)));
  return steps;
}
