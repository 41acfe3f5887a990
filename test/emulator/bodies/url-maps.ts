import { G, R } from '../standing.ts';
import type { Doc } from '../support.ts';
import { OK, type Row } from './row.ts';

const SPLIT = {
  weightedBackendServices: [
    { backendService: `${G}/backendServices/managed`, weight: 95 },
    { backendService: `${G}/backendServices/managed2`, weight: 5 },
  ],
};
const MAP = { name: 'x', defaultService: `${G}/backendServices/managed` };

function matcher(more: Doc): Doc {
  return {
    ...MAP,
    hostRules: [{ hosts: ['a.example.com'], pathMatcher: 'm' }],
    pathMatchers: [{ name: 'm', defaultService: `${G}/backendServices/managed`, ...more }],
  };
}

export const MAPS: readonly Row[] = [
  ['a service', 'global/urlMaps', MAP, OK],
  [
    'a redirect',
    'global/urlMaps',
    { name: 'x', defaultUrlRedirect: { httpsRedirect: true, stripQuery: false } },
    OK,
  ],
  ['weights', 'global/urlMaps', { name: 'x', defaultRouteAction: SPLIT }, OK],
  [
    'no default at all',
    'global/urlMaps',
    { name: 'x' },
    "Required field 'resource.defaultService'",
  ],
  [
    'a service and weights',
    'global/urlMaps',
    { ...MAP, defaultRouteAction: SPLIT },
    'Only one of defaultService and defaultRouteAction.weightedBackendServices',
  ],
  [
    'a service and a redirect',
    'global/urlMaps',
    { ...MAP, defaultUrlRedirect: { httpsRedirect: true } },
    'Only one of defaultService and defaultUrlRedirect',
  ],
  [
    'a weight of 1000',
    'global/urlMaps',
    {
      name: 'x',
      defaultRouteAction: {
        weightedBackendServices: [{ backendService: `${G}/backendServices/managed`, weight: 1000 }],
      },
    },
    OK,
  ],
  [
    'a weight of 1001',
    'global/urlMaps',
    {
      name: 'x',
      defaultRouteAction: {
        weightedBackendServices: [{ backendService: `${G}/backendServices/managed`, weight: 1001 }],
      },
    },
    'Must be less than or equal to 1000',
  ],
  [
    'a negative weight',
    'global/urlMaps',
    {
      name: 'x',
      defaultRouteAction: {
        weightedBackendServices: [{ backendService: `${G}/backendServices/managed`, weight: -1 }],
      },
    },
    'Must be greater than or equal to 0',
  ],
  [
    'weights of 0 only',
    'global/urlMaps',
    {
      name: 'x',
      defaultRouteAction: {
        weightedBackendServices: [{ backendService: `${G}/backendServices/managed`, weight: 0 }],
      },
    },
    'The sum of weights must be greater than 0.',
  ],
  [
    'weights over classic services',
    'global/urlMaps',
    {
      name: 'x',
      defaultRouteAction: {
        weightedBackendServices: [{ backendService: `${G}/backendServices/classic`, weight: 1 }],
      },
    },
    "Invalid value for field 'resource.defaultService': 'https://www.googleapis.com/compute/v1/projects/demo/global/backendServices/classic'. Advanced routing rules are not supported for scheme EXTERNAL",
  ],
  [
    'a rewrite over classic services',
    'global/urlMaps',
    {
      name: 'x',
      defaultService: `${G}/backendServices/classic`,
      defaultRouteAction: { urlRewrite: { hostRewrite: 'a.example.com' } },
    },
    OK,
  ],
  [
    'a service of another scope',
    'global/urlMaps',
    { name: 'x', defaultService: `${R}/backendServices/internal` },
    'must be in the scope of the URL map',
  ],
  [
    'services of two schemes',
    'global/urlMaps',
    { ...matcher({ defaultService: `${G}/backendServices/mesh` }) },
    'must have one load balancing scheme',
  ],
  [
    'a service that speaks TCP',
    'global/urlMaps',
    { name: 'x', defaultService: `${G}/backendServices/tcp` },
    'Invalid backend service protocol TCP',
  ],
  [
    'path rules',
    'global/urlMaps',
    matcher({
      pathRules: [{ paths: ['/api', '/api/*'], service: `${G}/backendServices/managed2` }],
    }),
    OK,
  ],
  [
    'a path that ends in a*',
    'global/urlMaps',
    matcher({ pathRules: [{ paths: ['/a*'], service: `${G}/backendServices/managed2` }] }),
    'Invalid path pattern',
  ],
  [
    'a path twice',
    'global/urlMaps',
    matcher({ pathRules: [{ paths: ['/a', '/a'], service: `${G}/backendServices/managed2` }] }),
    "Duplicate path: '/a'",
  ],
  [
    'a rule with two actions',
    'global/urlMaps',
    matcher({
      pathRules: [
        {
          paths: ['/a'],
          service: `${G}/backendServices/managed2`,
          urlRedirect: { httpsRedirect: true },
        },
      ],
    }),
    'Only one of service and urlRedirect',
  ],
  [
    'path and route rules',
    'global/urlMaps',
    matcher({
      pathRules: [{ paths: ['/a'], service: `${G}/backendServices/managed2` }],
      routeRules: [
        {
          priority: 1,
          matchRules: [{ prefixMatch: '/' }],
          service: `${G}/backendServices/managed2`,
        },
      ],
    }),
    'Only one of pathRules and routeRules',
  ],
  [
    'a matcher without default',
    'global/urlMaps',
    matcher({ defaultService: null }),
    "Required field 'resource.pathMatchers[0].defaultService'",
  ],
  [
    'a host in two rules',
    'global/urlMaps',
    { ...matcher({}), hostRules: [{ hosts: ['a', 'a'], pathMatcher: 'm' }] },
    "Duplicate host: 'a'",
  ],
  [
    'a matcher that is not there',
    'global/urlMaps',
    { ...MAP, hostRules: [{ hosts: ['a'], pathMatcher: 'no' }] },
    'The path matcher does not exist',
  ],
  [
    'a matcher nobody uses',
    'global/urlMaps',
    { ...matcher({}), hostRules: [] },
    'is not used by any host rule',
  ],
  [
    'a test that holds',
    'global/urlMaps',
    {
      ...matcher({ pathRules: [{ paths: ['/b/*'], service: `${G}/backendServices/managed2` }] }),
      tests: [{ host: 'a.example.com', path: '/b/c', service: `${G}/backendServices/managed2` }],
    },
    OK,
  ],
  [
    'a test that fails',
    'global/urlMaps',
    {
      ...MAP,
      tests: [{ host: 'a.example.com', path: '/', service: `${G}/backendServices/managed2` }],
    },
    'Test failure',
  ],
];
