import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { quoteWord } from '../../src/gcloud/quote.ts';
import { asked, BEGUN, FLAVOURS } from '../support/flavours.ts';
import { World } from '../support/world.ts';

/* Every flavour of every recipe leaves the same by questions, by flags and by a spec, and its script has the same commands. */

describe.each(FLAVOURS)('create $noun --lb=$lb', ({ noun, lb }) => {
  it('leaves the same by questions, by flags and by a spec; its script has the same commands', async () => {
    const wizard = await asked(noun, lb);
    const isUsual = FLAVOURS.find((one) => one.noun === noun)?.lb === lb;
    expect(isUsual || wizard.again.includes(`--lb=${lb}`)).toBe(true);
    const [flags, spec, script] = [
      new World({ from: await BEGUN }),
      new World({ from: await BEGUN }),
      new World({ from: await BEGUN }),
    ];
    const words = wizard.again.split(' ');
    const file = join(spec.directory, 'saved.yaml');
    const byFlags = await flags.run(...words, '--yes', `--save-spec=${file}`);
    expect(byFlags.exitCode, byFlags.err).toBe(0);
    expect(flags.state()).toEqual(wizard.state());
    const bySpec = await spec.run('create', noun, '-f', file, '--yes');
    expect(bySpec.exitCode, bySpec.err).toBe(0);
    expect(spec.state()).toEqual(wizard.state());
    const printed = await script.run(...words, '--dry-run=server', '--format=script');
    const written = flags.calls.filter((argv) => !argv.some((word) => READS.includes(word)));
    const commands = printed.out.split('\n').filter((line) => line.startsWith('gcloud '));
    expect(commands).toHaveLength(written.length);
    for (const argv of written) {
      expect(printed.out).toContain(argv.slice(0, 5).map(quoteWord).join(' '));
    }
  });
});

/** Words of commands that only look. */
const READS: readonly string[] = [
  'list',
  'describe',
  'list-network-endpoints',
  'get-iam-policy',
  'print-access-token',
];
