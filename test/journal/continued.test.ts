import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseJournal } from '../../src/journal/record.ts';
import { good, killed, ranIn, SMALL } from '../support/real-journals.ts';
import { World } from '../support/world.ts';

describe('a journal that lost its end', () => {
  it('is taken up where it ends, and makes nothing twice', async () => {
    const { world, path, bytes } = await killed();
    writeFileSync(path, bytes.subarray(0, -40));
    const ended = await world.run('resume', '--yes');
    expect(ended.exitCode, ended.err).toBe(0);
    const undisturbed = await good();
    expect(world.state()).toEqual(undisturbed.world.state());
    const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
    expect(() => parseJournal(`${lines.join('\n')}\n`)).not.toThrow();
    expect(lines.length).toBeGreaterThan(bytes.toString('utf8').split('\n').length);
  });

  it('that lost all of it, is no journal', async () => {
    const { world, run, path } = await killed();
    writeFileSync(path, '');
    const ended = await world.run('resume', run, '--yes');
    expect(ended.exitCode).toBe(6);
    const said = ended.err.replaceAll(/\s+/g, ' ');
    expect(said).toContain('line 1: the start of the run is missing');
  });
});

describe('a journal in the wrong place', () => {
  it('of another run of the same plan, is refused', async () => {
    const world = new World();
    expect((await world.run(...SMALL)).exitCode).toBe(0);
    const first = ranIn(world);
    expect((await world.run('rollback', first.run, '--yes')).exitCode).toBe(0);
    const undone = readFileSync(first.path);
    expect((await world.run(...SMALL)).exitCode).toBe(0);
    const runs = join(world.directory, 'runs');
    const second = readdirSync(runs).find((name) => name !== first.run) ?? '';
    writeFileSync(join(runs, second, 'journal.ndjson'), undone);
    const before = world.state();
    const ended = await world.run('rollback', second, '--yes');
    expect(ended.exitCode, ended.err).toBe(6);
    expect(ended.err).toContain(`line 1: it is the journal of ${first.run}`);
    expect(world.state()).toEqual(before);
  });
});
