import { describe, expect, it } from 'vitest';
import { crashCases, playCrash } from './crashes.ts';
import { EXAMPLES } from './examples.ts';
import { POINTS } from './points.ts';
import { sceneOf } from './scene.ts';

const scenes = await Promise.all(EXAMPLES.map((example) => sceneOf(example)));

describe.each(scenes.map((scene) => [scene.example.name, scene] as const))('%s', (_name, scene) => {
  const cases = crashCases(scene);
  const steps = ['forward', 'undo'].flatMap((way) =>
    scene.steps.map(({ id }) => [way, id] as const),
  );

  it.each(steps)('survives being killed everywhere in %s %s', async (way, id) => {
    const mine = cases.filter(({ place }) => place.way === way && place.step === id);
    const violations: string[] = [];
    for (const one of mine) violations.push(...(await playCrash(scene, one)).violations);
    expect(violations).toEqual([]);
    expect(mine.length).toBeGreaterThanOrEqual(way === 'forward' ? 3 * POINTS.length : 3);
  });
});
