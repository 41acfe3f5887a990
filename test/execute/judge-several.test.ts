import { describe, expect, it } from 'vitest';
import type { Entry } from '../../src/journal/entry.ts';
import type { Reading } from '../../src/traffic/reading.ts';
import { BAD, GOOD, OTHER, Together, UNCLEAR, WAIT_25, WEB } from '../support/shifting-together.ts';

/** What one service says, one reading after another, the last one for ever. */
function saying(...readings: readonly Reading[]): () => Reading {
  const queue = [...readings];
  return () => (queue.length > 1 ? queue.shift() : queue[0]) ?? GOOD;
}

/** What each of them says at the first share; at the next ones all is good. */
function at25(web: () => Reading, other: () => Reading) {
  return (service: string, percent: number) => {
    if (percent !== 25) return GOOD;
    return service === 'web' ? web() : other();
  };
}

/** What every verdict was about, and what was said. */
function verdictsOf(together: Together): readonly unknown[] {
  return together
    .entries('gate.verdict')
    .map((entry) => ('said' in entry && 'service' in entry ? [entry.service, entry.said] : entry));
}

describe('a wait for two services', () => {
  it('asks about each by itself, and says of which', async () => {
    const together = new Together({ until: 25 });
    await together.run();
    expect(together.moments.map(({ services }) => services)).toEqual([
      { old: 'web', new: 'web-fqdn-bes' },
      { old: 'other', new: 'other-fqdn-bes' },
    ]);
    const both = { step: WAIT_25, verdict: 'passed' };
    expect(together.entries('gate.verdict')).toEqual([
      { type: 'gate.verdict', ...both, said: 'web: good', service: WEB },
      { type: 'gate.verdict', ...both, said: 'other: good', service: OTHER },
    ]);
    const told = together.bench.events.filter(({ event }) =>
      /^gate\.(sample|verdict)$/.test(event),
    );
    expect(told).toEqual([
      { event: 'gate.sample', step: WAIT_25, gate: 'command', ...GOOD, service: WEB },
      { event: 'gate.verdict', ...both, said: 'web: good', service: WEB },
      { event: 'gate.sample', step: WAIT_25, gate: 'command', ...GOOD, service: OTHER },
      { event: 'gate.verdict', ...both, said: 'other: good', service: OTHER },
    ]);
  });

  it('goes on once both have passed in the same round', async () => {
    const says = at25(saying(GOOD), saying(UNCLEAR, GOOD));
    const together = new Together({ says, until: 25 });
    await together.run();
    expect(verdictsOf(together)).toEqual([
      [WEB, 'web: good'],
      [OTHER, 'other: 2 requests'],
      [WEB, 'web: good'],
      [OTHER, 'other: good'],
    ]);
    expect(together.bench.entries).toContainEqual(
      expect.objectContaining({ type: 'step.done', step: WAIT_25, seconds: 150 }),
    );
  });

  it('counts the failures of each alone, those of earlier waits too', async () => {
    const failures = (service: string, count: number): readonly Entry[] =>
      Array.from({ length: count }, () => ({
        type: 'gate.verdict',
        step: WAIT_25,
        verdict: 'failed',
        said: '',
        service,
      }));
    const begun: Entry = { type: 'step.intent', step: WAIT_25, attempt: 1 };
    const earlier = [begun, ...failures(WEB, 4), ...failures(OTHER, 3)];
    const says = at25(saying(GOOD), saying(BAD, GOOD));
    const calm = new Together({ says, earlier, until: 25 });
    await calm.run();
    expect(calm.entries('service.aside')).toEqual([]);
    const fifth = new Together({ says: at25(saying(BAD), saying(GOOD)), earlier, until: 25 });
    await fifth.run();
    expect(verdictsOf(fifth)).toEqual([
      [WEB, 'web: 3 of 5 failed'],
      [OTHER, 'other: good'],
    ]);
    expect(fifth.entries('service.aside')).toMatchObject([{ service: WEB }]);
  });

  it('goes back with one at its fifth failure, whatever passed between', async () => {
    const turns = Array.from({ length: 9 }, (_, round) => (round % 2 === 0 ? BAD : GOOD));
    const says = at25(saying(...turns.map(() => UNCLEAR), GOOD), saying(...turns));
    const together = new Together({ says, until: 25 });
    await together.run();
    expect(together.entries('service.aside')).toMatchObject([{ service: OTHER }]);
    const asked = together.moments.filter(({ services }) => services?.old === 'other');
    expect(asked).toHaveLength(9);
  });

  it('asks no more about one that has gone back', async () => {
    const says = at25(saying(UNCLEAR, UNCLEAR, UNCLEAR, GOOD), saying(BAD));
    const together = new Together({ says, until: 25 });
    await together.run();
    const asked = together.moments.map(({ services }) => services?.old);
    expect(asked).toEqual(['web', 'other', 'web', 'other', 'web', 'web']);
  });

  it('without a verdict, names each that has none', async () => {
    const unclear = new Together({ says: at25(saying(UNCLEAR), saying(UNCLEAR)) });
    expect(await unclear.run()).toMatchObject({
      ending: 'waiting',
      problems: [
        {
          code: 'NEG-7002',
          what: 'no gate has come to a verdict with 25 % of the requests at web-fqdn-bes, other-fqdn-bes',
          why: 'web: 2 requests; other: 2 requests',
        },
      ],
    });
    const one = new Together({ says: at25(saying(GOOD), saying(UNCLEAR)) });
    expect((await one.run()).problems).toMatchObject([
      { what: expect.stringMatching(/ at other-fqdn-bes$/), why: 'other: 2 requests' },
    ]);
  });

  it('goes back with all of them where all fail, and sets nobody aside', async () => {
    const together = new Together({ says: at25(saying(BAD), saying(BAD)) });
    const why = 'web: 3 of 5 failed; other: 3 of 5 failed';
    expect(await together.run()).toMatchObject({
      ending: 'gate',
      problems: [{ code: 'NEG-7001', what: expect.stringMatching(/ at web.*, other/), why }],
    });
    expect(together.entries('service.aside')).toEqual([]);
    expect(together.entries('step.failed')).toMatchObject([{ step: WAIT_25, said: why }]);
    expect(together.shares()).toEqual({ web: 0, other: 0 });
  });

  it('holds the shares of all where that is wanted', async () => {
    const says = at25(saying(GOOD), saying(BAD));
    const together = new Together({ says, onFail: 'hold' });
    expect(await together.run()).toMatchObject({
      ending: 'waiting',
      problems: [{ code: 'NEG-7001', why: 'other: 3 of 5 failed' }],
    });
    expect(together.writes()).toEqual({ shared: 1, plain: 1 });
    expect(together.entries('service.aside', 'step.failed')).toEqual([]);
  });
});

it('moves both services to the end where nothing is wrong', async () => {
  const together = new Together({});
  expect(await together.run()).toMatchObject({ ending: 'ok', problems: [], leftovers: [] });
  expect(together.shares()).toEqual({ web: 100, other: 100 });
  expect(together.entries('step.done')).toHaveLength(9);
});
