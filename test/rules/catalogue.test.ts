import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { KNOWN_RULES } from '../../src/cli/rule-catalogue.ts';
import { COMMAND_CASES } from './command-cases.ts';
import { SEVERITIES } from './documented.ts';
import { OTHER_SEVERITY, WITHOUT_CODE } from './without-code.ts';

const coded = new Set(KNOWN_RULES.map(({ id }) => id));
const refusedByCommands = new Set(
  COMMAND_CASES.map(({ rule }) => rule).filter((id) => !coded.has(id)),
);
const excused = WITHOUT_CODE.flatMap(([, ids]) => ids);

it('holds the 305 documented rules', () => {
  expect(SEVERITIES.size).toBe(305);
});

it('every documented rule is a rule in the code, is refused by a command, or has a written reason for neither', () => {
  const open = [...SEVERITIES.keys()].filter((id) => !coded.has(id) && !refusedByCommands.has(id));
  expect(open.filter((id) => !excused.includes(id))).toEqual([]);
});

it('no rule is excused that is checked, none twice, and none that is not documented', () => {
  expect(excused.filter((id) => coded.has(id) || refusedByCommands.has(id))).toEqual([]);
  expect(excused.filter((id, index) => excused.indexOf(id) !== index)).toEqual([]);
  expect(excused.filter((id) => !SEVERITIES.has(id))).toEqual([]);
});

it('a rule is as grave as documented, or has a written reason for being otherwise', () => {
  const other = KNOWN_RULES.filter(
    ({ id, severity }) => SEVERITIES.has(id) && SEVERITIES.get(id) !== severity,
  );
  const ids = new Set(other.map(({ id }) => id));
  expect([...ids].sort()).toEqual(Object.keys(OTHER_SEVERITY).sort());
});

it('every rule says why, and where that is written', () => {
  for (const { id, statement, why, sources } of KNOWN_RULES) {
    expect(statement, id).toMatch(/\.$/);
    expect(why, id).not.toBe('');
    expect(sources, id).not.toEqual([]);
  }
});

/** The catalogue itself, which lies beside a checkout where it is worked on. */
const CATALOGUE = ['..', '../..']
  .map((up) => join(import.meta.dirname, '..', '..', up, 'shared', 'reference', 'rules.yaml'))
  .find(existsSync);

const catalogueSchema = z.object({
  rules: z.array(z.object({ id: z.string(), severity: z.enum(['error', 'warning', 'advice']) })),
});

it.skipIf(CATALOGUE === undefined)('the list is the one of the catalogue', () => {
  const { rules } = catalogueSchema.parse(parse(readFileSync(CATALOGUE ?? '', 'utf8')));
  const listed = [...SEVERITIES].sort();
  expect(listed).toEqual(rules.map(({ id, severity }) => [id, severity]).sort());
});
