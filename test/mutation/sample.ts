/** A generator of numbers below one, the same for the same seed (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** So many of the items, drawn by the seed. */
export function sampled<T>(items: readonly T[], size: number, seed: number): readonly T[] {
  const next = numbersFrom(seed);
  return items
    .map((item) => ({ item, draw: next() }))
    .sort((one, other) => one.draw - other.draw)
    .slice(0, size)
    .map(({ item }) => item);
}
