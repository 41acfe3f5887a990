import type { Answer } from '../answer.ts';
import { jsonAnswer } from '../answer.ts';
import type { ApiRequest } from '../api.ts';
import { drawUuid } from '../draw.ts';
import { ApiError } from '../errors.ts';
import { isObject, readJson } from '../json.ts';
import type { Store } from '../store.ts';
import { bucketOf, putBucket, withObject } from './buckets.ts';
import { endpointOf, viewObject } from './objects.ts';
import { requirePreconditions } from './preconditions.ts';

/** An object on its way: what its upload says about it. */
export interface Draft {
  readonly name: string;
  readonly contentType: string;
  readonly content: string;
}

function malformedUpload(message: string): ApiError {
  return new ApiError({ http: 400, reason: 'badRequest', message });
}

function described(text: string, query: URLSearchParams): Omit<Draft, 'content'> {
  const body = text === '' ? {} : readJson(text);
  const metadata = isObject(body) ? body : {};
  const name = metadata['name'] ?? query.get('name');
  if (typeof name !== 'string' || name === '') {
    throw malformedUpload('Required object name is missing.');
  }
  const type = metadata['contentType'];
  return { name, contentType: typeof type === 'string' ? type : 'application/octet-stream' };
}

/** One request with metadata and content; its first line is the boundary. */
export function multipartDraft({ body, query }: ApiRequest): Draft {
  const [boundary = ''] = body.split(/\r?\n/, 1);
  const [, first = '', second = ''] = boundary === '' ? [] : body.split(boundary);
  const [, metadata = ''] = first.split(/\r?\n\r?\n/);
  const parts = /^\r?\n[\s\S]*?\r?\n\r?\n([\s\S]*?)\r?\n$/.exec(second);
  if (parts === null) {
    throw malformedUpload('Malformed multipart body.');
  }
  return { ...described(metadata, query), content: parts[1] ?? '' };
}

/** The object itself as the body. */
export function mediaDraft({ body, query, headers }: ApiRequest): Draft {
  const { name } = described('', query);
  return { name, contentType: headers['content-type'] ?? 'text/plain', content: body };
}

/** What a session of a resumable upload has to know; its id holds all of it. */
interface UploadSession {
  readonly id: string;
  readonly name: string;
  readonly contentType: string;
}

/** Opens a resumable upload; the object comes with a second request. */
export function startUpload(store: Store, request: ApiRequest, bucket: string): Answer {
  const { name, contentType } = described(request.body, request.query);
  requirePreconditions(request.query, bucketOf(store, bucket).objects[name]);
  const session: UploadSession = { id: drawUuid(store), name, contentType };
  const query = new URLSearchParams(request.query);
  query.set('uploadType', 'resumable');
  query.set('upload_id', Buffer.from(JSON.stringify(session)).toString('base64url'));
  const location = `${endpointOf(request)}/upload/storage/v1/b/${bucket}/o?${query}`;
  return {
    status: 200,
    headers: { 'content-type': 'text/plain; charset=utf-8', location },
    body: '',
  };
}

/** The session that a request of a resumable upload belongs to. */
export function sessionOf({ query }: ApiRequest): UploadSession {
  const text = Buffer.from(query.get('upload_id') ?? '', 'base64url').toString();
  const session = readJson(text);
  if (isObject(session)) {
    const { id, name, contentType } = session;
    if (typeof id === 'string' && typeof name === 'string' && typeof contentType === 'string') {
      return { id, name, contentType };
    }
  }
  throw new ApiError({ http: 404, reason: 'notFound', message: 'No such upload.' });
}

/** What a `content-range` says: where the whole of it comes with this request, or only a question. */
type Share = 'whole' | 'part' | 'question';

function shareOf({ headers, body }: ApiRequest): Share {
  const range = headers['content-range'];
  if (range === undefined) {
    return 'whole';
  }
  if (/^bytes \*\//.test(range)) {
    return body === '' && range !== 'bytes */0' ? 'question' : 'whole';
  }
  const [, first, last, total] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(range) ?? [];
  return first === '0' && Number(last) + 1 === Number(total) ? 'whole' : 'part';
}

/** True for a request that only asks how far a resumable upload has come. */
export function isQuestion(request: ApiRequest): boolean {
  return shareOf(request) === 'question';
}

/** How far an upload has come: nothing yet, or all of it. */
export function uploadStatus(store: Store, request: ApiRequest, bucket: string): Answer {
  const session = sessionOf(request);
  const object = bucketOf(store, bucket).objects[session.name];
  return object?.upload === session.id
    ? jsonAnswer(200, viewObject(endpointOf(request), bucket, object))
    : { status: 308, headers: {}, body: '' };
}

/** The second request of a resumable upload. Parts are not emulated: gcloud sends 100 MiB at once. */
export function finishUpload(
  store: Store,
  request: ApiRequest,
  bucket: string,
  now: number,
): Answer {
  const { id, name, contentType } = sessionOf(request);
  if (shareOf(request) !== 'whole') {
    throw malformedUpload('The emulator takes an upload in one piece only.');
  }
  const draft = { name, contentType, content: request.body, upload: id };
  return insertObject(store, request, bucket, draft, now);
}

/** Makes an object, or replaces it by one of a later generation. */
export function insertObject(
  store: Store,
  request: ApiRequest,
  bucket: string,
  draft: Draft & { readonly upload?: string },
  now: number,
): Answer {
  const before = bucketOf(store, bucket);
  requirePreconditions(request.query, before.objects[draft.name]);
  const after = withObject(before, draft, now);
  putBucket(store, after.bucket);
  return jsonAnswer(200, viewObject(endpointOf(request), bucket, after.object));
}
