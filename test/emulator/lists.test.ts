import { beforeAll, describe, expect, test } from 'vitest';
import { parseFilter } from '../../src/emulator/compute/filter.ts';
import type { Emulator } from '../../src/emulator/emulator.ts';
import { createEmulator } from '../../src/emulator/emulator.ts';
import { call, create, read, refusal } from './support.ts';

let emulator: Emulator;

beforeAll(async () => {
  emulator = createEmulator();
  for (const name of ['delta', 'alpha', 'charlie', 'bravo']) {
    await create(emulator, 'global/backendServices', { name, description: `the ${name}` });
  }
  for (const region of ['us-east1', 'us-central1']) {
    await create(emulator, `regions/${region}/backendServices`, {
      name: 'echo',
      loadBalancingScheme: 'INTERNAL_MANAGED',
    });
  }
});

async function names(path: string): Promise<readonly unknown[]> {
  const { items } = await read(emulator, path);
  return Array.isArray(items) ? items.map((item) => item.name) : [];
}

describe('a list', () => {
  test('has its own kind, is in order of names, and has no items when it is empty', async () => {
    expect(await read(emulator, 'global/backendServices?maxResults=500')).toMatchObject({
      kind: 'compute#backendServiceList',
      id: 'projects/demo/global/backendServices',
      selfLink: 'https://www.googleapis.com/compute/v1/projects/demo/global/backendServices',
    });
    expect(await names('global/backendServices')).toEqual(['alpha', 'bravo', 'charlie', 'delta']);
    expect(await names('regions/us-east1/backendServices')).toEqual(['echo']);
    expect(await read(emulator, 'global/urlMaps')).not.toHaveProperty('items');
    expect(
      await read(emulator, '/compute/v1/projects/other/global/backendServices'),
    ).not.toHaveProperty('items');
  });

  test('comes in pages', async () => {
    const first = await read(emulator, 'global/backendServices?maxResults=3');
    expect(first['items']).toHaveLength(3);
    const token = encodeURIComponent(String(first['nextPageToken']));
    const last = await read(emulator, `global/backendServices?maxResults=3&pageToken=${token}`);
    expect(last['items']).toMatchObject([{ name: 'delta' }]);
    expect(last).not.toHaveProperty('nextPageToken');
    expect(refusal(await call(emulator, 'GET', 'global/backendServices?maxResults=501'))).toMatch(
      /^400 invalid/,
    );
    expect(await names('global/backendServices?maxResults=0')).toHaveLength(4);
    expect(refusal(await call(emulator, 'GET', 'global/backendServices?pageToken=x'))).toMatch(
      /^400 invalid/,
    );
  });

  test('over all scopes names the empty ones too', async () => {
    const all = await read(
      emulator,
      'aggregated/backendServices?includeAllScopes=True&maxResults=500&returnPartialSuccess=True',
    );
    expect(all).toMatchObject({
      kind: 'compute#backendServiceAggregatedList',
      items: {
        global: { backendServices: [{}, {}, {}, {}] },
        'regions/us-east1': { backendServices: [{ name: 'echo' }] },
        'zones/us-east1-b': {
          warning: {
            code: 'NO_RESULTS_ON_PAGE',
            message: "No results for the scope 'zones/us-east1-b'.",
            data: [{ key: 'scope', value: 'zones/us-east1-b' }],
          },
        },
      },
    });
  });

  test.each([
    ['name eq "alpha"', ['alpha']],
    [String.raw`name eq ".*\balpha\b.*"`, ['alpha']],
    ['name ne "alpha"', ['bravo', 'charlie', 'delta']],
    ['name = alpha', ['alpha']],
    ['name != alpha', ['bravo', 'charlie', 'delta']],
    ['name="alp*"', ['alpha']],
    ['description:CHARLIE', ['charlie']],
    ['(name eq "alpha") OR (name eq "bravo")', ['alpha', 'bravo']],
    ['(name eq ".*a.*") AND (name ne "alpha")', ['bravo', 'charlie', 'delta']],
    ['NOT name=alpha', ['bravo', 'charlie', 'delta']],
    ['loadBalancingScheme=EXTERNAL name=delta', ['delta']],
    ['timeoutSec>30', []],
    ['timeoutSec>=30 name:l', ['alpha', 'charlie', 'delta']],
    ['name eq "[a-c].*"', ['alpha', 'bravo', 'charlie']],
  ])('is filtered by %s', async (filter, found) => {
    expect(await names(`global/backendServices?filter=${encodeURIComponent(filter)}`)).toEqual(
      found,
    );
  });

  test.each(['name eq', 'name eq "("', '(name=alpha', 'name alpha bravo', '= alpha'])(
    'refuses the filter %s',
    async (filter) => {
      const reply = await call(
        emulator,
        'GET',
        `global/backendServices?filter=${encodeURIComponent(filter)}`,
      );
      expect(refusal(reply)).toMatch(/^400 invalid: Invalid value for field 'filter'/);
    },
  );
});

test('a filter looks into records and lists', () => {
  const item = { backends: [{ group: 'a' }, { group: 'b' }], logConfig: { enable: true } };
  expect(parseFilter('backends.group=b')(item)).toBe(true);
  expect(parseFilter('backends.group=c')(item)).toBe(false);
  expect(parseFilter('logConfig.enable=true')(item)).toBe(true);
  expect(parseFilter('logConfig:*')(item)).toBe(true);
  expect(parseFilter('iap:*')(item)).toBe(false);
});
