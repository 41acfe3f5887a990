import { existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { NegctlError } from '../../src/errors.ts';
import { JournalFile } from '../../src/io/journal-file.ts';
import type { Entry } from '../../src/journal/entry.ts';
import { parseJournal } from '../../src/journal/record.ts';
import { handlePrototype, syncedDuring } from '../support/synced.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const now = () => new Date('2026-01-02T10:15:00Z');

function note(because: string): Entry {
  return { type: 'undo.started', because };
}

function reasonsIn(path: string): readonly string[] {
  return parseJournal(readFileSync(path, 'utf8')).records.map(({ entry }) =>
    entry.type === 'undo.started' ? entry.because : entry.type,
  );
}

async function problemOf(work: Promise<unknown>): Promise<object | undefined> {
  const thrown: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return thrown instanceof NegctlError ? thrown.problems[0] : undefined;
}

describe('a journal file', () => {
  it('holds an entry durably before its append is over', async () => {
    const directory = temporaryDirectory();
    const path = join(directory, 'journal.ndjson');
    const journal = await JournalFile.create(path, now);
    const synced = await syncedDuring(directory, () => journal.append(note('kept')));
    expect(synced).toHaveLength(1);
    expect(synced[0]?.content).toContain('"because":"kept"');
    expect(synced[0]?.path).toBe(path);
    await journal.close();
  });

  it('writes entries that come at once in their order, by one sync', async () => {
    const directory = temporaryDirectory();
    const path = join(directory, 'journal.ndjson');
    const journal = await JournalFile.create(path, now);
    const names = Array.from({ length: 20 }, (_, index) => `entry ${index}`);
    const synced = await syncedDuring(directory, () =>
      Promise.all(names.map((name) => journal.append(note(name)))),
    );
    await journal.append(note('after'));
    await journal.close();
    expect(synced).toHaveLength(1);
    expect(reasonsIn(path)).toEqual([...names, 'after']);
    expect(journal.records.map(({ seq }) => seq)).toEqual([...names, ''].map((_, at) => at + 1));
  });

  it('is closed only when everything is in it', async () => {
    const path = join(temporaryDirectory(), 'journal.ndjson');
    const journal = await JournalFile.create(path, now);
    const appended = journal.append(note('last'));
    await journal.close();
    await appended;
    expect(reasonsIn(path)).toEqual(['last']);
  });

  it('is made once, for its owner only', async () => {
    const path = join(temporaryDirectory(), 'journal.ndjson');
    const before = process.umask(0);
    try {
      await (await JournalFile.create(path, now)).close();
    } finally {
      process.umask(before);
    }
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await problemOf(JournalFile.create(path, now))).toMatchObject({
      code: 'NEG-5102',
      what: `cannot use ${path}`,
    });
  });

  it('goes on after the last whole record', async () => {
    const path = join(temporaryDirectory(), 'journal.ndjson');
    const first = await JournalFile.create(path, now);
    await first.append(note('one'));
    await first.close();
    writeFileSync(path, '{"seq":2,"at":"', { flag: 'a' });
    const parsed = parseJournal(readFileSync(path, 'utf8'));
    const second = await JournalFile.continue(path, now, parsed);
    await second.append(note('two'));
    await second.close();
    expect(reasonsIn(path)).toEqual(['one', 'two']);
  });

  it('is never gone on with through a link, or where there is none', async () => {
    const directory = temporaryDirectory();
    const path = join(directory, 'journal.ndjson');
    const nothing = { records: [], bytes: 0 };
    expect(await problemOf(JournalFile.continue(path, now, nothing))).toMatchObject({
      what: `cannot use ${path}`,
    });
    writeFileSync(join(directory, 'victim'), 'precious');
    symlinkSync(join(directory, 'victim'), path);
    expect(await problemOf(JournalFile.continue(path, now, nothing))).toMatchObject({
      what: `cannot use ${path}`,
    });
    expect(readFileSync(join(directory, 'victim'), 'utf8')).toBe('precious');
  });

  it('is never made through a link', async () => {
    const directory = temporaryDirectory();
    symlinkSync(join(directory, 'victim'), join(directory, 'journal.ndjson'));
    const created = JournalFile.create(join(directory, 'journal.ndjson'), now);
    expect(await problemOf(created)).toMatchObject({ code: 'NEG-5102' });
    expect(existsSync(join(directory, 'victim'))).toBe(false);
  });

  it('is refused its next entry once somebody else has gone on with it', async () => {
    const path = join(temporaryDirectory(), 'journal.ndjson');
    const journal = await JournalFile.create(path, now);
    await journal.append(note('one'));
    const other = await JournalFile.continue(path, now, parseJournal(readFileSync(path, 'utf8')));
    await other.append(note('two'));
    expect(await problemOf(journal.append(note('three')))).toMatchObject({
      code: 'NEG-6012',
      what: `${path} is written by somebody else`,
    });
    await other.append(note('four'));
    await Promise.all([journal.close(), other.close()]);
    expect(reasonsIn(path)).toEqual(['one', 'two', 'four']);
  });

  it('takes nothing more once a write has failed, and says the first reason for ever', async () => {
    const path = join(temporaryDirectory(), 'journal.ndjson');
    const journal = await JournalFile.create(path, now);
    await journal.append(note('one'));
    await journal.close();
    const both = await Promise.all([
      problemOf(journal.append(note('two'))),
      problemOf(journal.append(note('three'))),
    ]);
    const later = await problemOf(journal.append(note('four')));
    expect(both[0]).toMatchObject({ code: 'NEG-5102', what: `cannot use ${path}` });
    expect(both[1]).toBe(both[0]);
    expect(later).toBe(both[0]);
    expect(reasonsIn(path)).toEqual(['one']);
    expect(journal.records).toHaveLength(1);
  });

  it.each([
    ['that may be in it', 'sync'],
    ['of which nothing is in it', 'appendFile'],
  ] as const)(
    'is not written any more after a failed write %s, even where there is room again',
    async (_case, method) => {
      const directory = temporaryDirectory();
      const path = join(directory, 'journal.ndjson');
      const journal = await JournalFile.create(path, now);
      await journal.append(note('one'));
      const full = vi.spyOn(await handlePrototype(directory), method);
      full.mockRejectedValueOnce(new Error('ENOSPC: no space left on device'));
      const first = await problemOf(journal.append(note('two')));
      full.mockRestore();
      expect(first).toMatchObject({ why: 'ENOSPC: no space left on device' });
      const size = statSync(path).size;
      expect(await problemOf(journal.append(note('three')))).toBe(first);
      expect(statSync(path).size).toBe(size);
      await journal.close();
    },
  );
});
