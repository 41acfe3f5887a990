import { malformed } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import { isObject, listOf, objectOf, objectsOf, textOf } from '../json.ts';

/** When a point ends, in milliseconds. */
export function endOf(point: JsonObject): number {
  const interval = point['interval'];
  const text = isObject(interval) ? interval['endTime'] : undefined;
  return typeof text === 'string' ? Date.parse(text) : Number.NaN;
}

/** How points become fewer: aligned to windows of one length, then all series of a group together. */
export interface Aggregation {
  readonly periodSeconds: number;
  readonly reducer: 'REDUCE_SUM' | 'REDUCE_PERCENTILE_95';
  /** `metric.labels.NAME` and `resource.labels.NAME`. */
  readonly groupBy: readonly string[];
}

/** What is asked for; undefined = the points as they are. Not all that the real API has is here. */
export function aggregationOf(query: URLSearchParams): Aggregation | undefined {
  const aligner = query.get('aggregation.perSeriesAligner');
  const reducer = query.get('aggregation.crossSeriesReducer');
  if (aligner === null && reducer === null) {
    return undefined;
  }
  const periodSeconds = Number(
    /^(\d+)s$/.exec(query.get('aggregation.alignmentPeriod') ?? '')?.[1],
  );
  if (aligner !== 'ALIGN_DELTA' || !(periodSeconds >= 60)) {
    throw malformed(
      'The emulator knows ALIGN_DELTA with an alignment period of at least 60 s, or no alignment.',
    );
  }
  if (reducer !== 'REDUCE_SUM' && reducer !== 'REDUCE_PERCENTILE_95') {
    throw malformed('The emulator knows REDUCE_SUM and REDUCE_PERCENTILE_95.');
  }
  return { periodSeconds, reducer, groupBy: query.getAll('aggregation.groupByFields') };
}

interface Group {
  readonly example: JsonObject;
  /** Values by the number of their window, the newest 0. */
  readonly windows: Map<number, JsonObject[]>;
}

/** The series after aggregation, each with its newest point first. */
export function aggregated(
  series: readonly JsonObject[],
  aggregation: Aggregation,
  end: number,
): readonly JsonObject[] {
  const period = aggregation.periodSeconds * 1_000;
  const groups = new Map<string, Group>();
  for (const one of series) {
    const key = JSON.stringify(aggregation.groupBy.map((field) => labelAt(one, field)));
    const group = groups.get(key) ?? { example: one, windows: new Map<number, JsonObject[]>() };
    groups.set(key, group);
    for (const point of objectsOf(one['points'])) {
      const number = Math.floor((end - endOf(point)) / period);
      const values = group.windows.get(number) ?? [];
      group.windows.set(number, [...values, objectOf(point['value'])]);
    }
  }
  return [...groups.values()].map(({ example, windows }) => ({
    metric: kept(example, 'metric', aggregation),
    resource: kept(example, 'resource', aggregation),
    metricKind: 'DELTA',
    points: [...windows]
      .sort(([one], [other]) => one - other)
      .map(([number, values]) => ({
        interval: {
          startTime: new Date(end - (number + 1) * period).toISOString(),
          endTime: new Date(end - number * period).toISOString(),
        },
        value: reduced(values, aggregation.reducer),
      })),
  }));
}

function labelAt(series: JsonObject, field: string): string {
  const [part = '', , label = ''] = field.split('.');
  return textOf(objectOf(objectOf(series[part])['labels'])[label]);
}

/** Only the labels that were grouped by are left. */
function kept(series: JsonObject, part: string, { groupBy }: Aggregation): JsonObject {
  const owner = objectOf(series[part]);
  const names = groupBy.flatMap((field) => {
    const [of, , name] = field.split('.');
    return of === part && name !== undefined ? [name] : [];
  });
  const labels = Object.entries(objectOf(owner['labels'])).filter(([name]) => names.includes(name));
  return { type: owner['type'] ?? '', labels: Object.fromEntries(labels) };
}

function reduced(values: readonly JsonObject[], reducer: Aggregation['reducer']): JsonObject {
  if (reducer === 'REDUCE_PERCENTILE_95') {
    return { doubleValue: percentile(values.map((value) => objectOf(value['distributionValue']))) };
  }
  const isDouble = values.some((value) => value['doubleValue'] !== undefined);
  const sum = values.reduce(
    (total, value) => total + Number(value['int64Value'] ?? value['doubleValue'] ?? 0),
    0,
  );
  return isDouble ? { doubleValue: sum } : { int64Value: String(sum) };
}

/** The upper bounds of the buckets of a distribution but the last, which has none. */
function boundsOf({ bucketOptions }: JsonObject): readonly number[] {
  const options = objectOf(bucketOptions);
  const explicit: Json = options['explicitBuckets'] ?? null;
  if (isObject(explicit)) {
    return listOf(explicit['bounds']).map(Number);
  }
  const exponential = objectOf(options['exponentialBuckets']);
  const { numFiniteBuckets = 0, growthFactor = 2, scale = 1 } = exponential;
  return Array.from(
    { length: Number(numFiniteBuckets) + 1 },
    (_, index) => Number(scale) * Number(growthFactor) ** index,
  );
}

/** The 95th percentile of distributions with the same buckets, by position in the bucket it falls in. */
function percentile(distributions: readonly JsonObject[]): number {
  const bounds = boundsOf(distributions[0] ?? {});
  const counts = bounds.map(() => 0).concat(0);
  for (const { bucketCounts } of distributions) {
    listOf(bucketCounts).forEach((count, index) => {
      counts[index] = (counts[index] ?? 0) + Number(count);
    });
  }
  const wanted = 0.95 * counts.reduce((sum, count) => sum + count, 0);
  let below = 0;
  for (const [index, count] of counts.entries()) {
    if (count > 0 && below + count >= wanted) {
      const lower = bounds[index - 1] ?? 0;
      const upper = bounds[index] ?? lower;
      return lower + ((upper - lower) * (wanted - below)) / count;
    }
    below += count;
  }
  return 0;
}
