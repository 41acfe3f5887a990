import type { Answer } from '../answer.ts';
import { jsonAnswer } from '../answer.ts';
import type { ApiRequest } from '../api.ts';
import { ApiError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { sortedTexts } from '../json.ts';
import type { Store, StoredObject } from '../store.ts';
import { bucketOf, putBucket } from './buckets.ts';
import { crc32c, md5 } from './checksums.ts';
import { METAGENERATION, requirePreconditions } from './preconditions.ts';

/** Where the API is reached: what links in answers begin with. */
export function endpointOf({ headers }: ApiRequest): string {
  const { host } = headers;
  return host === undefined ? 'https://storage.googleapis.com' : `http://${host}`;
}

function pathOf(bucket: string, object: string): string {
  return `storage/v1/b/${bucket}/o/${encodeURIComponent(object)}`;
}

export function viewObject(endpoint: string, bucket: string, object: StoredObject): JsonObject {
  const { name, generation, content, contentType } = object;
  const path = pathOf(bucket, name);
  const time = new Date(object.created).toISOString();
  return {
    kind: 'storage#object',
    id: `${bucket}/${name}/${generation}`,
    selfLink: `${endpoint}/${path}`,
    mediaLink: `${endpoint}/download/${path}?generation=${generation}&alt=media`,
    name,
    bucket,
    generation: String(generation),
    metageneration: String(METAGENERATION),
    contentType,
    storageClass: 'STANDARD',
    size: String(Buffer.byteLength(content)),
    md5Hash: md5(content),
    crc32c: crc32c(content),
    etag: Buffer.from(String(generation)).toString('base64'),
    timeCreated: time,
    updated: time,
    timeStorageClassUpdated: time,
  };
}

/** The object of that name, of that generation where the call names one, as its preconditions want it. */
function objectOf(store: Store, request: ApiRequest, bucket: string, name: string): StoredObject {
  const object = bucketOf(store, bucket).objects[name];
  const generation = request.query.get('generation');
  if (object === undefined || (generation !== null && generation !== String(object.generation))) {
    const which = generation === null ? '' : `#${generation}`;
    throw new ApiError({
      http: 404,
      reason: 'notFound',
      message: `No such object: ${bucket}/${name}${which}`,
    });
  }
  requirePreconditions(request.query, object);
  return object;
}

/** Metadata, or with `alt=media` the content. */
export function readObject(
  store: Store,
  request: ApiRequest,
  bucket: string,
  name: string,
): Answer {
  const object = objectOf(store, request, bucket, name);
  return request.query.get('alt') === 'media'
    ? mediaAnswer(request, object)
    : jsonAnswer(200, viewObject(endpointOf(request), bucket, object));
}

/** The whole content or one range of it; gcloud always asks for a range. */
function mediaAnswer({ headers }: ApiRequest, { content, generation, contentType }: StoredObject) {
  const bytes = Buffer.from(content);
  const common = {
    'content-type': contentType,
    'x-goog-generation': String(generation),
    'x-goog-metageneration': String(METAGENERATION),
    'x-goog-hash': `crc32c=${crc32c(content)},md5=${md5(content)}`,
  };
  const range = /^bytes=(\d+)-(\d*)$/.exec(headers['range'] ?? '');
  if (range === null) {
    return { status: 200, headers: common, body: content };
  }
  const first = Number(range[1]);
  const last = Math.min(range[2] ? Number(range[2]) : bytes.length - 1, bytes.length - 1);
  if (first > last) {
    throw new ApiError({
      http: 416,
      reason: 'requestedRangeNotSatisfiable',
      message: 'The requested range cannot be satisfied.',
    });
  }
  return {
    status: 206,
    headers: { ...common, 'content-range': `bytes ${first}-${last}/${bytes.length}` },
    body: bytes.subarray(first, last + 1).toString(),
  };
}

export function deleteObject(
  store: Store,
  request: ApiRequest,
  bucket: string,
  name: string,
): Answer {
  objectOf(store, request, bucket, name);
  const before = bucketOf(store, bucket);
  const { [name]: _gone, ...objects } = before.objects;
  putBucket(store, { ...before, objects });
  return { status: 204, headers: {}, body: '' };
}

const LARGEST_PAGE = 1000;

/** What stands below a prefix, in order: objects, and with a delimiter `null` for all that begins alike. */
function entriesBelow(
  objects: Readonly<Record<string, StoredObject>>,
  prefix: string,
  delimiter: string,
): ReadonlyMap<string, StoredObject | null> {
  const names = sortedTexts(Object.keys(objects)).filter((name) => name.startsWith(prefix));
  return new Map(
    names.map((name): [string, StoredObject | null] => {
      const cut = delimiter === '' ? -1 : name.indexOf(delimiter, prefix.length);
      return cut < 0
        ? [name, objects[name] ?? null]
        : [name.slice(0, cut + delimiter.length), null];
    }),
  );
}

/** One page of objects and prefixes; the token of a page is the last name before it. */
export function listObjects(store: Store, request: ApiRequest, bucket: string): Answer {
  const { query } = request;
  const asked = Number(query.get('maxResults') ?? LARGEST_PAGE);
  const size = asked > 0 && asked < LARGEST_PAGE ? asked : LARGEST_PAGE;
  const after = Buffer.from(query.get('pageToken') ?? '', 'base64url').toString();
  const { objects } = bucketOf(store, bucket);
  const entries = entriesBelow(objects, query.get('prefix') ?? '', query.get('delimiter') ?? '');
  const rest = [...entries].filter(([name]) => name > after);
  const page = rest.slice(0, size);
  const items = page.flatMap(([, object]) =>
    object === null ? [] : [viewObject(endpointOf(request), bucket, object)],
  );
  const prefixes = page.flatMap(([name, object]) => (object === null ? [name] : []));
  const token = Buffer.from(page.at(-1)?.[0] ?? '').toString('base64url');
  return jsonAnswer(200, {
    kind: 'storage#objects',
    ...(rest.length > page.length ? { nextPageToken: token } : {}),
    ...(prefixes.length === 0 ? {} : { prefixes }),
    ...(items.length === 0 ? {} : { items }),
  });
}
