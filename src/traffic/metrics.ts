import type { Monitored, Monitoring, Series, SeriesQuery } from './monitoring.ts';
import type { ErrorShares, Moment, Reading } from './reading.ts';

/** What the gate `metrics` compares, and from when on it speaks against the new service. */
export interface MetricsGate {
  readonly type: 'metrics';
  readonly project: string;
  /** The family of the load balancer's metrics, and what they are about (lessons 4d). */
  readonly prefix: string;
  readonly resourceType: string;
  /** The region of the load balancer; `null` for a global one. */
  readonly region: string | null;
  /** Names of the backend services. */
  readonly oldService: string;
  readonly newService: string;
  /** Requests in the window without which nothing is said of a service. */
  readonly minRequests: number;
}

/** How a load balancer's requests are counted; `null` where Cloud Monitoring does not count them. */
export function seriesOfScheme(
  scheme: string,
  isGlobal: boolean,
): Pick<MetricsGate, 'prefix' | 'resourceType'> | null {
  switch (scheme) {
    case 'EXTERNAL':
    case 'EXTERNAL_MANAGED':
      return isGlobal
        ? { prefix: 'loadbalancing.googleapis.com/https', resourceType: 'https_lb_rule' }
        : {
            prefix: 'loadbalancing.googleapis.com/https/external/regional',
            resourceType: 'http_external_regional_lb_rule',
          };
    case 'INTERNAL_MANAGED':
      return {
        prefix: 'loadbalancing.googleapis.com/https/internal',
        resourceType: 'internal_http_lb_rule',
      };
    default:
      return null;
  }
}

/** Seconds after which what was counted can be seen; newer points may still grow. */
export const INGESTION_SECONDS = 210;

/** A shorter window says nothing: points are a minute apart. */
export const LEAST_WINDOW_SECONDS = 60;

/** Answers of 500 and above, of all, that the new service may have beyond those of the old one. */
const MOST_MORE_ERRORS = 0.01;

/** How much slower than the old service the new one may be: both have to be exceeded. */
const MOST_SLOWER_FACTOR = 1.5;
const MOST_SLOWER_MILLISECONDS = 100;

const TARGET = 'backend_target_name';
const CLASS = 'response_code_class';

interface Window {
  readonly start: Date;
  readonly end: Date;
}

/** Requests of one service in the window. */
interface Count {
  readonly total: number;
  readonly errors: number;
}

function queryOf(
  gate: MetricsGate,
  window: Window,
  metric: string,
  more: Pick<SeriesQuery, 'reducer' | 'groupBy'>,
): SeriesQuery {
  const { project, prefix, resourceType, region, oldService, newService } = gate;
  const filter = [
    `metric.type = "${prefix}/${metric}"`,
    `resource.type = "${resourceType}"`,
    `resource.labels.${TARGET} = one_of("${oldService}", "${newService}")`,
    ...(region === null ? [] : [`resource.labels.region = "${region}"`]),
  ].join(' AND ');
  return { project, filter, ...window, ...more };
}

/** The sum of the points of one service that lie in the window, by a label. */
function valuesOf(
  series: readonly Series[],
  service: string,
  { start, end }: Window,
): readonly { readonly labels: Series['labels']; readonly value: number }[] {
  return series
    .filter(({ labels }) => labels[TARGET] === service)
    .flatMap(({ labels, points }) =>
      points
        .filter((point) => point.end > start && point.end <= end)
        .map(({ value }) => ({ labels, value })),
    );
}

function countOf(series: readonly Series[], service: string, window: Window): Count {
  const values = valuesOf(series, service, window);
  const sum = (some: typeof values): number => some.reduce((total, { value }) => total + value, 0);
  return {
    total: sum(values),
    errors: sum(values.filter(({ labels }) => Number(labels[CLASS]) >= 500)),
  };
}

function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(1)} %`;
}

function said(verdict: Reading['verdict'], words: string): Reading {
  return { verdict, said: `metrics: ${words}`, errors: null };
}

/** What the counts say; `null` where nothing is to be said against the new service. */
function judgedErrors(gate: MetricsGate, young: Count, old: Count): Reading | null {
  const { minRequests, newService, oldService } = gate;
  if (young.total < minRequests) {
    const seen = young.total === 0 ? 'no data of' : `only ${young.total} requests to`;
    return said('inconclusive', `${seen} ${newService}, at least ${minRequests} are needed`);
  }
  const compared = old.total >= minRequests;
  const limit = (compared ? old.errors / old.total : 0) + MOST_MORE_ERRORS;
  const ratio = young.errors / young.total;
  if (ratio <= limit) return null;
  const against = compared
    ? `${oldService} has ${percent(old.errors / old.total)}`
    : `${oldService} has too few requests to compare with`;
  return said(
    'failed',
    `${percent(ratio)} of ${young.total} requests to ${newService} had a server error, at most ${percent(limit)} may (${against})`,
  );
}

function judgedLatency(
  { newService, oldService }: MetricsGate,
  young: number | undefined,
  old: number | undefined,
): Reading | null {
  if (young === undefined || old === undefined) return null;
  const limit = Math.max(old * MOST_SLOWER_FACTOR, old + MOST_SLOWER_MILLISECONDS);
  if (young <= limit) return null;
  return said(
    'failed',
    `95 % of the answers of ${newService} came within ${young.toFixed(0)} ms, at most ${limit.toFixed(0)} ms may be (${oldService}: ${old.toFixed(0)} ms)`,
  );
}

/** The window that can be judged: as long as a soak, of this share only, and old enough to be complete. */
function windowAt(now: Date, since: Date, soakSeconds: number): Window | null {
  const end = now.getTime() - INGESTION_SECONDS * 1_000;
  const longest = Math.max(soakSeconds - INGESTION_SECONDS, LEAST_WINDOW_SECONDS) * 1_000;
  const start = Math.max(since.getTime(), end - longest);
  if (end - start < LEAST_WINDOW_SECONDS * 1_000) return null;
  return { start: new Date(start), end: new Date(end) };
}

/**
 * Compares the new service with the old one over the same window. Of a service with too few requests
 * nothing is said; where the old one has too few, which is so at 100 %, the new one stands for itself.
 */
export async function metricsReading(
  monitoring: Monitoring,
  gate: MetricsGate,
  { now, since, soakSeconds }: Moment,
): Promise<Reading> {
  const window = windowAt(now, since, soakSeconds);
  if (window === null) {
    const because = `what is counted can be seen ${INGESTION_SECONDS} s later, and a window has at least ${LEAST_WINDOW_SECONDS} s`;
    return said('inconclusive', because);
  }
  const counted = await monitoring.timeSeries(
    queryOf(gate, window, 'request_count', {
      reducer: 'REDUCE_SUM',
      groupBy: [`resource.labels.${TARGET}`, `metric.labels.${CLASS}`],
    }),
  );
  if (!counted.known) return unanswered(counted);
  const young = countOf(counted.series, gate.newService, window);
  const old = countOf(counted.series, gate.oldService, window);
  const errors: ErrorShares | null =
    young.total === 0
      ? null
      : {
          new: young.errors / young.total,
          old: old.total === 0 ? null : old.errors / old.total,
        };
  const against = judgedErrors(gate, young, old);
  if (against !== null) return { ...against, errors };
  const timed = await monitoring.timeSeries(
    queryOf(gate, window, 'backend_latencies', {
      reducer: 'REDUCE_PERCENTILE_95',
      groupBy: [`resource.labels.${TARGET}`],
    }),
  );
  if (!timed.known) return unanswered(timed);
  const latencies = [gate.newService, gate.oldService].map(
    (service) => valuesOf(timed.series, service, window).at(0)?.value,
  );
  const oldLatency = old.total < gate.minRequests ? undefined : latencies[1];
  const slow = judgedLatency(gate, latencies[0], oldLatency);
  const words = `${percent(young.errors / young.total)} of ${young.total} requests to ${gate.newService} had a server error, ${old.total} to ${gate.oldService} beside`;
  return { ...(slow ?? said('passed', words)), errors };
}

function unanswered({ because }: Extract<Monitored, { known: false }>): Reading {
  return said('error', `Cloud Monitoring gives no answer: ${because}`);
}
