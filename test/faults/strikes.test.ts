import { describe, expect, it } from 'vitest';
import { EXAMPLES } from './examples.ts';
import { INJECTIONS } from './injections.ts';
import { sceneOf } from './scene.ts';
import { distinctCases, playFault } from './strikes.ts';

const scenes = await Promise.all(EXAMPLES.map((example) => sceneOf(example)));

/** All steps of all examples in `npm run test:faults`; each call of the API once in `npm test`. */
const cases = [...distinctCases(scenes)];

describe.each(Object.keys(INJECTIONS))('%s', (fault) => {
  it.each(cases.map(([scene, all]) => [scene.example.name, scene, all] as const))(
    'in %s loses and leaks nothing',
    async (_name, scene, all) => {
      const violations: string[] = [];
      for (const one of all.filter((each) => each.fault === fault)) {
        violations.push(...(await playFault(scene, one)).violations);
      }
      expect(violations).toEqual([]);
    },
  );
});
