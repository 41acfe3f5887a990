import { z } from 'zod';
import type { Monitored, Monitoring, Series, SeriesQuery } from '../traffic/monitoring.ts';
import { GoogleApi, type GoogleApiInit, Unanswerable } from './google-api.ts';

/** A 64-bit number comes as a text; a fraction as a number, or as a word where it is none. */
const valueSchema = z.union([
  z.object({ int64Value: z.string().regex(/^-?\d+$/) }).transform(({ int64Value }) => int64Value),
  z.object({ doubleValue: z.number() }).transform(({ doubleValue }) => doubleValue),
]);

const pageSchema = z.object({
  timeSeries: z
    .array(
      z.object({
        metric: z.object({ labels: z.record(z.string(), z.string()).optional() }),
        resource: z.object({ labels: z.record(z.string(), z.string()).optional() }),
        points: z.array(
          z.object({ interval: z.object({ endTime: z.iso.datetime() }), value: valueSchema }),
        ),
      }),
    )
    .optional(),
  nextPageToken: z.string().optional(),
  /** Parts of the answer that are lacking. */
  executionErrors: z.array(z.unknown()).optional(),
});

/** More pages than a grouped query can have: a server that gives the same one again would never end. */
const MOST_PAGES = 100;

function parametersOf({ filter, start, end, reducer, groupBy }: SeriesQuery): URLSearchParams {
  const seconds = Math.round((end.getTime() - start.getTime()) / 1_000);
  return new URLSearchParams([
    ['filter', filter],
    ['interval.startTime', start.toISOString()],
    ['interval.endTime', end.toISOString()],
    ['aggregation.alignmentPeriod', `${seconds}s`],
    ['aggregation.perSeriesAligner', 'ALIGN_DELTA'],
    ['aggregation.crossSeriesReducer', reducer],
    ...groupBy.map((field): [string, string] => ['aggregation.groupByFields', field]),
  ]);
}

function pageOf(answer: unknown): {
  readonly series: readonly Series[];
  /** Empty on the last page. */
  readonly next: string;
} {
  const { success, data } = pageSchema.safeParse(answer);
  if (!success) throw new Unanswerable('the answer is not one of this API');
  if ((data.executionErrors ?? []).length > 0) throw new Unanswerable('a part is lacking');
  const series = (data.timeSeries ?? []).map(({ metric, resource, points }) => ({
    labels: { ...resource.labels, ...metric.labels },
    points: points.map(({ interval, value }) => ({
      end: new Date(interval.endTime),
      value: Number(value),
    })),
  }));
  return { series, next: data.nextPageToken ?? '' };
}

/** Cloud Monitoring, by `timeSeries.list`; all pages, and nothing where a part is lacking. */
export function cloudMonitoring(init: Omit<GoogleApiInit, 'service'>): Monitoring {
  const api = new GoogleApi({ ...init, service: 'monitoring' });

  async function read(query: SeriesQuery): Promise<readonly Series[]> {
    const headers = await api.headers();
    const parameters = parametersOf(query);
    const found: Series[] = [];
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const path = `v3/projects/${encodeURIComponent(query.project)}/timeSeries?${parameters}`;
      const { series, next } = pageOf(await api.ask(path, headers, null));
      found.push(...series);
      if (next === '') return found;
      parameters.set('pageToken', next);
    }
    throw new Unanswerable('the answer has too many pages');
  }

  return {
    timeSeries: async (query): Promise<Monitored> => {
      try {
        return { known: true, series: await read(query) };
      } catch (thrown) {
        if (thrown instanceof Unanswerable) return { known: false, because: thrown.message };
        throw thrown;
      }
    },
  };
}
