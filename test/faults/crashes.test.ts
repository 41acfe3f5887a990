import { describe, expect, it } from 'vitest';
import { COMPUTE_API } from '../../src/resources/kind.ts';
import { KINDS } from '../../src/resources/kinds.ts';
import { type Played, total } from './case.ts';
import { type CrashCase, crashCases, crashName, playCrash } from './crashes.ts';
import { EXAMPLES } from './examples.ts';
import { POINTS, type Point } from './points.ts';
import { adoptingSceneOf, allScenes, firstOfTheirKind, type Scene } from './scene.ts';
import { drawn, EVERYTHING, inPart, randomFrom, seedOfTests } from './seed.ts';

/** What `npm test` plays at most of the places that come up first, of those that come up again, and of each example that is adopted in part. */
const MOST_FIRST = 300;
const MOST_AGAIN = 40;
const MOST_ADOPTING = 10;

/** Examples of which `npm test` has a part adopted. */
const MOST_ADOPTED = 3;

/** Where it is least clear what a killed run has made. */
const ADOPTING_POINTS: readonly Point[] = ['request-accepted', 'outcome-half-written'];

interface Case {
  readonly scene: Scene;
  readonly crash: CrashCase;
}

const seed = seedOfTests();
const random = randomFrom(seed);
const scenes = await allScenes(EXAMPLES);
const isFirst = firstOfTheirKind(scenes);
const all: readonly Case[] = scenes.flatMap((scene) =>
  crashCases(scene).map((crash) => ({ scene, crash })),
);
const first = all.filter(({ scene, crash }) => EVERYTHING || isFirst(scene)(crash.place));
const firsts = new Set(first);
const again = all.filter((one) => !firsts.has(one));
const firstDrawn = EVERYTHING ? inPart(first) : drawn(first, MOST_FIRST, random);

async function play(cases: readonly Case[], meta: { tally?: object }): Promise<Played> {
  const played = [];
  for (const { scene, crash } of cases) played.push(await playCrash(scene, crash));
  const sum = total(played);
  const { struck, checked, violations } = sum;
  meta.tally = { crashPoints: struck, faults: 0, invariants: checked, violations, seed };
  expect(violations).toEqual([]);
  return sum;
}

const walked = scenes.filter((scene) => firstDrawn.some((one) => one.scene === scene));

describe.each(walked.map((scene) => [scene.name, scene] as const))('%s', (_name, scene) => {
  const mine = firstDrawn.filter((one) => one.scene === scene);
  const keys = new Set(mine.map(({ crash: { place } }) => `${place.way} ${place.step}`));

  it.for([...keys])('survives being killed everywhere in %s', async (key, { task }) => {
    const here = mine.filter(({ crash: { place } }) => `${place.way} ${place.step}` === key);
    const { struck } = await play(here, task.meta);
    expect(struck).toBeGreaterThanOrEqual(here.length);
  });
});

/** Where an operation ends apart from the answer: other APIs than Compute are done with it, or are read. */
function pointsOf({ resource }: Scene['steps'][number]): number {
  const hasOperations = KINDS[resource.kind].api === COMPUTE_API;
  return POINTS.filter((point) => hasOperations || point !== 'operation-done').length;
}

it('what is walked is every point of every step', () => {
  for (const scene of scenes) {
    for (const way of ['forward', 'undo'] as const) {
      const written = scene.steps.filter(({ id }) => scene.calls.has(`${way} ${id}`));
      for (const step of written) {
        const cases = crashCases(scene).filter(
          ({ place }) => place.way === way && place.step === step.id,
        );
        const names = new Set(cases.map(({ place }) => place.point));
        const goesBack = scene.goal === 'make';
        const points = way === 'forward' || goesBack ? pointsOf(step) : 0;
        expect(names.size, `${scene.name} ${way} ${step.id}`).toBe(points);
      }
    }
  }
});

// Where everything is played nothing is left to draw from; a skipped test would read like a check left out.
if (again.length > 0) {
  it(`survives being killed where the same calls come up again, NEGCTL_FAULTS_SEED=${seed}`, async ({
    task,
  }) => {
    await play(drawn(again, MOST_AGAIN, random), task.meta);
  });
}

const larger = scenes.filter(({ goal, steps }) => goal === 'make' && steps.length > 2);
const adopted = EVERYTHING ? larger : drawn(larger, MOST_ADOPTED, random);

it.for(adopted.map((scene) => [scene.name, scene] as const))(
  `leaves alone what it has adopted of %s, wherever it is killed, NEGCTL_FAULTS_SEED=${seed}`,
  async ([, scene], { task }) => {
    const adopting = await adoptingSceneOf(scene);
    expect(adopting.steps.length).toBeLessThan(scene.steps.length);
    const cases = crashCases(adopting)
      .filter(({ place }) => ADOPTING_POINTS.includes(place.point))
      .map((crash) => ({ scene: adopting, crash }));
    const played = EVERYTHING ? inPart(cases) : drawn(cases, MOST_ADOPTING, random);
    const { struck } = await play(played, task.meta);
    expect(struck).toBeGreaterThanOrEqual(played.length);
  },
);

it('no two cases have the same name', () => {
  const names = all.map(({ scene, crash }) => `${scene.name}/${crashName(crash)}`);
  expect(new Set(names).size).toBe(names.length);
});
