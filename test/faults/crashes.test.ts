import { describe, expect, it } from 'vitest';
import { total } from './case.ts';
import { crashCases, playCrash } from './crashes.ts';
import { EXAMPLES } from './examples.ts';
import { POINTS } from './points.ts';
import { sceneOf } from './scene.ts';

const scenes = await Promise.all(EXAMPLES.map((example) => sceneOf(example)));

describe.each(scenes.map((scene) => [scene.example.name, scene] as const))('%s', (_name, scene) => {
  const cases = crashCases(scene);
  const steps = (['forward', 'undo'] as const).flatMap((way) =>
    scene.steps.map(({ id }) => [way, id] as const),
  );

  it.for(steps)('survives being killed everywhere in %s %s', async ([way, id], { task }) => {
    const mine = cases.filter(({ place }) => place.way === way && place.step === id);
    const played = [];
    for (const one of mine) played.push(await playCrash(scene, one));
    const { struck, checked, violations } = total(played);
    task.meta.tally = { crashPoints: struck, faults: 0, invariants: checked, violations };
    expect(violations).toEqual([]);
    expect(struck).toBeGreaterThanOrEqual(way === 'forward' ? 3 * POINTS.length : 3);
  });
});
