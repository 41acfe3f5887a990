import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { readStateFile } from '../../src/emulator/state-file.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { call, read, refusal } from './support.ts';

async function withBucket(): Promise<Emulator> {
  const emulator = createEmulator();
  const made = await call(emulator, 'POST', '/storage/v1/b?project=demo', { name: 'team' });
  expect(made.status).toBe(200);
  return emulator;
}

/** Uploads an object under a condition; its generation, or the refusal. */
async function upload(emulator: Emulator, name: string, generation: string): Promise<string> {
  const query = `uploadType=media&name=${name}&ifGenerationMatch=${generation}`;
  const reply = await call(emulator, 'POST', `/upload/storage/v1/b/team/o?${query}`, { of: name });
  return reply.status === 200 ? String(reply.body['generation']) : refusal(reply);
}

const UNMET = '412 conditionNotMet: At least one of the pre-conditions you specified did not hold.';

test('an object is made where there is none, and replaced or deleted only by its generation', async () => {
  const emulator = await withBucket();
  const first = await upload(emulator, 'a', '0');
  expect(first).toMatch(/^\d{16}$/);
  expect(await upload(emulator, 'a', '0')).toBe(UNMET);
  const second = await upload(emulator, 'a', first);
  expect(Number(second)).toBeGreaterThan(Number(first));
  expect(await upload(emulator, 'a', first)).toBe(UNMET);
  const path = '/storage/v1/b/team/o/a';
  expect(refusal(await call(emulator, 'DELETE', `${path}?ifGenerationMatch=${first}`))).toBe(UNMET);
  expect(refusal(await call(emulator, 'GET', `${path}?ifGenerationNotMatch=${second}`))).toBe(
    UNMET,
  );
  expect((await call(emulator, 'DELETE', `${path}?ifGenerationMatch=${second}`)).status).toBe(204);
  expect(refusal(await call(emulator, 'GET', path))).toBe('404 notFound: No such object: team/a');
  expect(await upload(emulator, 'a', second)).toBe(UNMET);
});

test('a list has prefixes for what lies deeper, and pages', async () => {
  const emulator = await withBucket();
  for (const name of ['runs/1/a', 'runs/1/b', 'runs/2', 'other']) await upload(emulator, name, '0');
  const at = '/storage/v1/b/team/o?prefix=runs/';
  expect(await read(emulator, `${at}&delimiter=/`)).toMatchObject({
    prefixes: ['runs/1/'],
    items: [{ name: 'runs/2' }],
  });
  const page = await read(emulator, `${at}&maxResults=2`);
  expect(page['items']).toMatchObject([{ name: 'runs/1/a' }, { name: 'runs/1/b' }]);
  const next = await read(
    emulator,
    `${at}&maxResults=2&pageToken=${String(page['nextPageToken'])}`,
  );
  expect(next['items']).toMatchObject([{ name: 'runs/2' }]);
  expect(next['nextPageToken']).toBeUndefined();
});

test('content comes back as it was sent, whole or in part, with its checksums', async () => {
  const emulator = await withBucket();
  await upload(emulator, 'a', '0');
  const path = '/download/storage/v1/b/team/o/a?alt=media';
  const headers = { range: 'bytes=2-5' };
  const part = await emulator.handle({ method: 'GET', path, body: '', headers });
  expect(part).toMatchObject({ status: 206, body: 'of":' });
  expect(part).toMatchObject({ headers: { 'content-range': 'bytes 2-5/10' } });
  // Of `123456789`, as RFC 3720 and the API have it.
  const text = 'uploadType=media&name=nine';
  await emulator.handle({
    method: 'POST',
    path: `/upload/storage/v1/b/team/o?${text}`,
    body: '123456789',
  });
  expect(await read(emulator, '/storage/v1/b/team/o/nine')).toMatchObject({
    crc32c: '4waSgw==',
    md5Hash: 'JfnnlDI7RTiF9RgfG2JNCw==',
    size: '9',
  });
});

test('a bucket that is not there, a name that is taken or malformed, no permission', async () => {
  const emulator = await withBucket();
  const refused = async (path: string): Promise<string> =>
    refusal(await call(emulator, 'GET', path));
  const missing = '404 notFound: The specified bucket does not exist.';
  expect(await refused('/storage/v1/b/none/o')).toBe(missing);
  expect(await refused('/storage/v1/b/none')).toBe(missing);
  const make = async (name: string): Promise<string> =>
    refusal(await call(emulator, 'POST', '/storage/v1/b?project=demo', { name }));
  expect(await make('team')).toMatch(/^409 conflict/);
  expect(await make('Team')).toMatch(/^400 invalid/);
  emulator.addFaults(['list:objects=permission']);
  expect(await refused('/storage/v1/b/team/o')).toContain(
    "Permission 'storage.objects.list' denied on resource",
  );
});

test('the state file of an emulator that had no buckets is taken', () => {
  const path = join(temporaryDirectory(), 'state.json');
  const { buckets: _none, ...earlier } = createEmulator().state();
  writeFileSync(path, JSON.stringify(earlier));
  expect(readStateFile(path)?.buckets).toEqual({});
});
