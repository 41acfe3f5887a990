import { describe, expect, it } from 'vitest';
import { EXAMPLES } from './examples.ts';
import { drawCrash, playRealCrash, realCrashName } from './real-crashes.ts';
import { drawFault, playRealFault, realFaultName } from './real-faults.ts';
import { allScenes } from './scene.ts';
import { randomFrom, sampleSize, seedOfRun } from './seed.ts';

/** Only cases whose name this matches, if it is given: to repeat one of a seed's. */
const only = new RegExp(process.env['NEGCTL_FAULTS_CASE'] ?? '');
const seed = seedOfRun();
const random = randomFrom(seed);
const scenes = await allScenes(EXAMPLES);
const numbers = Array.from({ length: sampleSize() }, (_, index) => index);
const kills = numbers.map(() => drawCrash(scenes, random));
const faults = numbers.map((nth) => drawFault(scenes, nth, random));

describe(`with the real gcloud, NEGCTL_FAULTS_SEED=${seed}`, () => {
  it.concurrent.for(
    kills
      .map((kill, index) => [`kill ${index} ${realCrashName(kill)}`, kill] as const)
      .filter(([name]) => only.test(name)),
  )('%s', async ([, kill], { task }) => {
    const { struck, checked, violations } = await playRealCrash(kill);
    task.meta.tally = { crashPoints: struck, faults: 0, invariants: checked, violations, seed };
    expect(violations).toEqual([]);
  });

  it.concurrent.for(
    faults
      .map((fault, index) => [`fault ${index} ${realFaultName(fault)}`, fault] as const)
      .filter(([name]) => only.test(name)),
  )('%s', async ([, fault], { task }) => {
    const { struck, checked, violations } = await playRealFault(fault);
    task.meta.tally = { crashPoints: 0, faults: struck, invariants: checked, violations, seed };
    expect(violations).toEqual([]);
  });
});
