import { describe, expect, it } from 'vitest';
import { total } from './case.ts';
import { EXAMPLES } from './examples.ts';
import { INJECTIONS } from './injections.ts';
import { allScenes, firstOfTheirKind } from './scene.ts';
import { drawn, EVERYTHING, inPart, randomFrom, seedOfTests } from './seed.ts';
import { faultCases, playFault } from './strikes.ts';

/** What `npm test` plays at most. */
const MOST = 300;

const seed = seedOfTests();
const scenes = await allScenes(EXAMPLES);
const isFirst = firstOfTheirKind(scenes);
const all = scenes.flatMap((scene) => faultCases(scene).map((fault) => ({ scene, fault })));

/** Every step of every example in `npm run test:faults`; in `npm test` every call of the API once. */
const cases = EVERYTHING
  ? inPart(all)
  : drawn(
      all.filter(({ scene, fault }) => isFirst(scene)(fault)),
      MOST,
      randomFrom(seed),
    );

describe.each(Object.keys(INJECTIONS))(`%s, NEGCTL_FAULTS_SEED=${seed}`, (name) => {
  const mine = scenes
    .map(
      (scene) =>
        [
          scene.name,
          cases.filter((one) => one.scene === scene && one.fault.fault === name),
        ] as const,
    )
    .filter(([, struck]) => struck.length > 0);

  it.for(mine)('in %s loses and leaks nothing', async ([, here], { task }) => {
    const played = [];
    for (const { scene, fault } of here) played.push(await playFault(scene, fault));
    const { struck, checked, violations } = total(played);
    task.meta.tally = { crashPoints: 0, faults: struck, invariants: checked, violations, seed };
    expect(violations).toEqual([]);
    expect(struck).toBe(here.length);
  });
});
