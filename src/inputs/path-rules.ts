import { assignments } from './assignments.ts';

/** Which Cloud Run service answers the requests to a path. */
export interface PathRule {
  /** As URL maps write it: `/api/*`, `/login`. */
  readonly path: string;
  readonly service: string;
  readonly tag?: string;
}

/** `--path-rules="/api/*=api,/web/*=web"`, or a list of objects in a spec. */
export const pathRuleList = assignments<PathRule>({
  expected: 'PATH=SERVICE[:TAG], several of them separated by commas',
  members: ['path', 'service', 'tag'],
  of: (path, service, tag) => ({ path, service, ...(tag === undefined ? {} : { tag }) }),
  partsOf: ({ path, service, tag }) => [path, service, tag],
});
