import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../../src/json.ts';
import { referencesTo, strangeReferences } from '../../src/traffic/references.ts';
import { atStage, shareOf } from '../../src/traffic/split.ts';
import { maps, NEW, OLD } from './maps.ts';

const MOVE = { from: OLD, to: NEW };
const percents = fc.integer({ min: 1, max: 100 });

/** Every text of a document that ends like a reference to the old service: found by looking, not by knowing. */
function textSearch(value: Json, at = ''): readonly string[] {
  if (typeof value === 'string') {
    return /projects\/demo\/global\/backendServices\/web$/.test(value) ? [at] : [];
  }
  if (Array.isArray(value)) {
    return value.flatMap((item: Json, index) => textSearch(item, `${at}[${index}]`));
  }
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    textSearch(member, at === '' ? key : `${at}.${key}`),
  );
}

function isOldOrNew(link: Json | undefined): boolean {
  return /projects\/demo\/global\/backendServices\/web(-new)?$/.test(String(link));
}

/** A document in which nothing is left of who serves what between the two. */
function erased(value: Json): Json {
  if (Array.isArray(value)) return value.map(erased);
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).flatMap(([key, member]): [string, Json][] => {
    if (key === 'backendService' || /service$/i.test(key)) {
      return isOldOrNew(member) ? [] : [[key, member]];
    }
    if (key === 'weightedBackendServices' && Array.isArray(member)) {
      const others = member.filter(
        (entry: Json) => !isJsonObject(entry) || !isOldOrNew(entry['backendService']),
      );
      return others.length === 0 ? [] : [[key, others.map(erased)]];
    }
    const rest = erased(member);
    return isJsonObject(rest) && Object.keys(rest).length === 0 ? [] : [[key, rest]];
  });
  return Object.fromEntries(members);
}

/** All lists of weights, by where they are. */
function sums(value: Json, at = ''): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const walk = (part: Json, place: string): void => {
    if (Array.isArray(part)) {
      for (const [index, item] of part.entries()) walk(item, `${place}[${index}]`);
    }
    if (!isJsonObject(part)) return;
    for (const [key, member] of Object.entries(part)) {
      if (key === 'weightedBackendServices' && Array.isArray(member)) {
        const total = member.reduce(
          (sum: number, entry: Json) => sum + Number(isJsonObject(entry) ? entry['weight'] : 0),
          0,
        );
        found.set(place, total);
      }
      walk(member, `${place}.${key}`);
    }
  };
  walk(value, at);
  return found;
}

function weightAt(document: JsonObject, link: RegExp): number {
  const texts = [...JSON.stringify(document).matchAll(/\{[^{}]*\}/g)].map(([text]) => text);
  return texts
    .filter((text) => link.test(text))
    .reduce((sum, text) => sum + Number(/"weight":(\d+)/.exec(text)?.[1] ?? 0), 0);
}

describe('finding references', () => {
  it('misses none that a text search finds, and finds no other', () => {
    fc.assert(
      fc.property(maps, (map) => {
        const found = [
          ...referencesTo(map, OLD).map(({ at }) => at),
          ...strangeReferences(map, OLD),
        ];
        expect([...found].sort()).toEqual([...textSearch(map)].sort());
      }),
      { numRuns: 400 },
    );
  });

  it('takes a reference in an unknown place, or by a project number, for a strange one', () => {
    const link = 'https://www.googleapis.com/compute/v1/projects/demo/global/backendServices/web';
    const map = {
      future: { backend: link },
      tests: [{ service: 'projects/123456789/global/backendServices/web' }],
    };
    expect(strangeReferences(map, OLD)).toEqual(['future.backend', 'tests[0].service']);
    expect(referencesTo(map, OLD)).toEqual([]);
  });
});

describe('a map at a stage', () => {
  it('says the same as before about everything but the two services', () => {
    fc.assert(
      fc.property(maps, percents, (map, percent) => {
        for (const stage of [{ percent }, 'settled'] as const) {
          expect(erased(atStage(map, MOVE, stage))).toEqual(erased(map));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('has the sum of weights that it had, or 100 where it had a plain target', () => {
    fc.assert(
      fc.property(maps, percents, (map, percent) => {
        const before = sums(map);
        for (const [place, sum] of sums(atStage(map, MOVE, { percent }))) {
          expect(sum, place).toBe(before.get(place) ?? 100);
        }
        expect(sums(atStage(map, MOVE, 'settled'))).toEqual(before);
      }),
      { numRuns: 300 },
    );
  });

  it('is the first map at 0 %, and with another name for the service at the end', () => {
    fc.assert(
      fc.property(maps, (map) => {
        expect(atStage(map, MOVE, { percent: 0 })).toEqual(map);
        const settled = atStage(map, MOVE, 'settled');
        const back: Json = JSON.parse(
          JSON.stringify(settled).replaceAll(
            'demo/global/backendServices/web-new"',
            'demo/global/backendServices/web"',
          ),
        );
        expect(canonicalJson(back)).toBe(canonicalJson(map));
        expect(textSearch(settled)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('names the old service as the one that every test expects until nothing goes there any more', () => {
    fc.assert(
      fc.property(maps, fc.integer({ min: 1, max: 99 }), (map, percent) => {
        expect(atStage(map, MOVE, { percent })['tests']).toEqual(map['tests']);
        expect(JSON.stringify(atStage(map, MOVE, { percent: 100 })['tests'] ?? [])).not.toMatch(
          /projects\/demo\/global\/backendServices\/web"/,
        );
      }),
    );
  });

  it('gives the new service more with each step, and the old one nothing at 100 %', () => {
    fc.assert(
      fc.property(maps, percents, percents, (map, one, other) => {
        const shares = [Math.min(one, other), Math.max(one, other), 100].map((percent) =>
          weightAt(atStage(map, MOVE, { percent }), /backendServices\/web-new"/),
        );
        expect(shares).toEqual([...shares].sort((less, more) => less - more));
        const last = atStage(map, MOVE, { percent: 100 });
        expect(weightAt(last, /demo\/global\/backendServices\/web"/)).toBe(0);
      }),
    );
  });
});

describe('the share of a weight', () => {
  it.each([
    [100, 5, 5],
    [30, 25, 8],
    [1_000, 50, 500],
    [1, 50, 0],
    [1, 99, 0],
    [2, 99, 1],
    [1, 100, 1],
    [0, 50, 0],
    [3, 1, 0],
  ])('of %i at %i %% is %i', (weight, percent, share) => {
    expect(shareOf(weight, percent)).toBe(share);
  });
});
