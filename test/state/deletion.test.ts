import { describe, expect, it } from 'vitest';
import { FULL } from '../support/set-ups.ts';
import {
  bucketWrites,
  dieAtBucketWrite,
  killed,
  type Machines,
  machines,
  objectsOf,
  runsIn,
  STATE,
} from './machines.ts';

const DELETE = ['delete', 'web', '--project=demo', '--yes', '--confirm=web', STATE];
const UNLOCK = ['runs', 'unlock', 'web', '--project=demo', '--yes', '--confirm=web', STATE];

/** Machines in front of a cloud in which A has made a load balancer, and what was there before. */
async function withSetUp(): Promise<Machines & { readonly before: unknown }> {
  const all = await machines();
  const before = all.a.state();
  const ended = await all.a.run(...FULL, '--yes', STATE);
  expect(ended.exitCode, ended.err).toBe(0);
  return { ...all, before };
}

describe('a deletion with shared state', () => {
  it('of what another machine made knows it as a set-up, and leaves no lock', async () => {
    const { b, emulator, before } = await withSetUp();
    expect((await b.run('list', '--project=demo', STATE)).out).toContain('web');
    const ended = await b.run(...DELETE);
    expect(ended.exitCode, ended.err).toBe(0);
    expect(b.state()).toEqual(before);
    expect(runsIn(emulator)).toHaveLength(2);
    expect([...objectsOf(emulator).keys()].filter((name) => name.includes('/locks/'))).toEqual([]);
  });

  it('is not drawn offline: what is in the bucket is read only through gcloud', async () => {
    const { b } = await withSetUp();
    const offline = await b.run('delete', 'web', '--project=demo', '--dry-run', STATE);
    expect(offline.exitCode).toBe(2);
    expect(offline.err).toContain('--dry-run=server');
    expect(b.calls).toEqual([]);
    const drawn = await b.run('delete', 'web', '--project=demo', '--dry-run=server', STATE);
    expect(drawn.exitCode, drawn.err).toBe(0);
  });

  it('is kept apart from another machine at work on the same set-up', async () => {
    const { a, b, before } = await withSetUp();
    const first = a.run(...DELETE);
    const [neg, whole] = await Promise.all([
      b.run(
        'delete',
        'neg',
        'web-neg',
        '--project=demo',
        ...DELETE.slice(3, 4),
        '--confirm=web-neg',
        STATE,
      ),
      b.run(...DELETE, '--lock-timeout=60m'),
      first,
    ]);
    expect((await first).exitCode, (await first).err).toBe(0);
    expect(neg.exitCode).toBe(10);
    expect(neg.err).toMatch(/NEG-6004: "web" in project demo is locked by pid \d+ on machine-a/);
    expect(whole.err).toMatch(/Waiting for pid \d+ on machine-a/);
    expect(b.state()).toEqual(before);
  });

  it('whose lock was taken away deletes nothing more, and says whose the run is now', async () => {
    const { a, b, before, emulator } = await withSetUp();
    let deletions = 0;
    let unlocked: Promise<unknown> = Promise.resolve();
    a.hook({
      until: () => unlocked,
      after: (argv) => {
        if (argv[0] !== 'compute' || !argv.includes('delete')) return;
        deletions += 1;
        if (deletions === 2) unlocked = b.run(...UNLOCK);
      },
    });
    const ended = await a.run(...DELETE, '--max-parallel=1');
    expect(await unlocked).toMatchObject({ exitCode: 0 });
    expect(ended.exitCode, ended.err).toBe(10);
    expect(ended.err).toContain("The run is no longer this process's to go on with.");
    expect(ended.err).not.toContain('negctl resume');
    expect(deletions).toBe(2);
    const [, run = ''] = runsIn(emulator).toSorted();
    const resumed = await b.run('resume', run, '--yes', STATE);
    expect(resumed.exitCode, resumed.err).toBe(0);
    expect(b.state()).toEqual(before);
  });

  it.each([4, 8, 12, 16, 20])(
    'killed at write %i to the bucket is resumed from another machine',
    async (number) => {
      const { a, b, emulator, before } = await withSetUp();
      expect(bucketWrites(a)).toBeGreaterThan(number);
      dieAtBucketWrite(a, number, number % 8 === 0 ? 'before' : 'after');
      await killed(a, ...DELETE);
      const unlocked = await b.run(...UNLOCK);
      expect(unlocked.exitCode, unlocked.err).toBe(0);
      const [, run = ''] = runsIn(emulator).toSorted();
      const back = await b.run('rollback', run, '--yes', STATE);
      expect(back.err).toContain('NEG-6011');
      const resumed = await b.run('resume', run, '--yes', STATE);
      expect(resumed.exitCode, resumed.err).toBe(0);
      expect(b.state()).toEqual(before);
    },
  );
});
