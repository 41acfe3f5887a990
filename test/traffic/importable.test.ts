import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { importText, obstaclesTo, sameDocument } from '../../src/traffic/importable.ts';

const WRITABLE = {
  id: '5',
  kind: 'compute#urlMap',
  selfLink: 'https://www.googleapis.com/compute/v1/projects/demo/global/urlMaps/map',
  creationTimestamp: '2024-04-24T18:25:13.235-07:00',
  fingerprint: 'ig_w2rd0DUc=',
  name: 'map',
  defaultService: 'projects/demo/global/backendServices/web',
};

describe('a document as gcloud imports it', () => {
  it('is what it was, with every text a text, whatever reads it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (description) => {
        const text = importText({ name: 'map', description });
        const expected = { name: 'map', description };
        expect(JSON.parse(text)).toEqual(expected);
        expect(parse(text, { version: '1.1' })).toEqual(expected);
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    'yes',
    'no',
    'null',
    '1',
    '1e3',
    '0x1',
    '~',
    '',
    ' ',
    '- a',
    '\u0085',
    '\u2028',
    '\u007f',
  ])('keeps %j a text', (description) => {
    const text = importText({ name: 'map', description });
    expect(parse(text, { version: '1.1' })).toEqual({ name: 'map', description });
  });

  it('has 64-bit numbers as numbers, all their digits, and nothing that only the server writes', () => {
    const text = importText({
      ...WRITABLE,
      pathMatchers: [
        {
          name: 'm',
          defaultRouteAction: { timeout: { seconds: '30', nanos: 5 } },
          routeRules: [
            {
              priority: 1,
              description: '30',
              matchRules: [
                {
                  headerMatches: [
                    {
                      headerName: 'x',
                      rangeMatch: { rangeStart: '-9007199254740993', rangeEnd: '9' },
                    },
                  ],
                },
              ],
            },
          ],
        },
      ],
    });
    expect(text).toContain('"seconds": 30');
    expect(text).toContain('"rangeStart": -9007199254740993');
    expect(text).toContain('"description": "30"');
    for (const key of ['id', 'kind', 'selfLink', 'creationTimestamp']) {
      expect(text).not.toContain(`"${key}"`);
    }
    expect(text).toContain('"fingerprint": "ig_w2rd0DUc="');
  });

  it('writes small fractions so that YAML does not take them for texts', () => {
    const faultInjectionPolicy = { abort: { httpStatus: 503, percentage: 1e-7 } };
    const text = importText({
      name: 'map',
      pathMatchers: [{ defaultRouteAction: { faultInjectionPolicy } }],
    });
    expect(text).toContain('1.0e-7');
    expect(JSON.parse(text)).toMatchObject({
      pathMatchers: [{ defaultRouteAction: { faultInjectionPolicy } }],
    });
  });
});

describe('what gcloud could not write back', () => {
  it('is nothing in a usual document', () => {
    expect(obstaclesTo(WRITABLE)).toEqual([]);
  });

  it.each([
    ['a field of the future', { futureField: 1 }, 'futureField'],
    [
      'one deep in it',
      { pathMatchers: [{ name: 'm', pathRules: [{ newThing: 'x' }] }] },
      'pathMatchers[0].pathRules[0].newThing',
    ],
    [
      'a mirrored share',
      { defaultRouteAction: { requestMirrorPolicy: { backendService: 'b', mirrorPercent: 5 } } },
      'defaultRouteAction.requestMirrorPolicy.mirrorPercent',
    ],
    [
      'the timeout at the top',
      { defaultRouteAction: { timeout: { seconds: '5' } } },
      'defaultRouteAction.timeout.seconds',
    ],
    [
      'the retries at the top',
      { defaultRouteAction: { retryPolicy: { numRetries: 2 } } },
      'defaultRouteAction.retryPolicy.numRetries',
    ],
    ['an object where a text belongs', { description: { text: 'x' } }, 'description'],
    ['a name that objects inherit', JSON.parse('{"constructor": 1}'), 'constructor'],
  ])('names %s', (_what, more, at) => {
    expect(obstaclesTo({ ...WRITABLE, ...more }).map((obstacle) => obstacle.at)).toEqual([at]);
  });

  it('lets the same fields be in a path matcher, where an import keeps them', () => {
    const defaultRouteAction = { timeout: { seconds: '5' }, retryPolicy: { numRetries: 2 } };
    expect(obstaclesTo({ ...WRITABLE, pathMatchers: [{ name: 'm', defaultRouteAction }] })).toEqual(
      [],
    );
  });
});

describe('two documents', () => {
  it('are the same whatever the order of their members and their fingerprints', () => {
    const other = Object.fromEntries(Object.entries(WRITABLE).reverse());
    expect(sameDocument(WRITABLE, { ...other, fingerprint: 'AAAAAAAAAAA=' })).toBe(true);
  });

  it('are the same where a flag that an import clears is off or not there', () => {
    const one = { ...WRITABLE, defaultUrlRedirect: { httpsRedirect: true, stripQuery: false } };
    const other = { ...WRITABLE, defaultUrlRedirect: { httpsRedirect: true } };
    expect(sameDocument(one, other)).toBe(true);
  });

  it.each([
    [
      'a weight',
      { defaultRouteAction: { weightedBackendServices: [{ weight: 0 }] } },
      { defaultRouteAction: { weightedBackendServices: [{ weight: 1 }] } },
    ],
    [
      'the order of a list',
      { hostRules: [{ a: 1 }, { b: 1 }] },
      { hostRules: [{ b: 1 }, { a: 1 }] },
    ],
    ['an unknown field', { future: 1 }, {}],
    [
      'a flag in a rule',
      { pathMatchers: [{ urlRedirect: { stripQuery: false } }] },
      { pathMatchers: [{ urlRedirect: {} }] },
    ],
  ])('differ by %s', (_what, one, other) => {
    expect(sameDocument({ ...WRITABLE, ...one }, { ...WRITABLE, ...other })).toBe(false);
  });
});
