import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanLine, cleanLines, redacted } from '../src/clean.ts';

describe('the door for text from outside', () => {
  it.each([
    ['\u001b[31mred', '\\x1b[31mred'],
    ['a\rb', 'a\\x0db'],
    ['a\u202eb', 'a\\u{202e}b'],
    ['zero\u200bwidth', 'zero\\u{200b}width'],
    ['bell\u0007', 'bell\\x07'],
    ['c1\u009b0m', 'c1\\x9b0m'],
    ['\ud800 alone', '\\u{d800} alone'],
    ['::error::x', ': :error::x'],
    ['wraps before ::warning::x', 'wraps before : :warning::x'],
    ['\u00a0::set-output name=x::y', '\u00a0: :set-output name=x::y'],
    ['ip ::1 and fd00::a:b', 'ip ::1 and fd00::a:b'],
    ['##vso[task.x]y', '## vso[task.x]y'],
    ['fil\u3164ler \ufe0f', 'fil\\u{3164}ler \\u{fe0f}'],
    ['##[group]x', '## [group]x'],
    ['schön 日本 ✔', 'schön 日本 ✔'],
  ])('%j becomes %j', (given, cleaned) => {
    expect(cleanLine(given)).toBe(cleaned);
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
  });

  it('caps the length, and says how much is missing', () => {
    const cleaned = cleanLine('x'.repeat(5_000));
    expect(cleaned.length).toBeLessThan(2_050);
    expect(cleaned).toMatch(/… \(\d+ more characters\)$/);
  });
});

describe('secrets', () => {
  it.each([
    ['-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----', '[redacted]'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIE', '[redacted]'],
    ['token ya29.a0AfH6SMBx-y_z rest', 'token [redacted] rest'],
    ['Authorization: Bearer abc.def', 'Authorization: Bearer [redacted]'],
  ])('%j is taken out', (given, rest) => {
    expect(redacted(given)).toBe(rest);
    expect(cleanLines(given).join('\n')).not.toContain('MIIE');
  });

  it('a certificate is no secret', () => {
    const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
    expect(redacted(pem)).toBe(pem);
  });
});
