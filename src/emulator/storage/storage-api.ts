import type { Answer } from '../answer.ts';
import { jsonAnswer } from '../answer.ts';
import type { ApiFamily, ApiRequest, Route } from '../api.ts';
import type { World } from '../compute/kind.ts';
import { ApiError, legacyAnswer } from '../errors.ts';
import { isObject, readJson } from '../json.ts';
import { bucketOf, createBucket, viewBucket } from './buckets.ts';
import { deleteObject, listObjects, readObject } from './objects.ts';
import { UNMET } from './preconditions.ts';
import {
  finishUpload,
  insertObject,
  isQuestion,
  mediaDraft,
  multipartDraft,
  sessionOf,
  startUpload,
  uploadStatus,
} from './uploads.ts';

/**
 * storage.googleapis.com, as far as `gcloud storage` reads and writes small text objects: one generation
 * of each, no folders, no access lists. Its three entrances: metadata, uploads, downloads.
 */
export const storageApi: ApiFamily = {
  service: 'storage.googleapis.com',
  title: 'Cloud Storage API',
  pattern:
    /(?:^|\/)(?:(?:resumable\/)?upload\/|download\/)?storage\/(v1)\/(b(?:\/[^/]+(?:\/o(?:\/.+)?)?)?)$/,
  canBeDisabled: false,
  refuse: (error) => legacyAnswer(inStorageWords(error)),
  route: routeStorage,
};

/** What every API refuses, in the words of this one (docs, JSON API errors). */
function inStorageWords(error: ApiError): ApiError {
  const { http, message } = error.parts;
  const [, permission] = /^Required '([^']+)' permission/.exec(message) ?? [];
  if (http === 403 && permission !== undefined) {
    const access = `user@example.com does not have ${permission} access to the Google Cloud Storage object. Permission '${permission}' denied on resource (or it may not exist).`;
    return new ApiError({ ...error.parts, message: access });
  }
  return http === 412 ? new ApiError({ ...error.parts, message: UNMET }) : error;
}

/** How a call of the API is named to faults, and what it does. */
interface Action {
  readonly verb: string;
  readonly name?: string;
  readonly permission: string;
  readonly run: () => Answer;
}

function routeStorage(request: ApiRequest, world: World): Route | undefined {
  const [, bucket, , ...rest] = request.path.split('/');
  const name = decodeURIComponent(rest.join('/'));
  const isObjects = request.path.split('/').length > 2;
  const action = isObjects
    ? (uploadAction(request, world, bucket ?? '') ??
      objectAction(request, world, bucket ?? '', name))
    : bucketAction(request, world, bucket);
  if (action === undefined) {
    return undefined;
  }
  const collection = isObjects ? 'objects' : 'buckets';
  const path = `projects/_/buckets/${bucket ?? ''}${isObjects ? `/objects/${name}` : ''}`;
  return {
    project: '',
    verb: action.verb,
    collection,
    name: action.name ?? name,
    path,
    permissions: [{ name: action.permission, path }],
    run: action.run,
  };
}

function bucketAction(
  request: ApiRequest,
  { store, now }: World,
  bucket: string | undefined,
): Action | undefined {
  if (bucket !== undefined) {
    const run = (): Answer => jsonAnswer(200, viewBucket(bucketOf(store, bucket)));
    return request.method === 'GET'
      ? { verb: 'get', name: bucket, permission: 'storage.buckets.get', run }
      : undefined;
  }
  const project = request.query.get('project') ?? '';
  if (request.method === 'GET') {
    const own = (): Answer => {
      const buckets = Object.values(store.settings.buckets);
      const items = buckets.filter((one) => one.project === project).map(viewBucket);
      return jsonAnswer(200, { kind: 'storage#buckets', items });
    };
    return { verb: 'list', permission: 'storage.buckets.list', run: own };
  }
  if (request.method !== 'POST') {
    return undefined;
  }
  const body = readJson(request.body);
  const made = isObject(body) ? body : {};
  return {
    verb: 'insert',
    name: String(made['name']),
    permission: 'storage.buckets.create',
    run: () => {
      createBucket(store, project, made, now());
      return jsonAnswer(200, viewBucket(bucketOf(store, String(made['name']))));
    },
  };
}

/** Calls of the upload entrance; `start` opens a resumable upload, `insert` makes the object. */
function uploadAction(
  request: ApiRequest,
  { store, now }: World,
  bucket: string,
): Action | undefined {
  const permission = 'storage.objects.create';
  const type = request.query.get('uploadType');
  const insert = (draft: ReturnType<typeof mediaDraft>): Action => ({
    verb: 'insert',
    name: draft.name,
    permission,
    run: () => insertObject(store, request, bucket, draft, now()),
  });
  switch (`${request.method} ${type}`) {
    case 'POST multipart':
      return insert(multipartDraft(request));
    case 'POST media':
      return insert(mediaDraft(request));
    case 'POST resumable':
      return { verb: 'start', permission, run: () => startUpload(store, request, bucket) };
    case 'PUT resumable': {
      const { name } = sessionOf(request);
      return isQuestion(request)
        ? { verb: 'status', name, permission, run: () => uploadStatus(store, request, bucket) }
        : {
            verb: 'insert',
            name,
            permission,
            run: () => finishUpload(store, request, bucket, now()),
          };
    }
    default:
      return undefined;
  }
}

function objectAction(
  request: ApiRequest,
  { store }: World,
  bucket: string,
  name: string,
): Action | undefined {
  if (name === '') {
    return request.method === 'GET'
      ? {
          verb: 'list',
          permission: 'storage.objects.list',
          run: () => listObjects(store, request, bucket),
        }
      : undefined;
  }
  switch (request.method) {
    case 'GET':
      return {
        verb: 'get',
        permission: 'storage.objects.get',
        run: () => readObject(store, request, bucket, name),
      };
    case 'DELETE':
      return {
        verb: 'delete',
        permission: 'storage.objects.delete',
        run: () => deleteObject(store, request, bucket, name),
      };
    default:
      return undefined;
  }
}
