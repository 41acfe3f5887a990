import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { comparableState } from '../../src/emulator/state.ts';
import { deployAll } from '../support/cloud-run.ts';
import { SPECS } from '../support/real.ts';
import { NegctlDied } from '../support/stand-in/deaths.ts';
import { dyingAt, hooksAt, type Place } from './points.ts';
import { WorldSite } from './world-site.ts';

const COMMON = ['--project=demo', '--yes', '--emulator'];
const CREATE = ['create', 'serverless-ilb', '-f', join(SPECS, 'serverless-ilb.yaml'), ...COMMON];
const UPDATE = [
  ...['update', 'serverless-ilb', '-f', join(SPECS, 'serverless-ilb-update.yaml')],
  ...['--confirm=inside', ...COMMON],
];

async function played(site: WorldSite, words: readonly string[]): Promise<void> {
  const { exitCode, err } = await site.run(words);
  if (exitCode !== 0) throw new Error(`${words.join(' ')}: ${err}`);
}

function shown(site: WorldSite): unknown {
  return comparableState(site.state());
}

const start = new WorldSite();
await deployAll(start.world.emulator, ['hello', 'next']);
await played(start, CREATE);
const end = new WorldSite(start.world);
await played(end, UPDATE);
const runs = await Promise.all((await end.runs.list()).map((run) => end.runs.read(run)));
const [steps = []] = runs.flatMap(({ plan }) => (plan.verb === 'update' ? [plan.steps] : []));

/** Every place that the update passes. */
async function placesPassed(): Promise<readonly Place[]> {
  const places: Place[] = [];
  const site = new WorldSite(start.world);
  await site.run(
    UPDATE,
    hooksAt(steps, (place) => places.push(place)),
  );
  return places;
}

const places = await placesPassed();

describe.each(['resume', 'rollback'])('an update of a load balancer, killed, then %s', (remedy) => {
  it.each(steps.map(({ id }) => id))('ends as meant, killed anywhere in %s', async (id) => {
    const here = places.filter(({ step }) => step === id);
    expect(here.length).toBeGreaterThan(8);
    for (const place of here) {
      const site = new WorldSite(start.world);
      const died = await site.run(
        UPDATE,
        dyingAt(steps, place, () => new NegctlDied('killed')),
      );
      expect(died.exitCode, place.point).toBeNull();
      const ended = await site.run([remedy, '--yes', '--emulator']);
      expect(ended.exitCode, `${place.point}\n${ended.err}`).toBe(0);
      expect(shown(site), place.point).toEqual(shown(remedy === 'resume' ? end : start));
    }
  });
});

it('leaves what somebody else has changed meanwhile, and says so', async () => {
  const site = new WorldSite(start.world);
  const [, swap] = steps;
  const { emulator } = site.world;
  const path = '/compute/v1/projects/demo/regions/us-central1/backendServices/inside-bes';
  const sent: Promise<unknown>[] = [];
  const hooks = hooksAt(steps, ({ way, step, point }) => {
    if (way !== 'forward' || step !== steps[0]?.id || point !== 'outcome-synced') return;
    sent.push(emulator.handle({ method: 'PATCH', path, body: '{"description":"theirs"}' }));
  });
  const ended = await site.run(UPDATE, hooks);
  expect(await Promise.all(sent)).toHaveLength(1);
  expect(ended.exitCode, ended.err).toBe(7);
  expect(swap?.title).toBe('swap the backend of inside-bes');
  const { fields } =
    site.state().resources['projects/demo/regions/us-central1/backendServices/inside-bes'] ?? {};
  expect(fields).toMatchObject({
    description: 'theirs',
    backends: [{ group: expect.stringMatching(/\/inside-neg$/) }],
  });
});
