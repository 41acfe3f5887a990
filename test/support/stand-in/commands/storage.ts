import { isJsonObject, type Json, objectsAt, textAt } from '../../../../src/json.ts';
import { like, SWITCH } from '../argv.ts';
import type { Call, CommandSpec, Commands } from '../command.ts';
import { GcloudError, NotModelled } from '../failure.ts';
import { describeRefusal, messageOf, parsed } from '../http-error.ts';
import type { HttpAnswer, RawRequest } from '../session.ts';

/** `gs://BUCKET/OBJECT`, the object with or without a generation, or `**` behind a folder. */
const OBJECT_URL = /^gs:\/\/([^/]+)\/([^#*]+?)(?:#(\d+)|(\*\*))?$/;
const GENERATION = like(/^\d+$/);

interface Target {
  readonly url: string;
  readonly bucket: string;
  readonly object: string;
  readonly generation: string | undefined;
  readonly isPattern: boolean;
}

function targetOf(url: string): Target {
  const [, bucket, object, generation, stars] = OBJECT_URL.exec(url) ?? [];
  if (bucket === undefined || object === undefined) throw new NotModelled(`"${url}"`);
  return { url, bucket, object, generation, isPattern: stars !== undefined };
}

/** What is not there: an object, or the whole bucket. */
class Missing extends Error {}

function isLookUp({ method, path }: RawRequest): boolean {
  return method === 'GET' && /\/o\/[^?]/.test(path);
}

/** An answer that is no refusal. */
function accepted(
  { session }: Call,
  { bucket }: Target,
  request: RawRequest,
  answer: HttpAnswer,
): HttpAnswer {
  const { status } = answer;
  if (status < 300) return answer;
  if (status === 404) throw new Missing();
  if (status === 412) throw new GcloudError(`HTTPError 412: ${messageOf(answer)}`);
  if (status === 401 || (status === 403 && isLookUp(request))) {
    throw new GcloudError(describeRefusal(answer, session.hint));
  }
  if (status === 403) {
    const message = messageOf(answer).replace(/\.$/, '');
    throw new GcloudError(
      `[None] does not have permission to access b instance [${bucket}] (or it may not exist): ${message}. ${session.hint}.`,
    );
  }
  throw new NotModelled(`HTTP ${status} of Cloud Storage`);
}

async function ask(call: Call, target: Target, request: RawRequest): Promise<HttpAnswer> {
  return accepted(call, target, request, await call.session.sendRaw(request));
}

type Parameters = Readonly<Record<string, string>>;

function query(parameters: Parameters): string {
  return new URLSearchParams({ alt: 'json', ...parameters }).toString();
}

function objectPath({ bucket, object }: Target): string {
  return `/storage/v1/b/${bucket}/o/${encodeURIComponent(object)}`;
}

/** Which fields of an object and of a list a look-up asks for; absent = all. */
interface Fields {
  readonly object?: string;
  readonly list?: string;
}

const FEW: Fields = {
  object: 'bucket,name,size,generation',
  list: 'prefixes,items/name,items/size,items/generation,nextPageToken',
};

async function listed(call: Call, target: Target, parameters: Parameters): Promise<HttpAnswer> {
  const { bucket, object } = target;
  const asked = query({ ...parameters, maxResults: '1000', prefix: object, projection: 'noAcl' });
  try {
    return await ask(call, target, { method: 'GET', path: `/storage/v1/b/${bucket}/o?${asked}` });
  } catch (thrown) {
    if (!(thrown instanceof Missing)) throw thrown;
    throw new GcloudError(`gs://${bucket} not found: 404.`);
  }
}

/** One object, or `null`; gcloud looks for a folder of that name before it gives up. */
async function lookedUp(
  call: Call,
  target: Target,
  fields: Fields = {},
  folders: Parameters = {},
): Promise<Json | null> {
  const which: Parameters =
    target.generation === undefined ? {} : { generation: target.generation };
  const few: Parameters = fields.object === undefined ? {} : { fields: fields.object };
  const path = `${objectPath(target)}?${query({ ...few, ...which, projection: 'noAcl' })}`;
  try {
    return parsed((await ask(call, target, { method: 'GET', path })).body);
  } catch (thrown) {
    if (!(thrown instanceof Missing)) throw thrown;
  }
  const fewer: Parameters = fields.list === undefined ? {} : { fields: fields.list };
  const versions: Parameters = target.generation === undefined ? {} : { versions: 'True' };
  await listed(call, target, { ...fewer, delimiter: '/', ...folders, ...versions });
  return null;
}

function nothingFound(urls: readonly string[]): GcloudError {
  return new GcloudError(`The following URLs matched no objects or files:\n${urls.join('\n')}`);
}

/** The content of a resumable upload; after a cut connection gcloud asks how far it has come. */
async function uploaded({ session, stdin }: Call, location: string): Promise<HttpAnswer> {
  const size = Buffer.byteLength(stdin);
  const path = location.replace(/^https?:\/\/[^/]+/, '');
  const put = (range: string, body: string): RawRequest => ({
    method: 'PUT',
    path,
    body,
    headers: { 'content-range': range },
  });
  const whole = put(`bytes 0-${size - 1}/${size}`, stdin);
  try {
    return await session.sendRaw(whole);
  } catch (thrown) {
    if (!(thrown instanceof GcloudError)) throw thrown;
    await session.sleep(1_000);
    const asked = await session.sendRaw(put(`bytes */${size}`, ''));
    return asked.status === 308 ? session.sendRaw(whole) : asked;
  }
}

async function copy(call: Call): Promise<Json> {
  const { session, flags } = call;
  const [source = '', url = ''] = call.names;
  if (source !== '-') throw new NotModelled(`copying "${source}"`);
  const target = targetOf(url);
  session.say(
    'WARNING: Using sequential instead of parallel task execution to transfer from stdin.',
  );
  await lookedUp(call, target, FEW);
  session.say(`Copying file://- to ${url}\n  `);
  const condition = { ifGenerationMatch: flags.needed('if-generation-match') };
  const contentType = 'application/octet-stream';
  const start: RawRequest = {
    method: 'POST',
    path: `/resumable/upload/storage/v1/b/${target.bucket}/o?${query({ ...condition, uploadType: 'resumable' })}`,
    body: JSON.stringify({ bucket: target.bucket, contentType, name: target.object }),
  };
  try {
    const { headers } = await ask(call, target, start);
    const answer = await uploaded(call, headers['location'] ?? '');
    const made = parsed(accepted(call, target, start, answer).body);
    const generation = isJsonObject(made) ? textAt(made, 'generation') : undefined;
    if (flags.has('print-created-message')) session.say(`Created: ${url}#${generation}`);
    session.say('');
    return [];
  } catch (thrown) {
    if (thrown instanceof GcloudError) session.say('failed.');
    throw thrown;
  }
}

/** The objects that a URL of `cat` stands for. */
async function matched(call: Call, target: Target): Promise<readonly Json[]> {
  if (!target.isPattern) {
    const one = await lookedUp(call, target);
    return one === null ? [] : [one];
  }
  const page = parsed((await listed(call, target, {})).body);
  if (isJsonObject(page) && textAt(page, 'nextPageToken') !== undefined)
    throw new NotModelled('a second page of objects');
  return isJsonObject(page) ? objectsAt(page, 'items') : [];
}

async function printContent(call: Call, target: Target, object: Json): Promise<void> {
  const { session } = call;
  const found = isJsonObject(object) ? object : {};
  const last = Number(textAt(found, 'size')) - 1;
  const path = (textAt(found, 'mediaLink') ?? '').replace(/^https?:\/\/[^/]+/, '');
  const headers = { range: `bytes=0-${last}` };
  const { body } = await ask(call, target, { method: 'GET', path, headers });
  session.print(body);
}

async function cat(call: Call): Promise<Json> {
  const targets = call.names.map(targetOf);
  const empty: string[] = [];
  const contents: (() => Promise<void>)[] = [];
  for (const target of targets) {
    const objects = await matched(call, target);
    if (objects.length === 0) empty.push(target.url);
    for (const object of objects) contents.push(() => printContent(call, target, object));
  }
  for (const print of contents) await print();
  if (empty.length > 0) throw nothingFound(empty);
  return [];
}

/** What `describe` makes of an object, as far as negctl reads it. */
function described(object: Json): Json {
  const found = isJsonObject(object) ? object : {};
  const text = (key: string): string => textAt(found, key) ?? '';
  const time = (key: string): string => text(key).replace(/\.\d+Z$/, '+0000');
  const [bucket, name, generation] = [text('bucket'), text('name'), text('generation')];
  return {
    bucket,
    content_type: text('contentType'),
    crc32c_hash: text('crc32c'),
    creation_time: time('timeCreated'),
    etag: text('etag'),
    generation,
    md5_hash: text('md5Hash'),
    metageneration: Number(text('metageneration')),
    name,
    size: Number(text('size')),
    storage_class: text('storageClass'),
    storage_class_update_time: time('timeStorageClassUpdated'),
    storage_url: `gs://${bucket}/${name}#${generation}`,
    update_time: time('updated'),
  };
}

async function describe(call: Call): Promise<Json> {
  const target = targetOf(call.names[0] ?? '');
  const path = `${objectPath(target)}?${query({ projection: 'full' })}`;
  try {
    return described(parsed((await ask(call, target, { method: 'GET', path })).body) ?? {});
  } catch (thrown) {
    if (!(thrown instanceof Missing)) throw thrown;
    const name = encodeURIComponent(target.object);
    throw new GcloudError(`gs://${target.bucket}/${name} not found: 404.`);
  }
}

async function remove(call: Call): Promise<Json> {
  const { session, flags } = call;
  const target = targetOf(call.names[0] ?? '');
  session.say('Removing objects:\n  ');
  const folders = { includeFoldersAsPrefixes: 'True' };
  const found = await lookedUp(call, target, FEW, folders);
  if (found === null) {
    session.say('');
    throw nothingFound([target.url]);
  }
  session.say(`Removing ${target.url}...`);
  const condition = { ifGenerationMatch: flags.needed('if-generation-match') };
  const path = `${objectPath(target)}?${query(condition)}`;
  try {
    await ask(call, target, { method: 'DELETE', path });
  } catch (thrown) {
    if (!(thrown instanceof GcloudError)) throw thrown;
    // The one failure of many that could be: gcloud goes on, and prints an empty result.
    throw new GcloudError(thrown.message, null, [], true);
  }
  session.say('');
  return [];
}

const FILE = /^-$/;
const URL = OBJECT_URL;

function storage(spec: Pick<CommandSpec, 'flags' | 'names' | 'run'>): CommandSpec {
  return { ...spec, named: false, isProjectless: true };
}

export const STORAGE: Commands = {
  'storage cp': storage({
    flags: { 'if-generation-match': GENERATION, 'print-created-message': SWITCH },
    names: [FILE, URL],
    run: copy,
  }),
  'storage cat': storage({ flags: {}, names: [URL], run: cat }),
  'storage objects describe': storage({ flags: {}, names: [URL], run: describe }),
  'storage rm': storage({
    flags: { 'if-generation-match': GENERATION },
    names: [URL],
    run: remove,
  }),
};
