import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cleanLine,
  cleanLines,
  isPlain,
  jsonText,
  keepSecret,
  quotedDocument,
  redacted,
} from '../src/clean.ts';

describe('the door for text from outside', () => {
  it.each([
    ['\u001b[31mred', '\\x1b[31mred'],
    ['a\rb', 'a\\x0db'],
    ['a\nb', 'a\\x0ab'],
    ['a\u202eb', 'a\\u{202e}b'],
    ['zero\u200bwidth', 'zero\\u{200b}width'],
    ['tag\u{e0001}', 'tag\\u{e0001}'],
    ['bell\u0007', 'bell\\x07'],
    ['nul\0', 'nul\\x00'],
    ['c1\u009b0m', 'c1\\x9b0m'],
    ['last of two digits\u00ad', 'last of two digits\\xad'],
    ['\u0600 first of four', '\\u{600} first of four'],
    ['\ud800 alone', '\\u{d800} alone'],
    ['::error::x', ': :error::x'],
    ['wraps before ::warning::x', 'wraps before : :warning::x'],
    ['\u00a0::set-output name=x::y', '\u00a0: :set-output name=x::y'],
    ['ip ::1 and fd00::a:b', 'ip ::1 and fd00::a:b'],
    ['##vso[task.x]y', '## vso[task.x]y'],
    ['fil\u3164ler \ufe0f', 'fil\\u{3164}ler \\u{fe0f}'],
    ['line\u2028separator', 'line\\u{2028}separator'],
    ['paragraph\u2029separator', 'paragraph\\u{2029}separator'],
    ['\u001b\u001b', '\\x1b\\x1b'],
    ['##[group]x', '## [group]x'],
    ['##[group]x ##[endgroup]', '## [group]x ## [endgroup]'],
    ['schön 日本 ✔ 😀', 'schön 日本 ✔ 😀'],
  ])('%j becomes %j', (given, cleaned) => {
    expect(cleanLine(given)).toBe(cleaned);
  });

  it('escapes the last of two digits and the first of more as such', () => {
    expect(cleanLine('\u009f')).toBe('\\x9f');
    expect(cleanLine('\ufeff')).toBe('\\u{feff}');
  });

  it('lets no control, format or surrogate character through, in any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(cleanLine(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(cleanLines(text).join('')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  it('keeps line feeds apart from everything else that breaks lines', () => {
    expect(cleanLines('a\r\nb\rc\n')).toEqual(['a', 'b\\x0dc', '']);
    expect(cleanLines('one\r\ntwo\r\nthree')).toEqual(['one', 'two', 'three']);
  });

  it('leaves a line of 2,000 characters as it is', () => {
    expect(cleanLine('x'.repeat(2_000))).toBe('x'.repeat(2_000));
  });

  it('caps a longer one, and says how much is missing', () => {
    expect(cleanLine('x'.repeat(2_001))).toBe(`${'x'.repeat(1_999)}… (2 more characters)`);
    expect(cleanLine('x'.repeat(5_000))).toBe(`${'x'.repeat(1_999)}… (3001 more characters)`);
  });

  it('caps it after its escapes, and never in the middle of a character', () => {
    expect(cleanLine('\0'.repeat(1_000))).toBe(
      `${'\\x00'.repeat(500).slice(0, 1_999)}… (2001 more characters)`,
    );
    const smiles = `x${'😀'.repeat(1_000)}`;
    expect(cleanLine(smiles)).toBe(`x${'😀'.repeat(999)}… (2 more characters)`);
  });

  it('caps many lines together', () => {
    const many = 'line\n'.repeat(4_000);
    expect(cleanLines(many)).toEqual([...Array(4_000).fill('line'), '']);
    const more = cleanLines(`${many}x`);
    expect(more).toHaveLength(4_000);
    expect(more.at(-1)).toBe('line… (2 more characters)');
  });
});

describe('secrets', () => {
  it.each([
    ['-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----', '[redacted]'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----', '[redacted]'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIE', '[redacted]'],
    [
      '-----BEGIN EC PRIVATE KEY-----\nMIIE\n-----END EC PRIVATE KEY-----\nand\n-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\nrest',
      '[redacted]\nand\n[redacted]\nrest',
    ],
    ['token ya29.a0AfH6SMBx-y_z rest', 'token [redacted] rest'],
    ['ya29.a0 and ya29.b0', '[redacted] and [redacted]'],
    ['Authorization: Bearer abc.def', 'Authorization: Bearer [redacted]'],
    ['authorization: bearer abc.def rest', 'authorization: bearer [redacted] rest'],
  ])('%j is taken out', (given, rest) => {
    expect(redacted(given)).toBe(rest);
    expect(cleanLine(given)).toBe(rest.replaceAll('\n', '\\x0a'));
    expect(cleanLines(given).join('\n')).toBe(rest);
  });

  it('is taken out before anything is cut off', () => {
    const key = `-----BEGIN PRIVATE KEY-----\n${'M'.repeat(30_000)}\n-----END PRIVATE KEY-----`;
    expect(cleanLines(`a\n${key}\nb`)).toEqual(['a', '[redacted]', 'b']);
    expect(cleanLine(key)).toBe('[redacted]');
  });

  it.each(['maya29.xyz', 'a public key', 'authorization: basic'])('%j is no secret', (text) => {
    expect(redacted(text)).toBe(text);
  });

  it('a certificate is no secret', () => {
    const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
    expect(redacted(pem)).toBe(pem);
  });
});

describe('a document of a machine format', () => {
  it.each([
    ['\u001b[31m', '\\u001b[31m'],
    ['\u007f', '\\u007f'],
    ['\u009b', '\\u009b'],
    ['\u202e', '\\u202e'],
    ['\u{e0001}', '\\udb40\\udc01'],
    ['##[group]', '#\\u0023[group]'],
    ['##vso[x] ##[y]', '#\\u0023vso[x] #\\u0023[y]'],
    ['# ## ok', '# ## ok'],
    ['::error::x', '::error::x'],
  ])('in JSON has %j as %s, and stays the same for whoever parses it', (value, shown) => {
    expect(jsonText({ value })).toBe(`{"value":"${shown}"}`);
    expect(JSON.parse(jsonText({ value }))).toEqual({ value });
  });

  it('keeps the line feeds between its lines', () => {
    expect(jsonText({ a: 1, b: [null] }, 2)).toBe('{\n  "a": 1,\n  "b": [\n    null\n  ]\n}');
  });

  it('holds no secret, wherever it was', () => {
    const token = 'ya29.a0AfH6SMBx';
    expect(jsonText({ a: [token, { b: `x ${token}` }], c: 1 })).toBe(
      '{"a":["[redacted]",{"b":"x [redacted]"}],"c":1}',
    );
  });

  it('in any other format has whatever stands there for a character', () => {
    const escaped = (character: string) => `<${character.length}>`;
    expect(quotedDocument('a\u001bb\n\u{e0001} ##[x]', escaped)).toBe('a<1>b\n<2> #<1>[x]');
  });

  it('gives back every value', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        const text = jsonText([value]);
        expect(JSON.parse(text)).toEqual([value]);
        expect(isPlain(text)).toBe(true);
      }),
    );
  });
});

describe('a secret that has no form of its own', () => {
  it('is taken out of everything once it is known, wherever it stands', () => {
    const secret = randomUUID();
    expect(cleanLine(secret)).toBe(secret);
    keepSecret(secret);
    expect(redacted(`a ${secret}, ${secret}.`)).toBe('a [redacted], [redacted].');
    expect(jsonText({ header: secret })).toBe('{"header":"[redacted]"}');
  });

  it('that is empty takes nothing out', () => {
    keepSecret('');
    expect(redacted('as it was')).toBe('as it was');
  });
});
