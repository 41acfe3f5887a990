import { expect, it } from 'vitest';
import { internetNeg } from '../../src/recipes/internet-neg.ts';
import { APPLICABLE, WITHOUT_RULE } from './catalogue.ts';

const coded = new Set(internetNeg.rules.map(({ id }) => id));
const excused = WITHOUT_RULE.flatMap(([, ids]) => ids);

it('every documented rule that applies is a rule in the code, or has a written reason for being none', () => {
  expect(APPLICABLE.length).toBe(175);
  expect(APPLICABLE.filter((id) => !coded.has(id) && !excused.includes(id))).toEqual([]);
});

it('no rule is excused that the code has, and none is excused twice', () => {
  expect(excused.filter((id) => coded.has(id))).toEqual([]);
  expect(new Set(excused).size).toBe(excused.length);
});

it('every rule says why, and where that is written', () => {
  for (const { id, statement, why, sources } of internetNeg.rules) {
    expect(statement, id).toMatch(/\.$/);
    expect(why, id).not.toBe('');
    expect(sources, id).not.toEqual([]);
  }
});
