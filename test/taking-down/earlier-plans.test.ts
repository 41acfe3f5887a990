import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isJsonObject, type JsonObject, objectsAt } from '../../src/json.ts';
import { FULL } from '../support/set-ups.ts';
import { World } from '../support/world.ts';

function without(object: JsonObject, ...keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

it('a run whose plan was written before there were deletions is read, and rolled back', async () => {
  const world = new World();
  const before = world.state();
  expect((await world.run(...FULL, '--yes')).exitCode).toBe(0);
  const [run = ''] = (await world.run('runs', 'list')).out.split(' ');
  const file = join(world.directory, 'runs', run, 'plan.json');
  const plan: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!isJsonObject(plan)) throw new Error('no plan');
  const steps = objectsAt(plan, 'steps').map((step) => without(step, 'effect'));
  writeFileSync(file, JSON.stringify({ ...without(plan, 'verb', 'kept'), steps }));
  const undone = await world.run('rollback', run, '--yes');
  expect(undone.exitCode, undone.err).toBe(0);
  expect(world.state()).toEqual(before);
});
