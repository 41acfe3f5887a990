import type { LiveResource } from '../facts/live-resource.ts';
import type { JsonObject } from '../json.ts';
import type { Resource, ResourceId, Subject } from '../resources/resource.ts';
import { urlMapImport } from '../resources/url-map.ts';
import type { Gate } from '../traffic/gate.ts';
import { importText, sameDocument } from '../traffic/importable.ts';
import type { Schedule } from '../traffic/schedule.ts';
import { atStage, type Move, type Stage } from '../traffic/split.ts';
import { withTestHost } from '../traffic/test-host.ts';
import type { ReferringMap } from './migration-site.ts';
import { type JudgingStep, type RevisingStep, type Step, stepIdOf } from './step.ts';

/** How a share is judged. */
export type Judging = Pick<JudgingStep, 'soakSeconds' | 'gates' | 'limits' | 'onFail'>;

/** Requests to the front end for a host that nobody uses. */
export type TestRequests = Extract<Gate, { type: 'probe' }> & { readonly host: string };

/** Everything that the shifts of one service have in common. */
export interface Shifts {
  readonly move: Move;
  readonly old: LiveResource;
  readonly target: Resource;
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

function documentAt(map: JsonObject, move: Move, place: Place): JsonObject {
  return typeof place === 'object' && 'testHost' in place
    ? withTestHost(map, move, place.testHost)
    : atStage(map, move, place);
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

function titleAt(name: string, target: Resource, place: Place): string {
  if (place === 'settled') return `leave URL map ${name} to ${target.name} alone`;
  return 'testHost' in place
    ? `let ${place.testHost} of URL map ${name} lead to ${target.name}`
    : `shift URL map ${name} to ${place.percent} % ${target.name}`;
}

/** One change of every map that this stage changes; what is at each map's end is noted. */
function revisionsAt(
  { move, old, target, maps }: Shifts,
  place: Place,
  now: Map<ResourceId, JsonObject>,
  needs: readonly string[],
): readonly RevisingStep[] {
  return maps.flatMap((referring): readonly RevisingStep[] => {
    const { map } = referring;
    const from = now.get(map.id) ?? map.document;
    const to = documentAt(map.document, move, place);
    const { summary, percent } = wordsOf(place);
    if (sameDocument(from, to)) return [];
    now.set(map.id, to);
    const resource: Subject = {
      id: map.id,
      kind: map.kind,
      scope: map.scope,
      name: map.name,
      container: null,
      refs: [old.id, target.id],
      summary: `${summary}, ${placesText(referring)}`,
      body: {},
    };
    return [
      {
        id: idAt(map.id, place),
        title: titleAt(map.name, target, place),
        needs,
        effect: 'revise',
        resource,
        serverId: map.serverId,
        percent,
        from,
        to,
        run: urlMapImport(map, importText(to)),
        undo: urlMapImport(map, importText(map.document)),
        typicalSeconds: 5,
      },
    ];
  });
}

/** A wait with its gates; the last one before a deletion says what it is. */
function judgementAt(
  { target, old, judging }: Shifts,
  at: number | 'return',
  needs: readonly string[],
): JudgingStep {
  const { soakSeconds, gates, onFail } = judging;
  const words = gates.map(({ type }) => type).join(', ');
  const { id, kind, scope, name, container, refs } = target;
  const percent = at === 'return' ? 100 : at;
  const asked = words === '' ? '' : `, then ask ${words}`;
  return {
    ...judging,
    id: at === 'return' ? `${stepIdOf(id)}.return` : idAt(id, { percent }),
    title:
      at === 'return'
        ? `last point of return: wait ${soakSeconds} s${asked}, then delete ${old.name}`
        : `wait ${soakSeconds} s at ${percent} %${asked}`,
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
    // One step down from here would be a step back to weights: who deletes wants to go on or back.
    onFail: at === 'return' && onFail === 'step-down' ? 'rollback' : onFail,
    typicalSeconds: soakSeconds,
  };
}

/** Until a rule for one more host has reached every proxy. */
const TEST_SOAK_SECONDS = 60;

/** A wait in which only the test host leads to the new service: its requests are the gate. */
function testAt(shifts: Shifts, test: TestRequests, needs: readonly string[]): JudgingStep {
  const soakSeconds = Math.min(shifts.judging.soakSeconds, TEST_SOAK_SECONDS);
  const judging: Judging = {
    ...shifts.judging,
    soakSeconds,
    gates: [test],
    onFail: 'rollback',
  };
  const step = judgementAt({ ...shifts, judging }, 0, needs);
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
