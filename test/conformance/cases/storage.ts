import type { Command } from '../../../src/gcloud/command.ts';
import type { Gcloud } from '../../../src/gcloud/gcloud.ts';
import { Bucket } from '../../../src/io/bucket.ts';
import type { Case, Preparation } from '../case.ts';
import { listener } from '../listener.ts';

const BUCKET: Preparation = ['POST', '/storage/v1/b?project=demo', { name: 'team' }];

function kept(name: string): Preparation {
  const query = `uploadType=media&name=${encodeURIComponent(`negctl/${name}`)}`;
  return ['POST', `/upload/storage/v1/b/team/o?${query}`, { text: name }];
}

/** The generation of the only object: the clock stands still, and counts microseconds. */
const GENERATION = String(Date.UTC(2026, 0, 5, 12) * 1000);

/** What a bucket asks of gcloud; it is told that nothing is there. */
async function asked(work: (bucket: Bucket) => Promise<unknown>): Promise<Command> {
  const { gcloud, heard } = listener();
  const ended: Gcloud = {
    run: async (command) => ({
      ...(await gcloud.run(command)),
      exitCode: 1,
      stderr: 'not found: 404',
    }),
  };
  const pause = (): Promise<void> => Promise.resolve();
  const bucket = new Bucket({ gcloud: ended, place: 'gs://team/negctl', pause });
  // Only the command counts here; the bucket makes of such an answer what it likes.
  await work(bucket).catch(() => undefined);
  const [command] = heard;
  if (command === undefined) throw new Error('the bucket asks nothing');
  return command;
}

const write = await asked((bucket) => bucket.write('locks/demo--web.json', '{"a":1}\n{"b":2}\n'));
const replace = await asked((bucket) => bucket.write('locks/demo--web.json', '{}\n', GENERATION));
const remove = await asked((bucket) => bucket.remove('locks/demo--web.json', GENERATION));
const removeOther = await asked((bucket) => bucket.remove('locks/demo--web.json', '5'));
const describe = await asked((bucket) => bucket.read('locks/demo--web.json'));
const readAll = await asked((bucket) => bucket.readAll('runs/**'));
const readOne: Command = {
  argv: ['storage', 'cat', `gs://team/negctl/locks/demo--web.json#${GENERATION}`],
};

const LOCK = kept('locks/demo--web.json');
const THERE = [BUCKET, LOCK];

/** Everything that shared state asks of Cloud Storage. */
export const STORAGE: readonly Case[] = [
  { name: 'storage: make an object', world: [BUCKET], command: write },
  { name: 'storage: make one that is there', world: THERE, command: write, ends: 'fingerprint' },
  { name: 'storage: make one in no bucket', command: write, ends: 'not-found' },
  { name: 'storage: replace a generation', world: THERE, command: replace },
  {
    name: 'storage: make one without leave',
    world: [BUCKET],
    faults: ['start:objects=permission'],
    command: write,
    ends: 'permission',
  },
  {
    name: 'storage: make one without leave to look',
    world: [BUCKET],
    faults: ['get:objects=permission'],
    command: write,
    ends: 'permission',
  },
  {
    name: 'storage: the answer to an upload is lost',
    world: [BUCKET],
    faults: ['insert:objects=drop-after'],
    command: write,
  },
  {
    name: 'storage: an upload is cut before it is taken',
    world: [BUCKET],
    faults: ['insert:objects=drop-before'],
    command: write,
  },
  {
    name: 'storage: an upload without credentials',
    world: [BUCKET],
    faults: ['start:objects=401 x2'],
    command: write,
    ends: 'credentials',
  },
  { name: 'storage: remove a generation', world: THERE, command: remove },
  {
    name: 'storage: remove another generation',
    world: THERE,
    command: removeOther,
    ends: 'fingerprint',
  },
  { name: 'storage: remove what is gone', world: [BUCKET], command: remove, ends: 'not-found' },
  { name: 'storage: describe an object', world: THERE, command: describe },
  {
    name: 'storage: describe what is not there',
    world: [BUCKET],
    command: describe,
    ends: 'not-found',
  },
  { name: 'storage: read a generation', world: THERE, command: readOne },
  {
    name: 'storage: read a generation that is gone',
    world: [BUCKET],
    command: readOne,
    ends: 'not-found',
  },
  {
    name: 'storage: read everything below',
    world: [BUCKET, kept('runs/r-1/run.json'), kept('runs/r-1/journal/00000001.ndjson'), LOCK],
    command: readAll,
  },
  {
    name: 'storage: read everything below nothing',
    world: THERE,
    command: readAll,
    ends: 'not-found',
  },
  { name: 'storage: read in no bucket', command: readAll, ends: 'not-found' },
  {
    name: 'storage: read without leave',
    world: THERE,
    faults: ['list:objects=permission'],
    command: readAll,
    ends: 'permission',
  },
];
