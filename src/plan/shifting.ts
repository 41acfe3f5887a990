import type { LiveResource } from '../facts/live-resource.ts';
import type { JsonObject } from '../json.ts';
import type { Resource, ResourceId, Subject } from '../resources/resource.ts';
import { urlMapImport } from '../resources/url-map.ts';
import { importText, sameDocument } from '../traffic/importable.ts';
import type { Schedule } from '../traffic/schedule.ts';
import { atStage, type Move, type Stage } from '../traffic/split.ts';
import type { ReferringMap } from './migration-site.ts';
import { type JudgingStep, type RevisingStep, type Step, stepIdOf } from './step.ts';

/** How a share is judged. */
export type Judging = Pick<JudgingStep, 'soakSeconds' | 'gates' | 'limits' | 'onFail'>;

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
}

function placesText({ references }: ReferringMap): string {
  const places = references.filter(({ as }) => as !== 'test').length;
  return `${places} place${places === 1 ? '' : 's'}`;
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
  { move, old, target, maps }: Shifts,
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
      refs: [old.id, target.id],
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
