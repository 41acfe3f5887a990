import { transformSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { type Mutant, mutated } from './mutants.ts';
import { Switchboard } from './switchboard.ts';

const SOURCE = `
import type { Something } from './elsewhere.ts';
const LIMIT = 3;
/** Up to so many of the words that are long enough. */
export function chosen(words: readonly string[], least = 2): Something {
  const found: string[] = [];
  for (const word of words) {
    if (word.length < least) continue;
    if (found.length >= LIMIT) break;
    const { 0: initial } = word;
    found.push(String.raw\`\${initial}\${word}\`);
  }
  return { found, first: found[0] ?? 'none', all: found.length === words.length };
}
`;

const WORDS = ['a', 'to', 'the', 'many', 'words'];

const { code, mutants } = mutated('src/chosen.ts', SOURCE, 1);

/** What the function gives back with one mutant awake, from the start or only for the call. */
function resultWith(awake: number, once: boolean): unknown {
  const switchboard = new Switchboard();
  if (once) switchboard.awake = awake;
  const script = transformSync(code, { loader: 'ts', format: 'cjs' }).code;
  const module_ = { exports: { chosen: (_words: readonly string[]): unknown => null } };
  const load = new Function('module', 'exports', 'negctlMutation', 'globalThis', script);
  load(module_, module_.exports, switchboard, { negctlMutation: switchboard });
  switchboard.awake = awake;
  try {
    return module_.exports.chosen(WORDS);
  } catch (thrown) {
    return String(thrown);
  }
}

const changeOf = ({ line, original, replacement }: Mutant): string =>
  `${line}: ${original.slice(0, 24)} → ${replacement}`;

describe('the mutants of a file', () => {
  it('are asleep: it does what it did', () => {
    expect(resultWith(0, true)).toEqual({
      found: ['tto', 'tthe', 'mmany'],
      first: 'tto',
      all: false,
    });
  });

  it('change every statement, condition, comparison and value of it', () => {
    const changes = mutants.map(changeOf);
    expect(changes).toEqual(
      expect.arrayContaining([
        '3: 3 → 4',
        '8: word.length < least → (word.length) <= (least)',
        '8: word.length < least → true',
        '8: word.length < least → false',
        '8: continue; → (removed)',
        '9: break; → (removed)',
        '11: found.push(String.raw`${ → (removed)',
        "13: 'none' → ''",
        '13: all: found.length === wo → (removed)',
        '13: found.length === words.l → (found.length) !== (words.length)',
      ]),
    );
    expect(new Set(mutants.map(({ id }) => id)).size).toBe(mutants.length);
    expect(code.split('\n')).toHaveLength(SOURCE.split('\n').length);
  });

  it('that are met when the file is loaded are told from the others', () => {
    expect(mutants.filter(({ once }) => once).map(changeOf)).toEqual(['3: 3 → 4']);
  });

  it('when awake, do something else, each by itself', () => {
    const usual = JSON.stringify(resultWith(0, true));
    const same = mutants.filter(({ id, once }) => JSON.stringify(resultWith(id, once)) === usual);
    expect(same.map(changeOf)).toEqual(["13: 'none' → ''", "13: found[0] ?? 'none' → found[0]"]);
  });

  it('note where they were met', () => {
    const switchboard = new Switchboard();
    expect(switchboard.isOn(7)).toBe(false);
    switchboard.awake = 7;
    expect(switchboard.isOn(7)).toBe(true);
    expect([...switchboard.met]).toEqual([7]);
  });
});
