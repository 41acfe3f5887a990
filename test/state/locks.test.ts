import files from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { createEmulator } from '../../src/emulator/emulator.ts';
import { NegctlError } from '../../src/errors.ts';
import type { Holder } from '../../src/execute/lock.ts';
import type { Gcloud } from '../../src/gcloud/gcloud.ts';
import { Bucket } from '../../src/io/bucket.ts';
import { LockObjects } from '../../src/io/lock-objects.ts';
import { lockName, parseOwner } from '../../src/io/lock-owner.ts';
import { identityOf } from '../../src/io/process-identity.ts';
import { lifeOf, lifeOnThisDisk, type Place, thisMachine } from '../../src/io/this-machine.ts';
import { whileReplaced } from '../support/builtins.ts';
import { virtualClock } from '../support/stand-in/clock.ts';
import { standIn } from '../support/stand-in/stand-in.ts';

const HERE: Place = { host: 'here', boot: 'b1', processes: 'p1' };
const THERE: Place = { host: 'there', boot: 'b2', processes: 'p2' };
const OBJECT = 'locks/demo--web.json';
const DEAD = { pid: 2_000_000, started: '1' };

/** Locks of two machines in one bucket; what happens right before the next upload can be told. */
async function locksIn(place = 'gs://team/negctl') {
  const clock = virtualClock(Date.UTC(2027, 0, 5, 12));
  const emulator = createEmulator({ clock, timing: 0 });
  await emulator.handle({
    method: 'POST',
    path: '/storage/v1/b?project=demo',
    body: JSON.stringify({ name: 'team' }),
  });
  const plain = standIn(emulator, {});
  let meanwhile: (() => Promise<unknown>) | null = null;
  const gcloud: Gcloud = {
    run: async (command, options) => {
      const happens = command.argv[1] === 'cp' ? meanwhile : null;
      if (happens !== null) {
        meanwhile = null;
        await happens();
      }
      return plain.run(command, options);
    },
  };
  const pause = () => Promise.resolve();
  const bucket = new Bucket({ gcloud, place, pause });
  const ports = {
    now: () => new Date(clock.now()),
    sleep: (milliseconds: number) => clock.sleep(milliseconds),
  };
  return {
    clock,
    bucket,
    /** The same bucket, as others write to it. */
    others: new Bucket({ gcloud: plain, place, pause }),
    here: new LockObjects(bucket, HERE, ports),
    there: new LockObjects(bucket, THERE, ports),
    beforeNextWrite: (happen: () => Promise<unknown>) => {
      meanwhile = happen;
    },
  };
}

function ownerText(
  place: Place,
  process = identityOf(globalThis.process.pid),
  token = 't',
): string {
  return JSON.stringify({ ...place, process, since: '2027-01-05T12:00:00.000Z', token });
}

async function problemOf(work: Promise<unknown>): Promise<object | undefined> {
  try {
    await work;
  } catch (thrown) {
    if (!(thrown instanceof NegctlError)) throw thrown;
    return { ending: thrown.ending, ...thrown.problems[0] };
  }
  return undefined;
}

const LOCKED_HERE = {
  ending: 'locked',
  code: 'NEG-6004',
  what: `"web" in project demo is locked by pid ${process.pid} on here, since 2027-01-05T12:00:00.000Z`,
  why: 'two runs on one set-up would undo each other',
  fix: 'wait for it, or give --lock-timeout; where that process is certainly dead: negctl runs unlock web --project=demo --state=gs://team/negctl',
};

describe('a lock in a bucket', () => {
  it('is an object that says who holds it, until it is released', async () => {
    const { bucket, here, there } = await locksIn();
    const lock = await here.acquire('demo', 'web', 0);
    expect(JSON.parse((await bucket.read(OBJECT))?.text ?? '')).toEqual({
      ...HERE,
      process: identityOf(process.pid),
      since: '2027-01-05T12:00:00.000Z',
      token: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(await problemOf(there.acquire('demo', 'web', 0))).toEqual(LOCKED_HERE);
    await there.acquire('demo', 'shop', 0);
    await lock.release();
    expect(await bucket.read(OBJECT)).toBeNull();
    expect(await here.holder('demo', 'web')).toBeNull();
  });

  it('is waited for as long as was asked for, and of whom is told once', async () => {
    const { clock, here, there } = await locksIn();
    await here.acquire('demo', 'web', 0);
    const told: Holder[] = [];
    const started = clock.now();
    const refused = await problemOf(
      there.acquire('demo', 'web', 5_000, (holder) => told.push(holder)),
    );
    expect(refused).toEqual(LOCKED_HERE);
    expect(clock.now() - started).toBeGreaterThanOrEqual(6_000);
    expect(clock.now() - started).toBeLessThan(8_000);
    expect(told).toMatchObject([{ host: 'here', pid: process.pid, life: 'unknown' }]);
    expect(await problemOf(there.acquire('demo', 'web', 2_000))).toEqual(LOCKED_HERE);
  });

  it('is not waited for at all where nobody asked for that', async () => {
    const { clock, here, there } = await locksIn();
    await here.acquire('demo', 'web', 0);
    const started = clock.now();
    expect(await problemOf(there.acquire('demo', 'web', 0))).toEqual(LOCKED_HERE);
    expect(clock.now()).toBe(started);
  });

  it('that is released meanwhile is had by whoever waits', async () => {
    const { here, there } = await locksIn();
    const lock = await here.acquire('demo', 'web', 0);
    const waiting = there.acquire('demo', 'web', 60_000, () => lock.release());
    await waiting;
    expect(await here.holder('demo', 'web')).toMatchObject({ host: 'there' });
  });

  it('of a dead process of this machine is taken over at once', async () => {
    const { bucket, clock, here } = await locksIn();
    await bucket.write(OBJECT, ownerText(HERE, DEAD));
    const started = clock.now();
    await here.acquire('demo', 'web', 0);
    expect(clock.now()).toBe(started);
    expect(await here.holder('demo', 'web')).toMatchObject({ pid: process.pid, life: 'alive' });
  });

  it('of a dead process is not taken over where another one was faster', async () => {
    const { bucket, others, here, beforeNextWrite } = await locksIn();
    await bucket.write(OBJECT, ownerText(HERE, DEAD));
    const { generation = '' } = (await bucket.read(OBJECT)) ?? {};
    let writes = 0;
    const faster = async (): Promise<void> => {
      writes += 1;
      if (writes === 1) beforeNextWrite(faster);
      else await others.write(OBJECT, ownerText(THERE), generation);
    };
    beforeNextWrite(faster);
    expect(await problemOf(here.acquire('demo', 'web', 0))).toMatchObject({
      what: expect.stringContaining('on there, since'),
    });
  });

  it.each(['', 'oops', '{}', '{"host":"x"}', 'null', ownerText(HERE, DEAD, '../x')])(
    'that says %j is held by somebody, and never taken over',
    async (text) => {
      const { bucket, here } = await locksIn();
      await bucket.write(OBJECT, text);
      expect(await problemOf(here.acquire('demo', 'web', 0))).toMatchObject({
        what: '"web" in project demo is locked by another run',
      });
      expect(await here.holder('demo', 'web')).toEqual({
        host: 'a machine that cannot be told',
        pid: 0,
        since: 'a time that cannot be told',
        token: '',
        life: 'unknown',
      });
    },
  );
});

describe('taking a lock from its holder', () => {
  it('makes it ours, and not theirs any more', async () => {
    const { here, there } = await locksIn();
    const old = await here.acquire('demo', 'web', 0);
    await here.confirm('demo', 'web');
    const holder = await there.holder('demo', 'web');
    if (holder === null) throw new Error('nobody holds it');
    const lock = await there.takeFrom('demo', 'web', holder);
    await there.confirm('demo', 'web');
    expect(await problemOf(here.confirm('demo', 'web'))).toEqual({
      ending: 'locked',
      code: 'NEG-6012',
      what: 'the lock of "web" in project demo is not held any more',
      why: 'somebody unlocked it, or went on with the run elsewhere, and may be at work now',
      fix: 'nothing more was started here; see negctl runs list before anything else',
    });
    await old.release();
    await there.confirm('demo', 'web');
    await lock.release();
    expect(await problemOf(there.confirm('demo', 'web'))).toMatchObject({ code: 'NEG-6012' });
  });

  it('is refused where nobody holds it, or another taking of it', async () => {
    const { bucket, here, there } = await locksIn();
    await here.acquire('demo', 'web', 0);
    const holder = await there.holder('demo', 'web');
    if (holder === null) throw new Error('nobody holds it');
    for (const other of [
      { ...holder, token: 'x' },
      { ...holder, since: 'x' },
      { ...holder, pid: 1 },
      { ...holder, host: 'x' },
    ]) {
      expect(await problemOf(there.takeFrom('demo', 'web', other))).toEqual(LOCKED_HERE);
    }
    await bucket.write(OBJECT, 'oops', (await bucket.read(OBJECT))?.generation);
    expect(await problemOf(there.takeFrom('demo', 'web', holder))).toMatchObject({
      what: '"web" in project demo is locked by another run',
    });
    expect((await bucket.read(OBJECT))?.text).toBe('oops');
    await bucket.remove(OBJECT, (await bucket.read(OBJECT))?.generation ?? '');
    expect(await problemOf(there.takeFrom('demo', 'web', holder))).toMatchObject({
      code: 'NEG-6004',
      what: '"web" in project demo is locked by another run',
    });
  });

  it('is refused where somebody else takes it at the same moment', async () => {
    const { here, there, bucket, others, beforeNextWrite } = await locksIn();
    await here.acquire('demo', 'web', 0);
    const holder = await there.holder('demo', 'web');
    const { generation = '' } = (await bucket.read(OBJECT)) ?? {};
    if (holder === null) throw new Error('nobody holds it');
    beforeNextWrite(() => others.write(OBJECT, ownerText({ ...THERE, host: 'third' }), generation));
    expect(await problemOf(there.takeFrom('demo', 'web', holder))).toMatchObject({
      what: expect.stringContaining('on third, since'),
    });
  });
});

describe('the name of a lock', () => {
  it.each([
    ['demo', 'web', 'demo--web.json'],
    ['example.com:demo', 'a*b?[c]#1', 'example.com%3ademo--a%2ab%3f%5bc%5d%231.json'],
    ['a_b-c.D9', 'ü', 'a_b-c.D9--%fc.json'],
  ])('of %s and %s is %s', (project, name, expected) => {
    expect(lockName(project, name)).toBe(expected);
  });
});

describe('the owner of a lock', () => {
  it('written by an earlier version has neither start nor token', () => {
    const old = { host: 'h', process: { pid: 1, started: '2' }, since: 's' };
    expect(parseOwner(JSON.stringify(old))).toEqual({ ...old, boot: '', processes: '', token: '' });
  });
});

describe('whether a process still runs', () => {
  const alive = { ...HERE, process: identityOf(process.pid) };
  const dead = { ...HERE, process: DEAD };

  it('is seen where it was noted on this very machine, since its last start', () => {
    expect([lifeOf(HERE, alive), lifeOf(HERE, dead)]).toEqual(['alive', 'dead']);
    expect([lifeOnThisDisk(HERE, alive), lifeOnThisDisk(HERE, dead)]).toEqual(['alive', 'dead']);
  });

  it.each([
    ['another machine', { host: 'x' }, 'unknown', 'unknown'],
    ['an earlier start', { boot: 'x' }, 'unknown', 'dead'],
    ['another container', { processes: 'x' }, 'unknown', 'unknown'],
    ['a start that is not told', { boot: '' }, 'unknown', 'alive'],
    ['a container that is not told', { processes: '' }, 'unknown', 'alive'],
  ])('noted in %s: in a bucket, and on this disk', (_case, given, inBucket, onDisk) => {
    const owner = { ...alive, ...given };
    expect(lifeOf(HERE, owner)).toBe(inBucket);
    expect(lifeOnThisDisk(HERE, owner)).toBe(onDisk);
  });

  it('is not concluded from a machine that tells nothing of itself', () => {
    const silent = { host: 'here', boot: '', processes: '' };
    expect(lifeOf(silent, { ...silent, process: DEAD })).toBe('unknown');
    expect(lifeOnThisDisk(silent, alive)).toBe('alive');
    expect(lifeOnThisDisk(silent, dead)).toBe('dead');
  });
});

describe('this machine', () => {
  it('has a name of its own choice', () => {
    expect(thisMachine({ NEGCTL_HOST: 'ci-7' }).host).toBe('ci-7');
    expect(thisMachine({ NEGCTL_HOST: '' })).toEqual(thisMachine({}));
    expect(thisMachine().host).not.toBe('');
  });

  it('tells nothing where the system does not', async () => {
    const refused = (): never => {
      throw new Error('ENOENT');
    };
    const spies = [
      vi.spyOn(files, 'readFileSync').mockImplementation(refused),
      vi.spyOn(files, 'readlinkSync').mockImplementation(refused),
    ];
    await whileReplaced(spies, () => {
      expect(thisMachine({ NEGCTL_HOST: 'x' })).toEqual({ host: 'x', boot: '', processes: '' });
    });
  });

  it.runIf(process.platform === 'linux')('tells its start and its processes from others', () => {
    expect(thisMachine()).toMatchObject({
      boot: expect.stringMatching(/^[0-9a-f-]{36}$/),
      processes: expect.stringMatching(/^pid:\[\d+\]$/),
    });
  });
});
