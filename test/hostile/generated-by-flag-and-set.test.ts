import { expect, it } from 'vitest';
import { tryGenerated } from './generated.ts';
import { seedOf } from './seed.ts';

it('10,000 generated values, by flag and set, are refused or legal', async () => {
  const seed = seedOf('flag-and-set');
  const { tried, legal } = await tryGenerated(10_000, seed, ['flag', 'set']);
  expect(tried).toBe(10_000);
  expect(legal).toBeGreaterThan(500);
  expect(tried - legal).toBeGreaterThan(5_000);
}, 300_000);
