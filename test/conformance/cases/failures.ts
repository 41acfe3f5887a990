import type { FailureClass } from '../../../src/gcloud/classify.ts';
import type { Case } from '../case.ts';
import * as made from '../resources.ts';
import * as world from '../world.ts';

/** What can strike a call, and as what gcloud's words about it are read. */
type Effects = Readonly<Record<string, FailureClass>>;

/** Refusals that either mode reports at once, and what comes out of an operation. */
const AT_ONCE: Effects = {
  '401': 'credentials',
  '403': 'permission',
  '404': 'not-found',
  '409': 'exists',
  '412': 'fingerprint',
  '429': 'rate-limited',
  'in-use': 'in-use',
  'not-ready': 'not-ready',
  quota: 'quota',
  'rate-limit': 'rate-limited',
  'api-disabled': 'api-disabled',
  'op-quota': 'quota',
  'op-error': 'transient',
};

/** What mode A reports at once, and mode B only after its last attempt. */
const LOST: Effects = {
  '500': 'transient',
  '502': 'transient',
  '503': 'transient',
  'drop-before': 'transient',
  'drop-after': 'transient',
  truncate: 'transient',
};

interface Target extends Pick<Case, 'world' | 'command'> {
  readonly name: string;
  /** `VERB:COLLECTION` of the call that is struck. */
  readonly strikes: string;
}

/** The command with every call of a kind struck, and the failure that comes of it. */
function failing({ name, strikes, ...rest }: Target, effects: Effects): readonly Case[] {
  return Object.entries(effects).map(([effect, ends]) => ({
    ...rest,
    name: `${name}: ${effect}`,
    faults: [`${strikes}=${effect}x*`],
    ends,
  }));
}

/** The command with one call struck some times, which gcloud gets over. */
function surviving({ name, strikes, ...rest }: Target, strikesOf: readonly string[]) {
  return strikesOf.map((strike) => ({
    ...rest,
    name: `${name}: ${strike}, survived`,
    faults: [`${strikes}=${strike}`],
  }));
}

const create = { command: made.address.create };
const WAIT = { name: 'mode A, wait', strikes: 'wait:*', ...create };
const READ = { name: 'mode A, read after the write', strikes: 'get:addresses', ...create };
const DELETE = {
  name: 'mode A, delete',
  strikes: 'delete:addresses',
  world: [world.ADDRESS],
  command: made.address.remove,
};
const PUT = {
  name: 'mode A, put',
  strikes: 'update:backendServices',
  world: [world.NEG, world.SERVICE],
  command: made.attachment.create,
};
const LIST = {
  name: 'mode A, list',
  strikes: 'list:addresses',
  world: [world.ADDRESS],
  command: { argv: ['compute', 'addresses', 'list', '--global'] },
};

/** The batch client, which most commands use. */
const MODE_A: readonly Case[] = [
  ...failing(
    { name: 'mode A, create', strikes: 'insert:addresses', ...create },
    // The message of a bare 400 names no cause, and mode A shows nothing else.
    { ...AT_ONCE, ...LOST, '400': 'invalid' },
  ),
  ...failing(WAIT, {
    '403': 'permission',
    '404': 'not-found',
    '500': 'transient',
    '503': 'transient',
    'drop-before': 'transient',
    'api-disabled': 'api-disabled',
  }),
  ...surviving(WAIT, ['401', '503x2']),
  ...failing(READ, { '403': 'permission', '503': 'transient', 'drop-before': 'transient' }),
  ...surviving(READ, ['503x2']),
  ...failing(DELETE, { '404': 'not-found', 'op-error': 'transient', 'drop-after': 'transient' }),
  ...failing(PUT, { '412': 'fingerprint', 'drop-after': 'transient' }),
  ...failing(LIST, {
    '400': 'invalid',
    '401': 'credentials',
    '429': 'rate-limited',
    'api-disabled': 'api-disabled',
    '503': 'transient',
    'drop-before': 'transient',
    truncate: 'transient',
  }),
];

const ATTACH = {
  name: 'mode B, attach',
  strikes: 'attachNetworkEndpoints:*',
  world: [world.NEG],
  command: made.endpoint.create,
};
const ATTACH_WAIT = { ...ATTACH, name: 'mode B, wait', strikes: 'wait:*' };
const IMPORT = {
  name: 'mode B, import',
  command: {
    argv: ['compute', 'url-maps', 'import', 'map', '--global'],
    stdin: '{"name": "map", "defaultUrlRedirect": {"httpsRedirect": true}}\n',
  },
};
const ENDPOINTS = {
  name: 'mode B, list of endpoints',
  strikes: 'listNetworkEndpoints:*',
  world: [world.NEG, world.ENDPOINT],
  command: {
    argv: ['compute', 'network-endpoint-groups', 'list-network-endpoints', 'neg', '--global'],
  },
};

/** Direct calls, which are sent again after a lost answer whether they took effect or not. */
const MODE_B: readonly Case[] = [
  ...failing(ATTACH, LOST).map((one) => ({ ...one, slow: true })),
  ...failing(ATTACH, { ...AT_ONCE, '400': 'invalid' }),
  ...surviving(ATTACH, Object.keys(LOST)),
  ...failing(ATTACH_WAIT, { '403': 'permission', '404': 'not-found' }),
  ...surviving(ATTACH_WAIT, ['500', '503', 'drop-before']),
  ...failing(
    { ...IMPORT, strikes: 'insert:urlMaps' },
    { '409': 'exists', 'op-error': 'transient' },
  ),
  ...failing(
    { ...IMPORT, name: 'mode B, import, first read', strikes: 'get:urlMaps' },
    {
      '403': 'permission',
      'api-disabled': 'api-disabled',
    },
  ),
  ...surviving({ ...IMPORT, name: 'mode B, import, first read', strikes: 'get:urlMaps' }, ['503']),
  {
    ...IMPORT,
    name: 'mode B, import: the answer of the insert is lost, and sending it again finds the map',
    faults: ['insert:urlMaps=drop-after'],
    ends: 'exists',
  },
  {
    ...IMPORT,
    name: 'mode B, import: the map is gone when it is read afterwards',
    faults: ['get:urlMaps=404@2'],
    ends: 'not-found',
  },
  ...failing(ENDPOINTS, { '403': 'permission', 'api-disabled': 'api-disabled' }),
  ...surviving(ENDPOINTS, ['truncate']),
];

/** How gcloud tells of everything that can go wrong between it and the API. */
export const FAILURES: readonly Case[] = [...MODE_A, ...MODE_B];
