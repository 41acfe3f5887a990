import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { expect, it } from 'vitest';
import { NegctlError, type Problem } from '../../src/errors.ts';
import { RunFolders } from '../../src/io/run-store.ts';
import { smallPlan } from '../support/by-ports.ts';

const plan = await smallPlan();

/** Somebody who owns nothing here and is in no group of ours. */
const NOBODY = 65_534;

/** A state directory below which everybody may go, but not look into the folder of the runs. */
async function inClosedState(work: (state: string, runs: RunFolders) => Promise<void>) {
  const state = mkdtempSync('/tmp/negctl-closed-');
  try {
    chmodSync(state, 0o711);
    mkdirSync(join(state, 'runs'), { mode: 0o100 });
    await work(state, new RunFolders(state, () => new Date('2026-01-02T10:15:07Z')));
  } finally {
    chmodSync(join(state, 'runs'), 0o700);
    rmSync(state, { recursive: true });
  }
}

/** Does something with no more rights than a folder's mode gives, also where this is root. */
async function withoutRights<T>(work: () => Promise<T>): Promise<T> {
  const own = process.geteuid?.();
  if (own === 0) process.seteuid?.(NOBODY);
  try {
    return await work();
  } finally {
    if (own === 0) process.seteuid?.(own);
  }
}

async function refusal(work: Promise<unknown>): Promise<Problem | undefined> {
  try {
    await work;
  } catch (thrown) {
    if (!(thrown instanceof NegctlError)) throw thrown;
    return thrown.problems[0];
  }
  return undefined;
}

it('a folder that may not be looked into is not an empty one', () =>
  inClosedState(async (state, runs) => {
    expect(await refusal(withoutRights(() => runs.list()))).toMatchObject({
      code: 'NEG-5102',
      what: `cannot use ${join(state, 'runs')}`,
      why: expect.stringContaining('EACCES'),
    });
  }));

it('a run that may not have a folder is not begun', () =>
  inClosedState(async (_state, runs) => {
    const target = { context: { project: 'demo' }, cloud: 'real' } as const;
    const create = () => runs.create({ plan, target, spec: '', script: '' });
    expect(await refusal(withoutRights(create))).toMatchObject({
      code: 'NEG-5102',
      what: expect.stringMatching(/runs\/\.r-20260102-101507-\w{6}$/),
      why: expect.stringContaining('EACCES'),
    });
  }));
