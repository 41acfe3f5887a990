import { describe, expect, it } from 'vitest';
import { complaints } from './complaints.ts';
import { FIELDS, Trials } from './contexts.ts';
import { CURATED, WRONG_TYPES } from './curated.ts';
import { LEGAL, WAYS, type Way } from './oracle.ts';

/** A shell cannot pass NUL, and an empty variable counts as none. */
function canBeGiven(text: string, way: Way): boolean {
  return way === 'spec' || (!text.includes('\0') && text !== '');
}

describe('illegal values', () => {
  it('are at least 300, over every field, and illegal by the documents too', () => {
    expect(new Set(CURATED.map(([path, text]) => `${path} ${text}`)).size).toBeGreaterThan(300);
    expect(new Set(CURATED.map(([path]) => path))).toEqual(new Set(FIELDS.keys()));
    expect(new Set(LEGAL.keys())).toEqual(new Set(FIELDS.keys()));
    const place = { directory: '/nowhere' };
    const legal = CURATED.filter(([path, text]) =>
      WAYS.some((way) => LEGAL.get(path)?.(text, way, place) !== false),
    );
    expect(legal).toEqual([]);
  });

  it.each([...FIELDS.keys()])('for %s reach no gcloud, whichever way they come', async (path) => {
    const trials = new Trials();
    const found: unknown[] = [];
    let tried = 0;
    for (const [, text] of CURATED.filter(([other]) => other === path)) {
      for (const way of WAYS.filter((candidate) => canBeGiven(text, candidate))) {
        if (path === 'name' && way === 'flag' && text === '--help') continue;
        const wrong = complaints(await trials.give(path, text, way));
        tried += 1;
        if (wrong.length > 0) found.push([way, text.slice(0, 80), wrong]);
      }
    }
    expect(found).toEqual([]);
    expect(tried).toBeGreaterThan(30);
  });

  it.each([...FIELDS.keys()])('of another type in a spec are refused for %s', async (path) => {
    const trials = new Trials();
    const found: unknown[] = [];
    for (const value of WRONG_TYPES) {
      if (isLegalValue(path, value)) continue;
      const wrong = complaints(await trials.giveInSpec(path, value));
      if (wrong.length > 0) found.push([value, wrong]);
    }
    expect(found).toEqual([]);
  });

  it('legal values of the same kinds do reach it: the door is not simply shut', async () => {
    const trials = new Trials();
    for (const [path, text] of [
      ['name', 'w'.repeat(57)],
      ['project', 'example.com:demo'],
      ['lb', 'CLASSIC'],
      ['endpoints', ' fqdn=API.bücher.example. ,\tport=65535'],
      ['endpoints', `fqdn=${'a.'.repeat(125)}abc,port=1`],
      ['backend.protocol', 'http2'],
      ['backend.hostHeader', `${'a'.repeat(63)}.example.com:65535`],
      ['backend.customRequestHeaders', 'X-Key:a, b; c="$(x)" ::error::'],
      ['frontend.domains', 'www.example.com, xn--bcher-kva.example'],
      ['frontend.certificate', './cert.pem'],
      ['frontend.privateKey', 'key.pem'],
      ['frontend.port', '65535'],
      ['names.neg', 'n'.repeat(63)],
    ] as const) {
      for (const way of WAYS) {
        const { calls, err } = await trials.give(path, text, way);
        expect(calls, `${path} ${text} by ${way}: ${err}`).toBeGreaterThan(0);
      }
    }
  });
});

const SWITCHES = [
  'backend.logging',
  'backend.tls',
  'frontend.redirectHttp',
  'frontend.allowGlobalAccess',
];

/** The few values of {@link WRONG_TYPES} that are right for some field. */
function isLegalValue(path: string, value: unknown): boolean {
  if (value === true) return SWITCHES.includes(path);
  if (path === 'backend.secretFile') return typeof value === 'number';
  if (path === 'backend.hostHeader') return value === 0 || value === 1.5;
  return value === 0 && ['backend.loggingSampleRate', 'dns.ttl'].includes(path);
}
