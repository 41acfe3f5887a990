import type { Emulator } from '../../src/emulator/emulator.ts';
import type { Json, JsonObject } from '../../src/json.ts';

/** What is counted of one backend service in each minute of a time. */
export interface Counted {
  readonly service: string;
  /** The class of the answers: `200`, `500`; `0` where there was none. */
  readonly code: string;
  readonly perMinute: number;
  readonly from: number;
  readonly minutes: number;
  readonly as?: 'int64Value' | 'doubleValue';
  readonly prefix?: string;
}

const HTTPS = 'loadbalancing.googleapis.com/https';
const MINUTE = 60_000;

function seriesOf(
  metric: string,
  labels: JsonObject,
  { service, from, minutes }: Pick<Counted, 'service' | 'from' | 'minutes'>,
  value: Json,
): JsonObject {
  return {
    metric: { type: metric, labels },
    resource: { type: 'https_lb_rule', labels: { backend_target_name: service, region: 'global' } },
    points: Array.from({ length: minutes }, (_, index) => ({
      interval: { endTime: new Date(from + (index + 1) * MINUTE).toISOString() },
      value,
    })),
  };
}

async function written(emulator: Emulator, timeSeries: readonly JsonObject[]): Promise<void> {
  const body = JSON.stringify({ timeSeries });
  const path = '/monitoring/v3/projects/demo/timeSeries';
  const answer = await emulator.handle({ method: 'POST', path, headers: {}, body });
  if (answer.kind !== 'answer' || answer.status !== 200) throw new Error('points were refused');
}

/** Writes the counts of requests. */
export function count(emulator: Emulator, ...counted: readonly Counted[]): Promise<void> {
  const series = counted.map((one) => {
    const { code, perMinute, as = 'int64Value', prefix = HTTPS } = one;
    const value = { [as]: as === 'int64Value' ? String(perMinute) : perMinute };
    const labels = { response_code_class: code, proxy_continent: 'Europe' };
    return seriesOf(`${prefix}/request_count`, labels, one, value);
  });
  return written(emulator, series);
}

/** Writes how long the answers took: 100 in each minute, all of them in one bucket. */
export function time(
  emulator: Emulator,
  about: Pick<Counted, 'service' | 'from' | 'minutes'>,
  milliseconds: number,
): Promise<void> {
  const distributionValue = {
    count: '100',
    bucketOptions: { explicitBuckets: { bounds: [milliseconds - 1, milliseconds] } },
    bucketCounts: ['0', '100', '0'],
  };
  const series = seriesOf(`${HTTPS}/backend_latencies`, {}, about, { distributionValue });
  return written(emulator, [series]);
}
