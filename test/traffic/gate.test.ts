import { describe, expect, it } from 'vitest';
import { decided, LIMITS, NO_ROUNDS, tallied, worstOf } from '../../src/traffic/gate.ts';
import type { Reading } from '../../src/traffic/reading.ts';
import { parseSchedule } from '../../src/traffic/schedule.ts';

type Verdict = Reading['verdict'];

const WORDS: Readonly<Record<string, Verdict>> = {
  p: 'passed',
  f: 'failed',
  i: 'inconclusive',
  e: 'error',
};

/** What is decided after each of the rounds, one letter each. */
function play(rounds: string, heldSeconds = 0): readonly string[] {
  let tally = NO_ROUNDS;
  return [...rounds].map((letter) => {
    const verdict = WORDS[letter] ?? 'passed';
    tally = tallied(tally, verdict);
    return decided(tally, verdict, heldSeconds, LIMITS);
  });
}

describe('rounds of gates', () => {
  it.each([
    ['p', 'on'],
    ['f', 'again'],
    ['ff', 'back'],
    ['fp', 'on'],
    ['fif', 'back'],
    ['eee', 'again'],
    ['eeee', 'hold'],
    ['eeeie', 'again'],
    ['i', 'again'],
    ['iiiiii', 'again'],
    ['iip', 'on'],
    ['fefe', 'back'],
  ])('%s ends with %s', (rounds, last) => {
    expect(play(rounds).at(-1)).toBe(last);
  });

  it('goes back at the fifth failure in all, however many passes were between', () => {
    let tally = NO_ROUNDS;
    const ends = ['f', 'p', 'f', 'p', 'f', 'p', 'f', 'p', 'f'].map((letter) => {
      const verdict = WORDS[letter] ?? 'passed';
      tally = tallied(tally, verdict);
      return decided(tally, verdict, 0, LIMITS);
    });
    expect(ends).toEqual(['again', 'on', 'again', 'on', 'again', 'on', 'again', 'on', 'back']);
  });

  it('holds where there is no verdict in time, to the second', () => {
    expect(play('i', LIMITS.holdSeconds - 1)).toEqual(['again']);
    expect(play('i', LIMITS.holdSeconds)).toEqual(['hold']);
    expect(play('p', LIMITS.holdSeconds)).toEqual(['on']);
    expect(play('ff', LIMITS.holdSeconds).at(-1)).toBe('back');
  });

  it('counts the worst of all gates', () => {
    const reading = (verdict: Verdict): Reading => ({ verdict, said: '', errors: null });
    expect(worstOf([])).toBe('passed');
    expect(worstOf([reading('passed'), reading('inconclusive')])).toBe('inconclusive');
    expect(worstOf([reading('inconclusive'), reading('error')])).toBe('error');
    expect(worstOf([reading('error'), reading('failed'), reading('passed')])).toBe('failed');
  });
});

describe('a schedule', () => {
  it.each([
    ['5,25,50,100', [5, 25, 50, 100]],
    ['100', [100]],
    ['1,100', [1, 100]],
  ])('%s is read', (text, schedule) => {
    expect(parseSchedule(text)).toEqual(schedule);
  });

  it.each([
    '',
    '5',
    '50,25,100',
    '5,5,100',
    '0,100',
    '100,101',
    '5,25',
    '5.5,100',
    ' 5,100',
    '5,,100',
    '-5,100',
  ])('%j is refused', (text) => {
    expect(parseSchedule(text)).toBeNull();
  });
});
