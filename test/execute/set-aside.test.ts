import { describe, expect, it } from 'vitest';
import type { Entry } from '../../src/journal/entry.ts';
import {
  BAD,
  documentAfter,
  GOOD,
  OTHER,
  PLAIN_25,
  PLAIN_100,
  SHARED_25,
  SHARED_100,
  sharedAt,
  shifted,
  Together,
  WAIT_25,
  WAIT_100,
  WEB,
  waited,
} from '../support/shifting-together.ts';

/** One service is bad at one share, whatever it said before. */
function badAt(bad: string, at: number) {
  return (service: string, percent: number) => (service === bad && percent === at ? BAD : GOOD);
}

const SAID = '3 of 5 failed';
const BOTH_25 = [...shifted(SHARED_25, PLAIN_25), ...waited(WAIT_25)];
const BOTH_100 = [...BOTH_25, ...shifted(SHARED_100, PLAIN_100)];

/** The entry with which a service has gone back, or a step down. */
function aside(service: string, percent: number, ...again: readonly string[]): Entry {
  return { type: 'service.aside', service, percent, because: SAID, again: [...again] };
}

describe('a service whose gate fails', () => {
  it('goes back alone, by a write of the maps that name it', async () => {
    const together = new Together({ says: badAt('other', 25), until: 25 });
    await together.run();
    expect(together.shares()).toEqual({ web: 25, other: 0 });
    expect(together.writes()).toEqual({ shared: 2, plain: 1 });
    const because = `other: ${SAID}`;
    const fate = { service: OTHER, percent: 0, because };
    expect(together.entries('service.aside')).toEqual([
      { type: 'service.aside', ...fate, again: [SHARED_25] },
    ]);
    expect(together.bench.events).toContainEqual({ event: 'service.aside', ...fate });
    const moved = together.bench.events.filter(({ event }) => event === 'weight.changed');
    expect(moved).toHaveLength(3);
    expect(moved[2]).toMatchObject({ step: SHARED_25 });
  });

  it('goes back from all maps that name it', async () => {
    const together = new Together({ says: badAt('web', 100) });
    await together.run();
    expect(together.entries('service.aside')).toMatchObject([
      { service: WEB, percent: 0, again: [PLAIN_100, SHARED_100] },
    ]);
    expect(together.shares()).toEqual({ web: 0, other: 100 });
    // Two shifts and the way back; the last one is of the map that the other service is in.
    expect(together.writes()).toEqual({ shared: 4, plain: 3 });
  });

  it('is told at the end, where the others have moved', async () => {
    const together = new Together({ says: badAt('other', 25) });
    const outcome = await together.run();
    expect(outcome).toMatchObject({ ending: 'gate', leftovers: [], undone: 0 });
    expect(outcome.problems).toEqual([
      {
        code: 'NEG-7001',
        what: `the requests of ${OTHER} have gone back to where they went, those of the others have moved`,
        why: `other: ${SAID}`,
        fix: 'mend its new backend, then migrate it alone',
      },
    ]);
    expect(together.bench.entries.at(-1)).toEqual({ type: 'run.finished', ending: 'gate' });
    expect(together.shares()).toEqual({ web: 100, other: 0 });
  });

  it('takes all back where somebody else has written a map that names it', async () => {
    let asked = 0;
    const together: Together = new Together({
      says: (service) => {
        if (service === 'web') return GOOD;
        asked += 1;
        if (asked === 2) together.write({ ...documentAfter(SHARED_25), description: 'theirs' });
        return BAD;
      },
    });
    const outcome = await together.run();
    const because = 'somebody else has changed it since it was read last';
    expect(outcome.ending).toBe('leftovers');
    expect(outcome.problems).toMatchObject([
      { code: 'NEG-6013', what: expect.stringContaining(`global/urlMaps/shared: ${because}`) },
    ]);
    expect(together.entries('step.failed')).toMatchObject([
      { step: SHARED_25, left: 'unknown' },
      { step: WAIT_25, class: 'gate' },
    ]);
    expect(together.entries('undo.done')).toMatchObject([{ step: PLAIN_25 }]);
  });
});

describe('what was made for a service that has gone back', () => {
  it('is left, and listed', async () => {
    const together = new Together({ says: badAt('other', 25), madeNew: true });
    expect((await together.run()).leftovers).toEqual([
      {
        step: 'backendServices.other-fqdn-bes',
        resource: 'global/backendServices/other-fqdn-bes',
        because: 'it was made for a service that has gone back',
        said: null,
        command: expect.stringMatching(/^gcloud compute backend-services delete other-fqdn-bes /),
      },
    ]);
  });
});

describe('the old services', () => {
  it.each([
    ['web', ['web']],
    ['other', ['other']],
    ['none', []],
  ])('are deleted but for the one that keeps its requests: %s', async (bad, kept) => {
    const together = new Together({ says: badAt(bad, 100), deletesOld: true });
    await together.run();
    expect(together.services()).toEqual(kept);
    expect(together.bench.entries.at(-1)).toEqual({
      type: 'run.finished',
      ending: kept.length === 0 ? 'ok' : 'gate',
    });
  });
});

describe('a step down of one alone', () => {
  it('leaves the others where they are, and waits', async () => {
    const together = new Together({ says: badAt('other', 100), onFail: 'step-down' });
    expect(await together.run()).toMatchObject({
      ending: 'waiting',
      problems: [{ code: 'NEG-7001', why: `other: ${SAID}` }],
    });
    expect(together.entries('service.aside')).toMatchObject([
      { service: OTHER, percent: 25, again: [SHARED_100] },
    ]);
    expect(together.shares()).toEqual({ web: 100, other: 25 });
    // Whoever goes on with this wait begins it anew.
    expect(together.bench.entries.at(-1)).toMatchObject({ type: 'step.failed', step: WAIT_100 });
  });

  it('is over once the run goes on: it goes with the others again', async () => {
    const together = new Together({
      earlier: [...BOTH_100, aside(OTHER, 25, SHARED_100), ...shifted(SHARED_100)],
      live: [sharedAt({ web: 100, other: 25 }), documentAfter(PLAIN_100)],
    });
    expect(await together.run()).toMatchObject({ ending: 'ok', problems: [] });
    expect(together.bench.entries[0]).toEqual({
      type: 'service.rejoined',
      service: OTHER,
      again: [SHARED_100],
    });
    expect(together.writes()).toEqual({ shared: 2, plain: 1 });
    expect(together.shares()).toEqual({ web: 100, other: 100 });
  });

  it('leads back where there is no share below', async () => {
    const together = new Together({ says: badAt('other', 25), onFail: 'step-down', until: 25 });
    await together.run();
    expect(together.entries('service.aside')).toMatchObject([{ service: OTHER, percent: 0 }]);
    expect(together.entries('step.done').at(-1)).toMatchObject({ step: WAIT_25 });
  });
});

describe('a resumed run', () => {
  it('brings nobody forward again who has gone back', async () => {
    const together = new Together({
      earlier: [...shifted(SHARED_25, PLAIN_25), aside(OTHER, 0, SHARED_25), ...shifted(SHARED_25)],
      live: [sharedAt({ web: 25, other: 0 }), documentAfter(PLAIN_25)],
    });
    expect(await together.run()).toMatchObject({ ending: 'gate', problems: [{ why: SAID }] });
    expect(together.entries('service.rejoined')).toEqual([]);
    expect(together.moments.map(({ services }) => services?.old)).toEqual(['web', 'web', 'web']);
    expect(together.shares()).toEqual({ web: 100, other: 0 });
  });

  it.each([
    ['before it wrote that', documentAfter(SHARED_25)],
    ['after it wrote that', sharedAt({ web: 25, other: 0 })],
  ])('that died %s takes one back all the same', async (_case, shared) => {
    const together = new Together({
      earlier: [...shifted(SHARED_25, PLAIN_25), aside(OTHER, 0, SHARED_25)],
      live: [shared, documentAfter(PLAIN_25)],
      until: 25,
    });
    expect(await together.run()).toMatchObject({ ending: 'waiting' });
    expect(together.shares()).toEqual({ web: 25, other: 0 });
  });

  it('takes no map for its own that stands where a later shift would bring it', async () => {
    const together = new Together({
      earlier: [...shifted(SHARED_25, PLAIN_25), aside(OTHER, 0, SHARED_25)],
      live: [documentAfter(SHARED_100), documentAfter(PLAIN_25)],
      rollbackOnFailure: false,
    });
    const outcome = await together.run();
    expect(outcome.problems).toMatchObject([{ code: 'NEG-6013' }]);
    expect(together.writes()).toMatchObject({ shared: 0 });
  });
});
