import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CASES } from './cases.ts';
import type { Observation } from './observation.ts';
import { hasGcloud, Workplace } from './real-gcloud.ts';
import { observeStandIn } from './stood-in.ts';

/** Three at a time keep two cores busy: a gcloud starts for most of a second and then waits a little. */
const LANES = 3;

const leftOut = !hasGcloud() && process.env['NEGCTL_REQUIRE_GCLOUD'] === undefined;
const title = leftOut
  ? 'the stand-in does what gcloud does (left out: no gcloud on PATH; get one at https://cloud.google.com/sdk/docs/install)'
  : 'the stand-in does what gcloud does';

describe.skipIf(leftOut)(title, () => {
  let workplace: Workplace;
  const real = new Map<string, Promise<Observation>>();

  beforeAll(() => {
    workplace = new Workplace(LANES);
    const slowFirst = CASES.toSorted(
      (one, other) => Number(other.slow === true) - Number(one.slow === true),
    );
    for (const one of slowFirst) real.set(one.name, workplace.observe(one));
  });

  afterAll(() => workplace.close());

  test.each(CASES)('$name', { timeout: 180_000 }, async (one) => {
    const stoodIn = await observeStandIn(one);
    expect(stoodIn).toMatchObject({ idleFaults: [] });
    expect(stoodIn.failure?.class).toBe(one.ends);
    expect(stoodIn).toEqual(await real.get(one.name));
  });
});
