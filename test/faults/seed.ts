/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The seed of a sample: `NEGCTL_FAULTS_SEED`, or one that is printed so that it can be given back. */
export function seedOfRun(): number {
  const given = Number(process.env['NEGCTL_FAULTS_SEED']);
  return Number.isInteger(given) && given > 0 ? given : Math.floor(Date.now() / 1_000);
}

/** How many of each kind a sample holds: `NEGCTL_FAULTS_SAMPLE`, or 60. */
export function sampleSize(): number {
  const given = Number(process.env['NEGCTL_FAULTS_SAMPLE']);
  return Number.isInteger(given) && given > 0 ? given : 60;
}

export function pick<T>(from: readonly T[], random: () => number): T {
  const found = from[Math.floor(random() * from.length)];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
}

/** Picks something light more often than something heavy. */
function pickLight<T>(from: readonly T[], weight: (item: T) => number, random: () => number): T {
  const chances = from.map((item) => 1 / weight(item));
  let left = random() * chances.reduce((sum, chance) => sum + chance, 0);
  for (const [index, item] of from.entries()) {
    left -= chances[index] ?? 0;
    if (left <= 0) return item;
  }
  return pick(from, random);
}

/**
 * Draws a scene for a sample with real processes: about every third a deletion, and small ones more often than
 * large ones, because every step costs seconds.
 */
export function pickScene<S extends { readonly goal: string; readonly steps: readonly unknown[] }>(
  scenes: readonly S[],
  random: () => number,
): S {
  const goal = random() < 1 / 3 ? 'delete' : 'make';
  const fitting = scenes.filter((scene) => scene.goal === goal);
  return pickLight(fitting, ({ steps }) => Math.max(steps.length, 3), random);
}

/** As many of them as allowed, in their order: all, or those that a seed draws. */
export function drawn<T>(from: readonly T[], most: number, random: () => number): readonly T[] {
  if (from.length <= most) return from;
  const lots = from.map((item, index) => ({ item, index, lot: random() }));
  const taken = lots.toSorted((one, other) => one.lot - other.lot).slice(0, most);
  return taken.toSorted((one, other) => one.index - other.index).map(({ item }) => item);
}

/** Every N-th case, from the K-th on, where `NEGCTL_FAULTS_PART=K/N` asks for a part; else all of them. */
export function inPart<T>(cases: readonly T[]): readonly T[] {
  const text = process.env['NEGCTL_FAULTS_PART'];
  if (text === undefined) return cases;
  const [, part = NaN, of = NaN] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (!(part >= 1 && part <= of))
    throw new Error(`NEGCTL_FAULTS_PART=${text} is no part like 3/20`);
  return cases.filter((_case, index) => index % of === part - 1);
}

/** True where no case is left to chance. */
export const EVERYTHING = process.env['NEGCTL_FAULTS'] === 'all';

/** The seed of what `npm test` draws: the same at each run, unless another is given. */
export function seedOfTests(): number {
  return process.env['NEGCTL_FAULTS_SEED'] === undefined ? 1 : seedOfRun();
}
