import { ApiError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { Store, StoredBucket, StoredObject } from '../store.ts';

/** 404 for a bucket; no method says which kind of thing is missing (docs, JSON API errors). */
export function bucketOf(store: Store, name: string): StoredBucket {
  const bucket = store.settings.buckets[name];
  if (bucket === undefined) {
    throw new ApiError({
      http: 404,
      reason: 'notFound',
      message: 'The specified bucket does not exist.',
    });
  }
  return bucket;
}

/** Keeps a bucket as it is now. */
export function putBucket(store: Store, bucket: StoredBucket): void {
  const { buckets } = store.settings;
  store.set({ buckets: { ...buckets, [bucket.name]: bucket } });
}

/** Makes an empty bucket; names are the world's, so one that is there belongs to somebody. */
export function createBucket(store: Store, project: string, body: JsonObject, now: number): void {
  const name = body['name'];
  if (typeof name !== 'string' || !/^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/.test(name)) {
    throw new ApiError({
      http: 400,
      reason: 'invalid',
      message: `Invalid bucket name: '${String(name)}'`,
    });
  }
  if (store.settings.buckets[name] !== undefined) {
    throw new ApiError({
      http: 409,
      reason: 'conflict',
      message: 'Your previous request to create the named bucket succeeded and you already own it.',
    });
  }
  putBucket(store, { name, project, created: now, lastGeneration: 0, objects: {} });
}

export function viewBucket({ name, created }: StoredBucket): JsonObject {
  const time = new Date(created).toISOString();
  return {
    kind: 'storage#bucket',
    id: name,
    name,
    location: 'US',
    locationType: 'multi-region',
    storageClass: 'STANDARD',
    metageneration: '1',
    etag: 'CAE=',
    timeCreated: time,
    updated: time,
    iamConfiguration: { uniformBucketLevelAccess: { enabled: true } },
  };
}

/** The bucket with an object of the next generation: a time in microseconds, later than any before. */
export function withObject(
  bucket: StoredBucket,
  object: Omit<StoredObject, 'generation' | 'created'>,
  now: number,
): { readonly bucket: StoredBucket; readonly object: StoredObject } {
  const generation = Math.max(now * 1000, bucket.lastGeneration + 1);
  const made = { ...object, generation, created: now };
  return {
    object: made,
    bucket: {
      ...bucket,
      lastGeneration: generation,
      objects: { ...bucket.objects, [object.name]: made },
    },
  };
}
