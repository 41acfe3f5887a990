import { type ChildProcess, spawn } from 'node:child_process';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import files from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { NegctlError } from '../src/errors.ts';
import type { Holder, Lock } from '../src/execute/lock.ts';
import { LockFiles } from '../src/io/lock-file.ts';
import { identityOf } from '../src/io/process-identity.ts';
import { whileReplaced } from './support/builtins.ts';
import { handlePrototype, syncedDuring } from './support/synced.ts';
import { temporaryDirectory } from './support/temporary.ts';

const DEAD = { pid: 2_000_000, started: '1' };
const SINCE = '2026-01-01T00:00:00Z';

function locksIn(state: string): string {
  return join(state, 'locks');
}

/** A state directory with a file in its locks; a text is written as it is. */
function withFile(content: object | string, name = 'demo--web.json', state = temporaryDirectory()) {
  mkdirSync(locksIn(state), { recursive: true, mode: 0o700 });
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  writeFileSync(join(locksIn(state), name), text);
  return state;
}

const abandoned = { host: hostname(), process: DEAD, since: SINCE, token: 'a1' };

/** The file of whoever takes the lock over from that owner. */
const CLAIM = 'demo--web.json.after.a1';

/** A dead owner's lock whose takeover was begun by somebody. */
function withClaim(by: object | string): string {
  return withFile(by, CLAIM, withFile(abandoned));
}

/** Whether somebody is at taking it over, or about to be. */
function isClaimed(state: string): boolean {
  return readdirSync(locksIn(state)).some((name) => name.startsWith(CLAIM));
}

/** How an attempt to take a lock ended: held, or the refusal. */
async function attempt(work: Promise<Lock>): Promise<object> {
  try {
    return await work;
  } catch (thrown) {
    if (!(thrown instanceof NegctlError)) throw thrown;
    return { ending: thrown.ending, ...thrown.problems[0] };
  }
}

const HELD = { release: expect.any(Function) };

function refusedBy(who: string): object {
  return {
    ending: 'locked',
    code: 'NEG-6004',
    what: `"web" in project demo is locked by ${who}`,
    why: 'two runs on one set-up would undo each other',
    fix: 'wait for it, or give --lock-timeout; where that process is certainly dead: negctl runs unlock web --project=demo',
  };
}

async function secondsOf(work: Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work;
  return (performance.now() - started) / 1_000;
}

describe('a lock', () => {
  it('names its owner for whoever looks, and is nobody else’s to read', async () => {
    const state = temporaryDirectory();
    const before = Date.now();
    await new LockFiles(state).acquire('demo', 'web', 0);
    expect(readdirSync(locksIn(state))).toEqual(['demo--web.json']);
    const path = join(locksIn(state), 'demo--web.json');
    const owner = JSON.parse(readFileSync(path, 'utf8'));
    expect(owner).toMatchObject({ host: hostname(), process: identityOf(process.pid) });
    expect(Date.parse(owner.since)).toBeGreaterThanOrEqual(before);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(locksIn(state)).mode & 0o777).toBe(0o700);
  });

  it('is whole and durable from the first moment', async () => {
    const state = temporaryDirectory();
    const seen = await syncedDuring(state, () => new LockFiles(state).acquire('demo', 'web', 0));
    expect(seen[0]?.content).toContain(`"host":${JSON.stringify(hostname())}`);
  });

  it('keeps others out until it is released, and then nothing is left of it', async () => {
    const state = temporaryDirectory();
    const held = await new LockFiles(state).acquire('demo', 'web', 0);
    const again = await attempt(new LockFiles(state).acquire('demo', 'web', 0));
    const { since } = JSON.parse(readFileSync(join(locksIn(state), 'demo--web.json'), 'utf8'));
    expect(again).toEqual(refusedBy(`pid ${process.pid} on ${hostname()}, since ${since}`));
    await held.release();
    expect(readdirSync(locksIn(state))).toEqual([]);
    await held.release();
    expect(await attempt(new LockFiles(state).acquire('demo', 'web', 0))).toEqual(HELD);
  });

  it('can be taken from its very holder, and from nobody else', async () => {
    const locks = new LockFiles(temporaryDirectory());
    expect(await locks.holder('demo', 'web')).toBeNull();
    const first = await locks.acquire('demo', 'web', 0);
    const holder = await locks.holder('demo', 'web');
    if (holder === null) throw new Error('nobody holds it');
    expect(holder).toMatchObject({ host: hostname(), pid: process.pid, life: 'alive' });
    expect(await attempt(locks.takeFrom('demo', 'web', holder))).toEqual(HELD);
    const next = await locks.holder('demo', 'web');
    expect(next?.token).not.toBe(holder.token);
    expect(await attempt(locks.takeFrom('demo', 'web', holder))).toEqual(
      refusedBy(`pid ${process.pid} on ${hostname()}, since ${next?.since}`),
    );
    await first.release();
    expect(await locks.holder('demo', 'web')).toEqual(next);
  });

  it('is of one set-up in one project', async () => {
    const locks = new LockFiles(temporaryDirectory());
    await locks.acquire('demo', 'web', 0);
    expect(await attempt(locks.acquire('demo', 'shop', 0))).toEqual(HELD);
    expect(await attempt(locks.acquire('other', 'web', 0))).toEqual(HELD);
    expect(await attempt(locks.acquire('example.com:demo', 'web', 0))).toEqual(HELD);
    expect(await attempt(locks.acquire('a/b', 'web', 0))).toEqual(HELD);
  });

  it('is waited for without keeping the disk busy', async () => {
    const state = temporaryDirectory();
    const locks = new LockFiles(state);
    await locks.acquire('demo', 'web', 0);
    const synced = await syncedDuring(state, () => attempt(locks.acquire('demo', 'web', 600)));
    expect(synced.filter(({ content }) => content !== null).length).toBeLessThan(7);
  });

  it('is waited for as long as was asked for, and not longer', async () => {
    const locks = new LockFiles(temporaryDirectory());
    const held = await locks.acquire('demo', 'web', 0);
    const told: Holder[] = [];
    const refused = attempt(locks.acquire('demo', 'web', 500, (holder) => told.push(holder)));
    expect(await secondsOf(refused)).toBeGreaterThan(0.45);
    expect(await secondsOf(attempt(locks.acquire('demo', 'web', 0)))).toBeLessThan(0.9);
    expect(await refused).toMatchObject({ ending: 'locked' });
    expect(told).toMatchObject([{ host: hostname(), pid: process.pid, life: 'alive' }]);
    const waiting = attempt(locks.acquire('demo', 'web', 20_000));
    await held.release();
    expect(await secondsOf(waiting)).toBeLessThan(5);
    expect(await waiting).toEqual(HELD);
  });
});

describe('the lock of a dead owner', () => {
  it('on this host is taken over within a second', async () => {
    const taken = attempt(new LockFiles(withFile(abandoned)).acquire('demo', 'web', 0));
    expect(await secondsOf(taken)).toBeLessThan(1);
    expect(await taken).toEqual(HELD);
  });

  it('whose number another process has now, is taken over', async () => {
    const process_ = { ...identityOf(process.pid), started: '1' };
    const state = withFile({ ...abandoned, process: process_ });
    expect(await attempt(new LockFiles(state).acquire('demo', 'web', 0))).toEqual(HELD);
  });

  it('of another host is never taken over: nobody can see from here that it is dead', async () => {
    const state = withFile({ ...abandoned, host: 'elsewhere' });
    expect(await attempt(new LockFiles(state).acquire('demo', 'web', 0))).toEqual(
      refusedBy(`pid 2000000 on elsewhere, since ${SINCE}`),
    );
    expect(readdirSync(locksIn(state))).toEqual(['demo--web.json']);
  });

  it('of a process that runs is not taken over', async () => {
    const child: ChildProcess = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
    await new Promise((resolve) => child.once('spawn', resolve));
    const state = withFile({ ...abandoned, process: identityOf(child.pid ?? 0) });
    const locks = new LockFiles(state);
    expect(await attempt(locks.acquire('demo', 'web', 0))).toEqual(
      refusedBy(`pid ${child.pid} on ${hostname()}, since ${SINCE}`),
    );
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    expect(await attempt(locks.acquire('demo', 'web', 0))).toEqual(HELD);
  });

  it.each([
    '',
    '{"host":',
    '[]',
    '{"host":"here"}',
    'null',
    JSON.stringify({ ...abandoned, token: '../x' }),
    JSON.stringify({ ...abandoned, token: 7 }),
  ])('that cannot be understood (%j) is somebody’s: it is not taken over', async (text) => {
    const locks = new LockFiles(withFile(text));
    expect(await attempt(locks.acquire('demo', 'web', 0))).toEqual(refusedBy('another run'));
  });

  it('is given to one of many that want it, and the others are told by whom it is held', async () => {
    const locks = new LockFiles(withFile(abandoned));
    const ends = await Promise.all(
      Array.from({ length: 12 }, () => attempt(locks.acquire('demo', 'web', 0))),
    );
    expect(ends.filter((end) => 'release' in end)).toHaveLength(1);
    for (const end of ends) {
      if (!('release' in end)) expect(end).toMatchObject({ ending: expect.any(String) });
    }
  });

  it('whose takeover was cut short by other deaths is taken over all the same', async () => {
    const state = withClaim({ ...abandoned, token: 'b2' });
    withFile({ ...abandoned, token: 'c3' }, 'demo--web.json.after.b2', state);
    const taken = attempt(new LockFiles(state).acquire('demo', 'web', 0));
    expect(await secondsOf(taken)).toBeLessThan(1);
    expect(await taken).toEqual(HELD);
    expect(readdirSync(locksIn(state))).toEqual(['demo--web.json']);
  });

  it('whose takeover was cut short is given to one of many, whoever comes first', async () => {
    const rounds = Array.from({ length: 24 }, async () => {
      const state = withClaim({ ...abandoned, token: 'b2' });
      const ends = await Promise.all(
        Array.from({ length: 6 }, () => attempt(new LockFiles(state).acquire('demo', 'web', 0))),
      );
      return ends.filter((end) => 'release' in end).length;
    });
    expect(new Set(await Promise.all(rounds))).toEqual(new Set([1]));
  });

  it('whose takeover is a link to nowhere is refused, not waited for without end', async () => {
    const state = withFile(abandoned);
    symlinkSync(join(state, 'nowhere'), join(locksIn(state), CLAIM));
    expect(await attempt(new LockFiles(state).acquire('demo', 'web', 0))).toMatchObject({
      ending: 'locked',
    });
  });

  it('that names itself as what comes after it is refused, not walked for ever', async () => {
    const state = withClaim(abandoned);
    expect(await attempt(new LockFiles(state).acquire('demo', 'web', 0))).toMatchObject({
      ending: 'locked',
    });
    expect(isClaimed(state)).toBe(true);
  });

  it.each([
    ['a live process', { ...abandoned, process: identityOf(process.pid) }],
    ['another host', { ...abandoned, host: 'elsewhere' }],
    ['nobody knows whom', '{'],
  ])('that %s is taking over is waited for, and not for ever', async (_who, guard) => {
    const state = withClaim(guard);
    const told: Holder[] = [];
    const end = attempt(
      new LockFiles(state).acquire('demo', 'web', 0, (holder) => told.push(holder)),
    );
    const seconds = await secondsOf(end);
    expect(await end).toMatchObject({ ending: 'locked' });
    expect(seconds).toBeGreaterThan(0.9);
    expect(seconds).toBeLessThan(3);
    // The dead owner is nobody that one could wait for.
    expect(told).toEqual([]);
  });

  it('that somebody has taken over a moment before, is theirs', async () => {
    const state = withFile(abandoned);
    const other = { ...abandoned, process: identityOf(process.pid) };
    let refused: object = {};
    await syncedDuring(
      state,
      async () => {
        refused = await attempt(new LockFiles(state).acquire('demo', 'web', 0));
      },
      ({ content }) => {
        if (content === null && isClaimed(state)) withFile(other, 'demo--web.json', state);
      },
    );
    expect(refused).toEqual(refusedBy(`pid ${process.pid} on ${hostname()}, since ${SINCE}`));
    expect(readdirSync(locksIn(state))).toEqual(['demo--web.json']);
  });

  it('that is given up a moment before it is taken over, is free', async () => {
    const state = withFile(abandoned);
    let taken: object = {};
    await syncedDuring(
      state,
      async () => {
        taken = await attempt(new LockFiles(state).acquire('demo', 'web', 0));
      },
      ({ content }) => {
        if (content === null && isClaimed(state)) {
          rmSync(join(locksIn(state), 'demo--web.json'), { force: true });
        }
      },
    );
    expect(taken).toEqual(HELD);
  });

  it('is taken over once the process that is at it has given it up', async () => {
    const guard = { ...abandoned, process: identityOf(process.pid) };
    const state = withClaim(guard);
    const waiting = attempt(new LockFiles(state).acquire('demo', 'web', 0));
    rmSync(join(locksIn(state), CLAIM));
    expect(await waiting).toEqual(HELD);
  });
});

describe('a lock on a disk that fails', () => {
  const disk = (what: string) => ({ ending: 'environment', code: 'NEG-5102', what });

  it('is refused where there can be no locks', async () => {
    const state = temporaryDirectory();
    writeFileSync(locksIn(state), '');
    expect(await attempt(new LockFiles(state).acquire('demo', 'web', 0))).toMatchObject(
      disk(`cannot use ${locksIn(state)}`),
    );
  });

  it('is refused where others could write to it', async () => {
    const state = withFile(abandoned);
    const before = process.umask(0);
    rmSync(locksIn(state), { recursive: true });
    mkdirSync(locksIn(state), { mode: 0o777 });
    process.umask(before);
    const locks = new LockFiles(state);
    const ways = [
      locks.acquire('demo', 'web', 0),
      locks.takeFrom('demo', 'web', { host: 'h', pid: 1, since: SINCE, token: '', life: 'dead' }),
    ];
    for (const way of ways) {
      expect(await attempt(way)).toMatchObject({ why: 'others may write to it' });
    }
    await expect(locks.holder('demo', 'web')).rejects.toThrow(
      `NEG-5102: cannot use ${locksIn(state)}`,
    );
  });

  it('is refused where its file cannot be read', async () => {
    const state = temporaryDirectory();
    const path = join(locksIn(state), 'demo--web.json');
    mkdirSync(path, { recursive: true, mode: 0o700 });
    expect(await attempt(new LockFiles(state).acquire('demo', 'web', 0))).toMatchObject(
      disk(`cannot use ${path}`),
    );
  });

  it('is refused where the name is too long for a file', async () => {
    const state = temporaryDirectory();
    const end = await attempt(new LockFiles(state).acquire('demo', 'w'.repeat(300), 0));
    expect(end).toMatchObject({
      ending: 'environment',
      code: 'NEG-5102',
      why: expect.stringMatching(/^ENAMETOOLONG/),
    });
    expect(readdirSync(locksIn(state))).toEqual([]);
  });

  it('is refused where its draft is gone before it has its name', async () => {
    const state = temporaryDirectory();
    const path = join(locksIn(state), 'demo--web.json');
    await syncedDuring(
      state,
      async () => {
        expect(await attempt(new LockFiles(state).acquire('demo', 'web', 0))).toMatchObject({
          ...disk(`cannot use ${path}`),
          why: expect.stringContaining('ENOENT'),
        });
      },
      ({ content }) => {
        if (content !== null) return;
        for (const name of readdirSync(locksIn(state))) rmSync(join(locksIn(state), name));
      },
    );
  });

  it('says so where it cannot be released', async () => {
    const state = temporaryDirectory();
    const path = join(locksIn(state), 'demo--web.json');
    const held = await new LockFiles(state).acquire('demo', 'web', 0);
    rmSync(path);
    mkdirSync(path);
    await expect(held.release()).rejects.toThrow(`NEG-5102: cannot use ${path}`);
  });

  it('says so where its file cannot be removed', async () => {
    const state = temporaryDirectory();
    const held = await new LockFiles(state).acquire('demo', 'web', 0);
    const removing = vi.spyOn(files, 'unlink').mockRejectedValueOnce(new Error('EROFS'));
    await whileReplaced([removing], async () => {
      await expect(held.release()).rejects.toThrow('NEG-5102');
    });
  });

  it('is refused where there is no room for it, and says why', async () => {
    const state = temporaryDirectory();
    const full = vi.spyOn(await handlePrototype(state), 'sync');
    full.mockRejectedValueOnce(new Error('ENOSPC: no space left on device'));
    try {
      expect(await attempt(new LockFiles(state).acquire('demo', 'web', 0))).toMatchObject({
        code: 'NEG-5102',
        why: 'ENOSPC: no space left on device',
      });
    } finally {
      full.mockRestore();
    }
  });
});
