const SEED = 20_261_121;

/** The seed of a generator: always the same, or the one in `NEGCTL_TEST_SEED`. It is printed. */
export function seedOf(what: string): number {
  const seed = Number(process.env['NEGCTL_TEST_SEED'] ?? SEED);
  process.stdout.write(`hostile values ${what}: NEGCTL_TEST_SEED=${seed}\n`);
  return seed;
}
