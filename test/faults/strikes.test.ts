import { describe, expect, it } from 'vitest';
import { total } from './case.ts';
import { EXAMPLES } from './examples.ts';
import { INJECTIONS } from './injections.ts';
import { sceneOf } from './scene.ts';
import { distinctCases, faultCases, playFault } from './strikes.ts';

const scenes = await Promise.all(EXAMPLES.map((example) => sceneOf(example)));

/** Every step of every example in `npm run test:faults`; every call of the API once in `npm test`. */
const cases =
  process.env['NEGCTL_FAULTS'] === 'all'
    ? scenes.map((scene) => [scene, faultCases(scene)] as const)
    : [...distinctCases(scenes)];

describe.each(Object.keys(INJECTIONS))('%s', (fault) => {
  const mine = cases
    .map(([scene, all]) => [scene, all.filter((one) => one.fault === fault)] as const)
    .filter(([, all]) => all.length > 0)
    .map(([scene, all]) => [scene.example.name, scene, all] as const);

  it.for(mine)('in %s loses and leaks nothing', async ([, scene, all], { task }) => {
    const played = [];
    for (const one of all) played.push(await playFault(scene, one));
    const { struck, checked, violations } = total(played);
    task.meta.tally = { crashPoints: 0, faults: struck, invariants: checked, violations };
    expect(violations).toEqual([]);
    expect(struck).toBe(all.length);
  });
});
