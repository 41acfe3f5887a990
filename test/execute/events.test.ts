import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/json.ts';
import { parsePlan } from '../../src/plan/plan-file.ts';
import { SMALL } from '../support/real-journals.ts';
import { eventsNamed, eventsOf } from '../support/run-events.ts';
import { documentIn, type Ended, World } from '../support/world.ts';

const ONE_BY_ONE = [...SMALL, '--max-parallel=1'];

const planned = documentIn(await new World().run(...SMALL, '--dry-run', '--format=json'));
const { steps } = parsePlan(JSON.stringify(planned['plan']));

const named = steps.map(({ id, title }, index) => ({ id, title, number: `${index + 1}/8` }));

/** The order in which they are started one by one: what the longest way to the end needs, first. */
const FORWARD = [
  'backendServices.web-bes',
  'networkEndpointGroups.web-neg',
  'backendServices.web-bes.backends.web-neg',
  'networkEndpointGroups.web-neg.endpoints.fqdn.api.example.com.port.80',
  'urlMaps.web-map',
  'addresses.web-ip',
  'targetHttpProxies.web-proxy',
  'forwardingRules.web-fr',
];

function shownCommand(id: string, which: 'run' | 'undo'): string {
  const step = steps.find((other) => other.id === id);
  const argv = step?.effect === 'make' ? step[which].argv : [];
  return ['gcloud', ...argv, '--project=demo', '--quiet'].join(' ');
}

function startOf(step: string, direction: 'forward' | 'undo' = 'forward'): JsonObject {
  const command = shownCommand(step, direction === 'forward' ? 'run' : 'undo');
  return { event: 'step.started', direction, step, command };
}

function endOf(step: string): object {
  return {
    event: 'step.finished',
    direction: 'forward',
    step,
    seconds: expect.any(Number),
    how: 'created',
  };
}

function secondsOf(ended: Ended, step: string): number {
  const found = eventsNamed(ended, 'step.finished').find((event) => event['step'] === step);
  return Number(found?.['seconds']);
}

describe('what a run tells while it goes on', () => {
  it('is every step, its command and its end, and what was read back', async () => {
    const ended = await new World().run(...ONE_BY_ONE, '--format=ndjson');
    expect(ended.exitCode, ended.err).toBe(0);
    const [ready, started, ...others] = eventsOf(ended);
    expect(ready).toMatchObject({ event: 'plan.ready', steps: 8 });
    expect(started).toEqual({
      event: 'run.started',
      steps: named.map((step) => ({ ...step, done: false })),
    });
    expect(others).toEqual([
      ...FORWARD.flatMap((step) => [startOf(step), endOf(step)]),
      { event: 'verify.started' },
      { event: 'verify.finished', differences: [] },
      { event: 'run.finished', ending: 'ok', exitCode: 0, leftovers: [] },
    ]);
  });

  it('is how long a step took, in seconds', async () => {
    const world = new World();
    world.emulator.addFaults(['insert:urlMaps/web-map=delay:40s']);
    const ended = await world.run(...ONE_BY_ONE, '--format=ndjson');
    expect(secondsOf(ended, 'urlMaps.web-map')).toBeGreaterThan(40);
    expect(secondsOf(ended, 'urlMaps.web-map')).toBeLessThan(80);
    expect(secondsOf(ended, 'targetHttpProxies.web-proxy')).toBeLessThan(40);
  });

  it('is that a step is tried again, when and why', async () => {
    const world = new World();
    world.emulator.addFaults(['insert:urlMaps/web-map=503x3']);
    const ended = await world.run(...ONE_BY_ONE, '--format=ndjson');
    expect(ended.exitCode, ended.err).toBe(0);
    const retry = (attempt: number, seconds: number) => ({
      event: 'step.retry',
      direction: 'forward',
      step: 'urlMaps.web-map',
      attempt,
      seconds,
      because: expect.stringMatching(/^Internal error/),
    });
    expect(eventsNamed(ended, 'step.retry')).toEqual([retry(2, 2), retry(3, 5), retry(4, 10)]);
    expect(secondsOf(ended, 'urlMaps.web-map')).toBeGreaterThanOrEqual(17);
  });

  it('is how often it is tried again, with longer and longer pauses', async () => {
    const world = new World();
    world.emulator.addFaults(['insert:urlMaps/web-map=503x6']);
    const ended = await world.run(...ONE_BY_ONE, '--retries=6', '--format=ndjson');
    expect(ended.exitCode, ended.err).toBe(0);
    const pauses = eventsNamed(ended, 'step.retry').map(({ seconds }) => seconds);
    expect(pauses).toEqual([2, 5, 10, 20, 30, 30]);
  });

  it.each([
    [0, 1],
    [2, 3],
  ])('with --retries=%i it is tried %i times', async (retries, times) => {
    const world = new World();
    world.emulator.addFaults(['insert:urlMaps/web-map=503x*']);
    const ended = await world.run(...ONE_BY_ONE, `--retries=${retries}`, '--format=ndjson');
    expect(ended.exitCode).toBe(7);
    const starts = eventsNamed(ended, 'step.started').filter(
      ({ step, direction }) => step === 'urlMaps.web-map' && direction === 'forward',
    );
    expect(starts).toHaveLength(times);
  });

  it('is what failed and why, and that it is taken back', async () => {
    const world = new World();
    world.emulator.addFaults(['insert:networkEndpointGroups/web-neg=quotax*']);
    const ended = await world.run(...ONE_BY_ONE, '--format=ndjson');
    expect(ended.exitCode, ended.err).toBe(7);
    const [, , first, second, third, fourth, ...undo] = eventsOf(ended);
    expect([first, second, third]).toEqual([
      startOf('backendServices.web-bes'),
      endOf('backendServices.web-bes'),
      startOf('networkEndpointGroups.web-neg'),
    ]);
    expect(fourth).toEqual({
      event: 'step.failed',
      direction: 'forward',
      step: 'networkEndpointGroups.web-neg',
      problem: {
        code: 'NEG-4103',
        what: expect.stringMatching(
          /^cannot create network endpoint group web-neg: quota \w+ of project demo is used up$/,
        ),
        why: 'the limit of the project is reached',
        fix: 'delete what is unused, or ask for more quota, then run the command again',
        said: expect.stringMatching(/Quota '\w+' exceeded/),
      },
    });
    expect(undo).toEqual([
      {
        event: 'rollback.started',
        steps: named.filter(({ id }) => id === 'backendServices.web-bes'),
      },
      startOf('backendServices.web-bes', 'undo'),
      {
        event: 'step.finished',
        direction: 'undo',
        step: 'backendServices.web-bes',
        seconds: expect.any(Number),
        how: 'removed',
      },
      { event: 'rollback.finished', undone: 1, leftovers: [] },
      { event: 'run.finished', ending: 'rolled-back', exitCode: 7, leftovers: [] },
    ]);
  });

  it('is what was done before, when it is resumed', async () => {
    const world = new World();
    world.emulator.addFaults(['insert:networkEndpointGroups/web-neg=quota']);
    await world.run(...ONE_BY_ONE, '--no-rollback-on-failure');
    const ended = await world.run('resume', '--yes', '--max-parallel=1', '--format=ndjson');
    expect(ended.exitCode, ended.err).toBe(0);
    const [started] = eventsNamed(ended, 'run.started');
    const done = (id: string) => id === 'backendServices.web-bes';
    expect(started?.['steps']).toEqual(named.map((step) => ({ ...step, done: done(step.id) })));
    const again = eventsNamed(ended, 'step.started').map(({ step }) => step);
    expect(again).toEqual(FORWARD.filter((id) => !done(id)));
  });
});

describe('what an undo tells', () => {
  it('is that a step is tried again while something uses it, and how long it took', async () => {
    const world = new World();
    await world.run(...SMALL);
    world.emulator.addFaults(['delete:urlMaps/web-map=in-use']);
    const run = (await world.run('runs', 'list')).out.split(' ')[0] ?? '';
    const ended = await world.run('rollback', run, '--yes', '--max-parallel=1', '--format=ndjson');
    expect(ended.exitCode, ended.err).toBe(0);
    expect(eventsNamed(ended, 'step.retry')).toEqual([
      {
        event: 'step.retry',
        direction: 'undo',
        step: 'urlMaps.web-map',
        attempt: 2,
        seconds: 2,
        because: expect.stringContaining('is already being used by'),
      },
    ]);
    const seconds = secondsOf(ended, 'urlMaps.web-map');
    expect(seconds).toBeGreaterThanOrEqual(2);
    expect(seconds).toBeLessThan(30);
    expect(eventsNamed(ended, 'rollback.finished')).toEqual([
      { event: 'rollback.finished', undone: 8, leftovers: [] },
    ]);
    const ends: Record<string, Json | undefined> = {};
    for (const { step, how } of eventsNamed(ended, 'step.finished')) ends[String(step)] = how;
    expect(ends).toEqual({
      'addresses.web-ip': 'removed',
      'forwardingRules.web-fr': 'removed',
      'targetHttpProxies.web-proxy': 'removed',
      'urlMaps.web-map': 'removed',
      'backendServices.web-bes': 'removed',
      'backendServices.web-bes.backends.web-neg': 'with-container',
      'networkEndpointGroups.web-neg': 'removed',
      'networkEndpointGroups.web-neg.endpoints.fqdn.api.example.com.port.80': 'with-container',
    });
  });
});
