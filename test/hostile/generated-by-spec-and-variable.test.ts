import { expect, it } from 'vitest';
import { tryGenerated } from './generated.ts';
import { seedOf } from './seed.ts';

it('10,000 generated values, by spec and variable, are refused or legal', async () => {
  const seed = seedOf('spec-and-variable');
  const { tried, legal } = await tryGenerated(10_000, seed, ['spec', 'variable']);
  expect(tried).toBe(10_000);
  expect(legal).toBeGreaterThan(500);
  expect(tried - legal).toBeGreaterThan(5_000);
}, 300_000);
