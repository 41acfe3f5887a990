import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NegctlError } from '../../src/errors.ts';
import { valuesOfSpec } from '../../src/inputs/from-spec.ts';
import { parseSpec } from '../../src/inputs/spec-document.ts';
import { internetNeg } from '../../src/recipes/internet-neg.ts';

/** What is wrong with a spec, as its problems' first lines; empty where nothing is. */
function complaints(text: string): readonly string[] {
  try {
    return valuesOfSpec(parseSpec(text, 'web.yaml'), internetNeg, 'web.yaml').problems.map(
      ({ what }) => what,
    );
  } catch (thrown) {
    if (thrown instanceof NegctlError) return thrown.problems.map(({ what }) => what);
    throw thrown;
  }
}

const HEAD = 'apiVersion: negctl/v1\nkind: InternetNeg\n';

describe('a spec', () => {
  it('is YAML or JSON', () => {
    expect(complaints(`${HEAD}name: web\n`)).toEqual([]);
    expect(complaints('{"apiVersion": "negctl/v1", "kind": "InternetNeg", "name": "web"}')).toEqual(
      [],
    );
  });

  it('says where its values stand', () => {
    const { given } = valuesOfSpec(
      parseSpec(`${HEAD}frontend:\n  port: 8443\n`, 'web.yaml'),
      internetNeg,
      'web.yaml',
    );
    expect(given[0]?.source).toEqual({ kind: 'spec', file: 'web.yaml', line: 4, column: 9 });
  });

  it.each([
    ['unknown key', `${HEAD}nmae: web\n`, 'web.yaml:3:7: unknown key "nmae"'],
    [
      'unknown key below',
      `${HEAD}frontend:\n  prot: 1\n`,
      'web.yaml:4:9: unknown key "frontend.prot"',
    ],
    ['no mapping', `${HEAD}frontend: 443\n`, 'web.yaml:3:11: "frontend" is not a mapping'],
    ['no apiVersion', 'kind: InternetNeg\n', 'web.yaml:1:1: "apiVersion" is missing'],
    ['another kind', 'apiVersion: negctl/v1\nkind: Pod\n', 'web.yaml:2:7: "kind" is "Pod"'],
    ['a key twice', `${HEAD}name: a\nname: b\n`, 'web.yaml:4:1: the key "name" is given twice'],
    ['an anchor', `${HEAD}name: &a web\n`, 'web.yaml:3:10: anchors (&name) are not allowed'],
    ['an alias', `${HEAD}lb: &x a\nname: *x\n`, 'web.yaml:3:8: anchors (&name) are not allowed'],
    ['a tag', `${HEAD}name: !!js/function x\n`, 'web.yaml:3:21: tags'],
    [
      'a forbidden key',
      `${HEAD}__proto__: {a: 1}\n`,
      'web.yaml:3:1: the key "__proto__" is not allowed',
    ],
    ['two documents', `${HEAD}---\na: 1\n`, 'web.yaml:3:1: not valid YAML'],
    ['a list', '- a\n', 'web.yaml is not a specification'],
    ['nothing', '', 'web.yaml is not a specification'],
    ['half a mapping', `${HEAD}endpoints: [\n`, 'not valid YAML'],
  ])('with %s is refused, with the line', (_name, text, complaint) => {
    expect(complaints(text).join('\n')).toContain(complaint);
  });

  it('names every unknown key at once, with what was probably meant', () => {
    const text = `${HEAD}nmae: a\nendpoint: b\n`;
    const { problems } = valuesOfSpec(parseSpec(text, 'w'), internetNeg, 'w');
    expect(problems.map(({ fix }) => fix)).toEqual([
      'did you mean name?',
      'did you mean endpoints?',
    ]);
  });

  it('of more than 1 MiB is refused without being read', () => {
    expect(complaints(`${HEAD}# ${'x'.repeat(1024 * 1024)}`)).toEqual(['web.yaml is too large']);
  });

  it('may have 10,000 keys, and every unknown one is named', () => {
    const keys = Array.from({ length: 10_000 }, (_, index) => `k${index}: 1`).join('\n');
    expect(complaints(`${HEAD}${keys}\n`).length).toBe(10_000);
  });

  it('of any text is read or refused, never an error of another kind', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(Array.isArray(complaints(`${HEAD}${text}`))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
