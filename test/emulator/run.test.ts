import { describe, expect, test } from 'vitest';
import { createEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { describeState } from '../../src/emulator/state.ts';
import { type Doc, isDoc, type Reply, refusal } from './support.ts';

const SERVICES =
  'http://us-central1-run.emulator/run/apis/serving.knative.dev/v1/namespaces/demo/services';
const ELSEWHERE = SERVICES.replace('us-central1', 'europe-west1');
const GLOBAL = 'http://run.emulator/run/v1/projects/demo/locations';
const INGRESS = 'run.googleapis.com/ingress';

async function send(
  emulator: Emulator,
  method: string,
  path: string,
  body?: unknown,
): Promise<Reply> {
  const request = { method, path, body: body === undefined ? '' : JSON.stringify(body) };
  const response = await emulator.handle(request);
  if (response.kind !== 'answer') throw new Error(response.kind);
  return { status: response.status, body: JSON.parse(response.body) };
}

function service(name: string, more: Doc = {}): Doc {
  return {
    apiVersion: 'serving.knative.dev/v1',
    kind: 'Service',
    metadata: { name },
    spec: { template: { spec: { containers: [{ image: 'hello' }] } } },
    ...more,
  };
}

async function deployed(name = 'api'): Promise<Emulator> {
  const emulator = createEmulator();
  expect((await send(emulator, 'POST', SERVICES, service(name))).status).toBe(200);
  return emulator;
}

function namesIn({ body }: Reply): readonly unknown[] {
  const items = Array.isArray(body['items']) ? body['items'].filter(isDoc) : [];
  return items.map(({ metadata }) => (isDoc(metadata) ? metadata['name'] : undefined));
}

function metadataOf({ body }: Reply): Doc {
  return isDoc(body['metadata']) ? body['metadata'] : {};
}

describe('a Cloud Run service', () => {
  test('is ready at once, open to all, and in its region', async () => {
    const emulator = await deployed();
    const { body } = await send(emulator, 'GET', `${SERVICES}/api`);
    expect(body).toMatchObject({
      metadata: { name: 'api', annotations: { [INGRESS]: 'all' } },
      spec: { traffic: [{ percent: 100, latestRevision: true }] },
      status: { conditions: [{ type: 'Ready', status: 'True' }, {}, {}] },
    });
    expect(namesIn(await send(emulator, 'GET', SERVICES))).toEqual(['api']);
    expect(namesIn(await send(emulator, 'GET', ELSEWHERE))).toEqual([]);
    expect(namesIn(await send(emulator, 'GET', `${GLOBAL}/-/services`))).toEqual(['api']);
    expect(refusal(await send(emulator, 'GET', `${ELSEWHERE}/api`))).toBe(
      "404 NOT_FOUND: Resource 'api' of kind 'SERVICE' in region 'europe-west1' in project 'demo' does not exist.",
    );
    expect(describeState(emulator.state())).toMatch(/api: regions\/us-central1, ingress all/);
  });

  test('is replaced only by who has read it as it is', async () => {
    const emulator = await deployed();
    const read = await send(emulator, 'GET', `${SERVICES}/api`);
    const annotations = { [INGRESS]: 'internal' };
    const sent = { ...read.body, metadata: { ...metadataOf(read), annotations } };
    const replaced = await send(emulator, 'PUT', `${SERVICES}/api`, sent);
    expect(metadataOf(replaced)).toMatchObject({ generation: 2, annotations });
    const again = await send(emulator, 'PUT', `${SERVICES}/api`, sent);
    expect(refusal(again)).toMatch(/^409 ABORTED: Conflict for resource 'api': version '/);
    const odd = {
      ...replaced.body,
      metadata: { ...metadataOf(replaced), annotations: { [INGRESS]: 'no' } },
    };
    expect((await send(emulator, 'PUT', `${SERVICES}/api`, odd)).status).toBe(400);
  });

  test('shows the traffic tags of its revisions, with their URLs', async () => {
    const emulator = createEmulator();
    const spec = {
      template: {},
      traffic: [
        { revisionName: 'api-1', percent: 100 },
        { revisionName: 'api-2', tag: 'next' },
      ],
    };
    const { body } = await send(emulator, 'POST', SERVICES, service('api', { spec }));
    const status = isDoc(body['status']) ? body['status'] : {};
    expect(status['traffic']).toMatchObject([
      { percent: 100 },
      { tag: 'next', url: expect.stringMatching(/^https:\/\/next---api-/) },
    ]);
  });

  test('has a policy of who may call it, and is gone when it is deleted', async () => {
    const emulator = await deployed();
    const policy = { bindings: [{ role: 'roles/run.invoker', members: ['allUsers'] }] };
    const at = `${GLOBAL}/us-central1/services/api`;
    expect((await send(emulator, 'GET', `${at}:getIamPolicy`)).body['bindings']).toBeUndefined();
    expect((await send(emulator, 'POST', `${at}:setIamPolicy`, { policy })).body).toMatchObject(
      policy,
    );
    expect((await send(emulator, 'GET', `${at}:getIamPolicy`)).body).toMatchObject(policy);
    expect((await send(emulator, 'POST', SERVICES, service('api'))).status).toBe(409);
    expect((await send(emulator, 'POST', SERVICES, service('Api'))).status).toBe(400);
    expect((await send(emulator, 'DELETE', `${SERVICES}/api`)).status).toBe(200);
    expect((await send(emulator, 'DELETE', `${SERVICES}/api`)).status).toBe(404);
  });

  test('is kept from who may not, and where the API is off', async () => {
    const emulator = await deployed();
    emulator.allow(['run.services.get']);
    expect((await send(emulator, 'GET', `${SERVICES}/api`)).status).toBe(200);
    expect(refusal(await send(emulator, 'GET', SERVICES))).toBe(
      "403 PERMISSION_DENIED: Required 'run.services.list' permission for 'projects/demo/locations/us-central1'",
    );
    const off = createEmulator({ disabledApis: ['run.googleapis.com'] });
    expect(refusal(await send(off, 'GET', SERVICES))).toMatch(
      /Cloud Run Admin API has not been used/,
    );
  });
});
