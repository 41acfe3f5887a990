function distance(one: string, other: string): number {
  let previous = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const substitution = one[row - 1] === other[column - 1] ? 0 : 1;
      current.push(
        Math.min(
          (previous[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (previous[column - 1] ?? 0) + substitution,
        ),
      );
    }
    previous = current;
  }
  return previous[other.length] ?? 0;
}

const MAX_WORD = 60;

/** Up to three of the known words that the given one could be a slip for, the nearest first. */
export function nearMatches(word: string, known: readonly string[]): readonly string[] {
  const given = word.toLowerCase().slice(0, MAX_WORD);
  const limit = Math.max(2, Math.floor(given.length / 3));
  return known
    .map((candidate) => ({ candidate, cost: distance(given, candidate.toLowerCase()) }))
    .filter(({ cost }) => cost <= limit)
    .sort((one, other) => one.cost - other.cost)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** `Did you mean …?` for a sentence, or nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const matches = nearMatches(word, known);
  return matches.length === 0 ? '' : `did you mean ${matches.join(', ')}?`;
}
