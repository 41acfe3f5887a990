import { jsonAnswer } from '../answer.ts';
import type { ApiFamily, ApiRequest, Route } from '../api.ts';
import type { World } from '../compute/kind.ts';
import { projectId } from '../compute/world.ts';
import { malformed, statusAnswer } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import { isObject, objectsOf, readJson } from '../json.ts';
import { aggregated, aggregationOf, endOf } from './aggregation.ts';
import { filterOf } from './filter.ts';

/**
 * monitoring.googleapis.com: time series, listed and written. assumption: everything that is listed was
 * written by a call, also under Google's own metric types, for which the real API refuses writing.
 */
export const monitoringApi: ApiFamily = {
  service: 'monitoring.googleapis.com',
  title: 'Cloud Monitoring API',
  pattern: /(?:^|\/)(v3)\/(projects\/[^/]+\/timeSeries)$/,
  canBeDisabled: true,
  refuse: statusAnswer,
  route: routeTimeSeries,
};

const PAGE = 100_000;

function routeTimeSeries(request: ApiRequest, world: World): Route | undefined {
  const project = projectId(world, request.path.split('/')[1] ?? '');
  const path = `projects/${project}`;
  const route = (verb: string, permission: string, body: () => JsonObject): Route => ({
    project,
    verb,
    collection: 'timeSeries',
    name: '',
    path: `${path}/timeSeries`,
    permissions: [{ name: permission, path }],
    run: () => jsonAnswer(200, body()),
  });
  switch (request.method) {
    case 'GET':
      return route('list', 'monitoring.timeSeries.list', () =>
        listed(world.store.settings.series[project] ?? [], request.query),
      );
    case 'POST':
      return route('create', 'monitoring.timeSeries.create', () =>
        created(world, project, request),
      );
    default:
      return undefined;
  }
}

function timeOf(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) {
    return undefined;
  }
  const time = Date.parse(text);
  if (Number.isNaN(time)) {
    throw malformed(`Invalid value at '${name.replace('T', '_t').toLowerCase()}', "${text}"`);
  }
  return time;
}

function listed(all: readonly JsonObject[], query: URLSearchParams): JsonObject {
  const end = timeOf(query, 'interval.endTime');
  if (end === undefined) {
    throw malformed('Field interval.end_time had an invalid value: must be specified.');
  }
  const start = timeOf(query, 'interval.startTime') ?? end;
  if (start > end) {
    throw malformed('Field interval.start_time had an invalid value: it is after the end time.');
  }
  const matches = filterOf(query.get('filter') ?? '');
  const inWindow = all.filter(matches).flatMap((series) => {
    const points = objectsOf(series['points']).filter((point) => {
      const at = endOf(point);
      return at <= end && (at > start || start === end);
    });
    return points.length === 0 ? [] : [{ ...series, points }];
  });
  const aggregation = aggregationOf(query);
  const found = aggregation === undefined ? inWindow : aggregated(inWindow, aggregation, end);
  const size = Number(query.get('pageSize') ?? PAGE);
  const from = Number(query.get('pageToken') ?? 0);
  const next = from + size < found.length ? { nextPageToken: String(from + size) } : {};
  const timeSeries = found.slice(from, from + size);
  return { ...(timeSeries.length === 0 ? {} : { timeSeries }), ...next, unit: '1' };
}

function created(world: World, project: string, { body }: ApiRequest): JsonObject {
  const sent: Json | undefined = readJson(body);
  const added = objectsOf(isObject(sent) ? sent['timeSeries'] : undefined);
  const broken = added.some((series) => !objectsOf(series['points']).every(hasEnd));
  if (added.length === 0 || broken) {
    throw malformed('Field timeSeries had an invalid value: each needs points with an end time.');
  }
  const { series } = world.store.settings;
  world.store.set({ series: { ...series, [project]: [...(series[project] ?? []), ...added] } });
  return {};
}

function hasEnd(point: JsonObject): boolean {
  return !Number.isNaN(endOf(point));
}
