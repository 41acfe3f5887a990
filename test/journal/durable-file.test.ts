import crypto from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import files from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { NegctlError } from '../../src/errors.ts';
import {
  appendPrivate,
  privateDirectory,
  refuseSharedDirectories,
  writeWhole,
} from '../../src/io/durable-file.ts';
import { whileReplaced } from '../support/builtins.ts';
import { openUnder, syncedDuring } from '../support/synced.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const FIX = 'mend its owner, mode or space, or set NEGCTL_STATE_DIR to another directory';

/** The one problem of what is refused. */
async function refusal(work: Promise<unknown>): Promise<object | undefined> {
  const thrown: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(thrown instanceof NegctlError)) throw new Error(`not refused: ${String(thrown)}`);
  expect(thrown.ending).toBe('environment');
  expect(thrown.problems).toHaveLength(1);
  return thrown.problems[0];
}

function modeOf(path: string): number {
  return statSync(path).mode & 0o777;
}

/** Does something with nothing masked, as under a careless umask. */
async function unmasked(work: () => Promise<void>): Promise<void> {
  const before = process.umask(0);
  try {
    await work();
  } finally {
    process.umask(before);
  }
}

describe('a private directory', () => {
  it('is made with its parents, for the owner only, and used again', async () => {
    const path = join(temporaryDirectory(), 'a', 'b');
    await unmasked(() => privateDirectory(path));
    expect(modeOf(path)).toBe(0o700);
    await privateDirectory(path);
  });

  it.each([0o720, 0o702, 0o770, 0o777])(
    'of mode %o is refused: others write to it',
    async (mode) => {
      const path = temporaryDirectory();
      chmodSync(path, mode);
      expect(await refusal(privateDirectory(path))).toEqual({
        code: 'NEG-5102',
        what: `cannot use ${path}`,
        why: 'others may write to it',
        fix: FIX,
      });
    },
  );

  it.each([['runs'], ['runs', 'r-1']])('is not led elsewhere by a link: %s', async (...names) => {
    const root = temporaryDirectory();
    const path = join(root, ...names);
    await privateDirectory(root, ...names.slice(0, -1));
    symlinkSync(temporaryDirectory(), path);
    expect(await refusal(privateDirectory(root, ...names))).toEqual({
      code: 'NEG-5102',
      what: `cannot use ${path}`,
      why: 'it is not a directory itself',
      fix: FIX,
    });
  });

  it('is not made below one that others may write to', async () => {
    const root = temporaryDirectory();
    chmodSync(root, 0o777);
    expect(await refusal(privateDirectory(root, 'runs'))).toMatchObject({
      what: `cannot use ${root}`,
    });
    expect(readdirSync(root)).toEqual([]);
  });

  it('is looked at once more when it is there: somebody may have been faster', async () => {
    const path = join(temporaryDirectory(), 'runs');
    const making = vi.spyOn(files, 'mkdir').mockImplementation((given) => {
      mkdirSync(String(given));
      chmodSync(String(given), 0o777);
      return Promise.resolve(undefined);
    });
    await whileReplaced([making], async () => {
      expect(await refusal(privateDirectory(path))).toMatchObject({
        why: 'others may write to it',
      });
    });
  });

  it('that cannot be looked at is not one that is not there', () => {
    const file = join(temporaryDirectory(), 'file');
    writeFileSync(file, '');
    expect(() => refuseSharedDirectories(file, 'runs')).toThrow(NegctlError);
    expect(() => refuseSharedDirectories(`${file}-not`, 'runs')).not.toThrow();
  });

  it('that others may read is taken as it is', async () => {
    const path = temporaryDirectory();
    chmodSync(path, 0o755);
    await privateDirectory(path);
  });

  it('of somebody else is refused', async () => {
    const path = temporaryDirectory();
    const { uid } = statSync(path);
    const getuid = vi.spyOn(process, 'getuid').mockReturnValue(uid + 1);
    try {
      expect(await refusal(privateDirectory(path))).toMatchObject({
        why: 'it belongs to somebody else',
      });
    } finally {
      getuid.mockRestore();
    }
  });

  it('is taken where the system knows no owners', async () => {
    const known = Object.getOwnPropertyDescriptor(process, 'getuid') ?? {};
    Object.defineProperty(process, 'getuid', { value: undefined, configurable: true });
    try {
      await privateDirectory(temporaryDirectory());
    } finally {
      Object.defineProperty(process, 'getuid', known);
    }
  });

  it('that is a file is refused', async () => {
    const path = join(temporaryDirectory(), 'file');
    writeFileSync(path, '');
    expect(await refusal(privateDirectory(path))).toMatchObject({ code: 'NEG-5102' });
  });
});

describe('a file written whole', () => {
  it('is durable before it has its name, and its name is durable too', async () => {
    const directory = temporaryDirectory();
    const path = join(directory, 'plan.json');
    const synced = await syncedDuring(directory, () => writeWhole(path, 'all of it'));
    expect(synced.map(({ content }) => content)).toEqual(['all of it', null]);
    expect(synced[0]?.path).not.toBe(path);
    expect(synced[1]?.path).toBe(directory);
    expect(readFileSync(path, 'utf8')).toBe('all of it');
    expect(readdirSync(directory)).toEqual(['plan.json']);
  });

  it('can be read by its owner only, whatever the umask', async () => {
    const directory = temporaryDirectory();
    await unmasked(() => writeWhole(join(directory, 'open'), ''));
    expect(modeOf(join(directory, 'open'))).toBe(0o600);
    const before = process.umask(0o777);
    try {
      await writeWhole(join(directory, 'shut'), '');
    } finally {
      process.umask(before);
    }
    expect(modeOf(join(directory, 'shut'))).toBe(0o600);
  });

  it('is private from its first byte', async () => {
    const directory = temporaryDirectory();
    const modes: number[] = [];
    await unmasked(async () => {
      await syncedDuring(directory, async () => {
        const writing = writeWhole(join(directory, 'secret'), 'x');
        while (modes.length === 0) {
          await new Promise((resolve) => setImmediate(resolve));
          for (const name of readdirSync(directory)) {
            if (existsSync(join(directory, name))) modes.push(modeOf(join(directory, name)));
          }
        }
        await writing;
      });
    });
    expect(modes[0]).toBe(0o600);
  });

  it('never writes into what somebody has put in the place of its draft', async () => {
    const directory = temporaryDirectory();
    const guessed = '00000000-0000-4000-8000-000000000000';
    const draft = join(directory, `.${guessed}.tmp`);
    const uuid = vi.spyOn(crypto, 'randomUUID').mockReturnValue(guessed);
    await whileReplaced([uuid], async () => {
      symlinkSync(join(directory, 'victim'), draft);
      const problem = await refusal(writeWhole(join(directory, 'plan.json'), 'x'));
      expect(problem).toMatchObject({ what: `cannot use ${join(directory, 'plan.json')}` });
      rmSync(draft);
      writeFileSync(draft, 'theirs');
      await refusal(writeWhole(join(directory, 'plan.json'), 'x'));
      expect(readFileSync(draft, 'utf8')).toBe('theirs');
    });
    expect(existsSync(join(directory, 'victim'))).toBe(false);
  });

  it('leaves nothing behind where it cannot have its name', async () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, 'taken'));
    const problem = await refusal(writeWhole(join(directory, 'taken'), 'x'));
    expect(problem).toMatchObject({ what: `cannot use ${join(directory, 'taken')}` });
    expect(readdirSync(directory)).toEqual(['taken']);
  });

  it('says what went wrong first where its draft is gone', async () => {
    const directory = temporaryDirectory();
    await syncedDuring(
      directory,
      async () => {
        const problem = await refusal(writeWhole(join(directory, 'plan.json'), 'x'));
        expect(problem).toMatchObject({ why: expect.stringContaining('chmod') });
      },
      ({ path }) => rmSync(path),
    );
    expect(readdirSync(directory)).toEqual([]);
  });

  it('is refused where there is no directory', async () => {
    const path = join(temporaryDirectory(), 'nowhere', 'plan.json');
    expect(await refusal(writeWhole(path, ''))).toMatchObject({ code: 'NEG-5102' });
  });
});

describe('a file that is added to', () => {
  it('keeps what it has, and can be read by its owner only', async () => {
    const path = join(temporaryDirectory(), 'out');
    await unmasked(async () => {
      await appendPrivate(path, 'one ');
      await appendPrivate(path, 'two');
    });
    expect(readFileSync(path, 'utf8')).toBe('one two');
    expect(modeOf(path)).toBe(0o600);
  });

  it('is not reached through a link', async () => {
    const directory = temporaryDirectory();
    symlinkSync(join(directory, 'victim'), join(directory, 'out'));
    const problem = await refusal(appendPrivate(join(directory, 'out'), 'x'));
    expect(problem).toMatchObject({ what: `cannot use ${join(directory, 'out')}` });
    expect(existsSync(join(directory, 'victim'))).toBe(false);
  });

  it('is closed again, and so is one that is written whole, and its directory', async () => {
    const directory = temporaryDirectory();
    await appendPrivate(join(directory, 'text'), 'x');
    expect(openUnder(directory)).toEqual([]);
    await writeWhole(join(directory, 'whole'), 'x');
    expect(openUnder(directory)).toEqual([]);
  });
});
