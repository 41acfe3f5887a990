import { isJsonObject, type JsonObject, textAt } from '../json.ts';
import { type TargetFields, withEach, withHolders } from './holders.ts';
import { mirrorIn, weightOf, weightsIn } from './references.ts';
import { names, renamed, type ServiceName } from './service-name.ts';

/**
 * Where a migration stands: a share of the requests, in per cent, goes to the new service; or it is over,
 * and the new service stands wherever the old one stood.
 */
export type Stage = { readonly percent: number } | 'settled';

/** Which service the traffic leaves, and the name of the one it goes to, in the same project and scope. */
export interface Move {
  readonly from: ServiceName;
  readonly to: string;
}

/** What a plain target counts once it is split. */
const WHOLE = 100;

/**
 * The part of a weight that goes to the new service. Below 100 % the old one keeps at least 1, so that
 * it stays a target until the last step.
 */
export function shareOf(weight: number, percent: number): number {
  if (percent >= 100) return weight;
  return Math.max(0, Math.min(Math.round((weight * percent) / 100), weight - 1));
}

function without(document: JsonObject, key: string): JsonObject {
  const { [key]: _gone, ...rest } = document;
  return rest;
}

function splitWeights(weights: readonly JsonObject[], move: Move, stage: Stage) {
  return weights.flatMap((entry) => {
    const text = textAt(entry, 'backendService') ?? '';
    if (names(text, move.from) !== 'yes') return [entry];
    const added = { ...entry, backendService: renamed(text, move.to) };
    if (stage === 'settled') return [added];
    const weight = weightOf(entry);
    const share = shareOf(weight, stage.percent);
    if (share === 0) return [entry];
    return [
      { ...entry, weight: weight - share },
      { ...added, weight: share },
    ];
  });
}

/** A holder whose plain target is split into two weights that count 100 together. */
function splitTarget(
  document: JsonObject,
  { service, action }: TargetFields,
  move: Move,
  percent: number,
): JsonObject {
  const text = textAt(document, service) ?? '';
  const existing = document[action];
  const weightedBackendServices = [
    { backendService: text, weight: WHOLE - percent },
    { backendService: renamed(text, move.to), weight: percent },
  ];
  return {
    ...without(document, service),
    [action]: {
      ...(existing !== undefined && isJsonObject(existing) ? existing : {}),
      weightedBackendServices,
    },
  };
}

function withTarget(
  document: JsonObject,
  fields: TargetFields,
  move: Move,
  stage: Stage,
): JsonObject {
  const text = textAt(document, fields.service) ?? '';
  if (names(text, move.from) !== 'yes') return document;
  if (stage === 'settled') return { ...document, [fields.service]: renamed(text, move.to) };
  return stage.percent === 0 ? document : splitTarget(document, fields, move, stage.percent);
}

/** A holder whose action is changed, where it has one. */
function withAction(
  document: JsonObject,
  { action }: TargetFields,
  changed: (existing: JsonObject) => JsonObject,
): JsonObject {
  const existing = document[action];
  if (existing === undefined || !isJsonObject(existing)) return document;
  return { ...document, [action]: changed(existing) };
}

function withWeights(existing: JsonObject, move: Move, stage: Stage): JsonObject {
  const weights = weightsIn(existing);
  if (weights.length === 0) return existing;
  return { ...existing, weightedBackendServices: splitWeights(weights, move, stage) };
}

/** Copies of requests go where they went until the old service is left for good. */
function withMirror(existing: JsonObject, move: Move, stage: Stage): JsonObject {
  const mirror = mirrorIn(existing);
  if (stage !== 'settled' || names(mirror, move.from) !== 'yes') return existing;
  const policy = existing['requestMirrorPolicy'];
  const requestMirrorPolicy = {
    ...(policy !== undefined && isJsonObject(policy) ? policy : {}),
    backendService: renamed(mirror, move.to),
  };
  return { ...existing, requestMirrorPolicy };
}

/** A test of the map expects the service that can answer it: an update whose tests fail is refused. */
function withTest(test: JsonObject, move: Move, stage: Stage): JsonObject {
  const text = textAt(test, 'service') ?? '';
  const isLeft = stage === 'settled' || stage.percent >= 100;
  if (!isLeft || names(text, move.from) !== 'yes') return test;
  return { ...test, service: renamed(text, move.to) };
}

/**
 * A URL map as it is at a stage of a migration, made from the map as it was before the first one. Only
 * what concerns the two services changes: a plain target becomes two weights of 100 together, a weight
 * is split in proportion, so that the sum beside it stays, and at the end both are plain again.
 */
export function atStage(original: JsonObject, move: Move, stage: Stage): JsonObject {
  const held = withHolders(original, (document, fields) => {
    const moved = withAction(document, fields, (existing) =>
      withWeights(withMirror(existing, move, stage), move, stage),
    );
    return withTarget(moved, fields, move, stage);
  });
  return withEach(held, 'tests', (test) => withTest(test, move, stage));
}
