import { describe, expect, it } from 'vitest';
import { total } from './case.ts';
import { crashCases, playCrash } from './crashes.ts';
import { EXAMPLES } from './examples.ts';
import { POINTS, type Point } from './points.ts';
import { adoptingSceneOf, sceneOf } from './scene.ts';

const scenes = await Promise.all(EXAMPLES.map((example) => sceneOf(example)));

/** Where it is least clear what a killed run has made. */
const ADOPTING_POINTS: readonly Point[] = ['request-accepted', 'outcome-half-written'];

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

const larger = scenes.filter(({ steps }) => steps.length > 2);

it.for(larger.map((scene) => [scene.example.name, scene] as const))(
  'leaves alone what %s has adopted, wherever it is killed',
  async ([, scene], { task }) => {
    const adopting = await adoptingSceneOf(scene);
    expect(adopting.steps.length).toBeLessThan(scene.steps.length);
    const played = [];
    for (const one of crashCases(adopting)) {
      if (ADOPTING_POINTS.includes(one.place.point)) played.push(await playCrash(adopting, one));
    }
    const { struck, checked, violations } = total(played);
    task.meta.tally = { crashPoints: struck, faults: 0, invariants: checked, violations };
    expect(violations).toEqual([]);
    expect(struck).toBeGreaterThanOrEqual(played.length);
  },
);
