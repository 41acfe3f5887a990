import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startEmulator } from '../src/emulator/server.ts';
import type { GcloudContext } from '../src/gcloud/command.ts';
import type { GcloudResult } from '../src/gcloud/result.ts';
import { type Send, sendOverNetwork } from '../src/io/google-api.ts';
import { resourceManagerIam } from '../src/io/iam.ts';
import { temporaryDirectory } from './support/temporary.ts';

const TOKEN = 'secret-of-the-operator';

const PRINTED: GcloudResult = {
  exitCode: 0,
  signal: null,
  stdout: JSON.stringify({ token: TOKEN }),
  stderr: '',
  timedOut: false,
  startError: null,
};

interface Sent {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly permissions: readonly string[];
}

interface Stage {
  readonly context?: Partial<GcloudContext>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly printed?: Partial<GcloudResult>;
  readonly send?: Send;
}

function stage({ context = {}, environment = {}, printed = {}, send }: Stage = {}) {
  const sent: Sent[] = [];
  const argvs: (readonly string[])[] = [];
  const iam = resourceManagerIam({
    gcloud: {
      run: ({ argv }) => {
        argvs.push(argv);
        return Promise.resolve({ ...PRINTED, ...printed });
      },
    },
    context: { project: 'demo', ...context },
    environment: { CLOUDSDK_CONFIG: '/nonexistent', ...environment },
    send:
      send ??
      (({ url, headers, body }) => {
        const text = body ?? '{}';
        sent.push({ url, headers, permissions: JSON.parse(text).permissions });
        return Promise.resolve({ status: 200, body: text });
      }),
  });
  return { iam, sent, argvs };
}

describe('what the account may do', () => {
  it('is asked of the Resource Manager, with a token that gcloud prints and nobody else sees', async () => {
    const { iam, sent, argvs } = stage();
    expect(await iam.granted('demo', ['compute.urlMaps.get'])).toEqual({
      known: true,
      names: new Set(['compute.urlMaps.get']),
    });
    expect(sent).toEqual([
      {
        url: 'https://cloudresourcemanager.googleapis.com/v1/projects/demo:testIamPermissions',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
        permissions: ['compute.urlMaps.get'],
      },
    ]);
    expect(argvs).toEqual([['auth', 'print-access-token']]);
  });

  it('is asked a hundred at a time, by one start of gcloud', async () => {
    const { iam, sent, argvs } = stage();
    const names = Array.from({ length: 230 }, (_none, index) => `compute.a.b${index}`);
    const granted = await iam.granted('demo', names);
    expect(granted).toEqual({ known: true, names: new Set(names) });
    expect(sent.map(({ permissions }) => permissions.length)).toEqual([100, 100, 30]);
    expect(argvs).toHaveLength(1);
  });

  it.each<[string, Stage, string]>([
    [
      'where gcloud is pointed by a variable',
      {
        environment: {
          CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDRESOURCEMANAGER: 'http://127.0.0.1:1/crm/',
        },
      },
      'http://127.0.0.1:1/crm/v1/projects/example.com%3Ademo:testIamPermissions',
    ],
    [
      'in the universe of the account',
      { environment: { CLOUDSDK_CORE_UNIVERSE_DOMAIN: 'example.net' } },
      'https://cloudresourcemanager.example.net/v1/projects/example.com%3Ademo:testIamPermissions',
    ],
  ])('is asked %s', async (_where, given, url) => {
    const { iam, sent } = stage(given);
    await iam.granted('example.com:demo', ['compute.urlMaps.get']);
    expect(sent.map((one) => one.url)).toEqual([url]);
  });

  it('is asked where a configuration points gcloud, and charged to the billing project', async () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, 'configurations'));
    writeFileSync(
      join(directory, 'configurations', 'config_work'),
      '[api_endpoint_overrides]\ncloudresourcemanager = https://crm.example.net/\n',
    );
    const { iam, sent } = stage({
      environment: { CLOUDSDK_CONFIG: directory },
      context: { configuration: 'work', billingProject: 'payer' },
    });
    await iam.granted('demo', ['compute.urlMaps.get']);
    expect(sent).toMatchObject([
      {
        url: 'https://crm.example.net/v1/projects/demo:testIamPermissions',
        headers: { 'x-goog-user-project': 'payer' },
      },
    ]);
  });

  it.each<[string, Stage, string]>([
    [
      'nobody is logged in',
      { printed: { exitCode: 1, stdout: '', stderr: 'ERROR: (gcloud.auth) no account\nmore' } },
      'gcloud gives no token: no account',
    ],
    [
      'gcloud prints something else',
      { printed: { stdout: `${TOKEN}\n` } },
      'gcloud gives no token',
    ],
    [
      'gcloud is missing',
      { printed: { exitCode: null, startError: 'ENOENT' } },
      'gcloud gives no token: ENOENT',
    ],
    [
      'the network fails',
      {
        send: () => Promise.reject(new TypeError('fetch failed', { cause: new Error('no route') })),
      },
      'no route',
    ],
    [
      'nobody answers in time',
      { send: () => Promise.reject(new DOMException('aborted', 'TimeoutError')) },
      'no answer in time',
    ],
    [
      'the API refuses',
      { send: () => Promise.resolve({ status: 403, body: '{"error":{"message":"It is off"}}' }) },
      'HTTP 403: It is off',
    ],
    [
      'a proxy answers with a page',
      { send: () => Promise.resolve({ status: 200, body: '<html>Log in</html>' }) },
      'the answer is not one of this API',
    ],
    [
      'the network is behind a proxy',
      { environment: { HTTPS_PROXY: 'http://proxy:3128' } },
      'the network is behind a proxy, which this check does not use',
    ],
    [
      'the token would travel in the clear',
      {
        environment: {
          CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDRESOURCEMANAGER: 'http://crm.example.net/',
        },
      },
      'crm.example.net is not asked without TLS',
    ],
    [
      'the override is no URL',
      { environment: { CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDRESOURCEMANAGER: 'nowhere' } },
      'nowhere is no URL',
    ],
  ])(
    'is not known where %s, and it is said why, without the token',
    async (_case, given, because) => {
      const { iam, sent } = stage(given);
      const granted = await iam.granted('demo', ['compute.urlMaps.get']);
      expect(granted).toEqual({ known: false, because });
      expect(sent).toEqual([]);
    },
  );
});

it.each([
  ['payer', 'payer'],
  ['CURRENT_PROJECT', undefined],
  ['LEGACY', undefined],
])('billing/quota_project=%s charges %s', async (configured, charged) => {
  const { iam, sent } = stage({ environment: { CLOUDSDK_BILLING_QUOTA_PROJECT: configured } });
  await iam.granted('demo', ['compute.urlMaps.get']);
  expect(sent[0]?.headers['x-goog-user-project']).toBe(charged);
});

describe('over a real connection', () => {
  it('the emulator tells what it allows, and its absence is no answer', async () => {
    const server = await startEmulator({ port: 0, permissions: ['compute.urlMaps.get'] });
    const environment = {
      CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDRESOURCEMANAGER: `${server.url}/crm/`,
    };
    const { iam } = stage({ environment, send: sendOverNetwork });
    const asked = ['compute.urlMaps.get', 'compute.urlMaps.create'];
    const granted = await iam.granted('demo', asked);
    await server.close();
    expect(granted).toEqual({ known: true, names: new Set(['compute.urlMaps.get']) });
    const gone = await iam.granted('demo', asked);
    expect(gone).toMatchObject({ known: false, because: expect.stringContaining('ECONNREFUSED') });
  });
});

describe('whom to grant a role', () => {
  it.each<[Stage, string]>([
    [{}, 'user:ACCOUNT'],
    [{ context: { account: 'ada@example.com' } }, 'user:ada@example.com'],
    [{ environment: { CLOUDSDK_CORE_ACCOUNT: 'bob@example.com' } }, 'user:bob@example.com'],
    [
      { context: { account: 'ci@demo.iam.gserviceaccount.com' } },
      'serviceAccount:ci@demo.iam.gserviceaccount.com',
    ],
    [
      {
        context: {
          account: 'ada@example.com',
          impersonateServiceAccount: 'via@x.iam.gserviceaccount.com,ci@x.iam.gserviceaccount.com',
        },
      },
      'serviceAccount:ci@x.iam.gserviceaccount.com',
    ],
    [
      {
        environment: { CLOUDSDK_AUTH_IMPERSONATE_SERVICE_ACCOUNT: 'env@x.iam.gserviceaccount.com' },
      },
      'serviceAccount:env@x.iam.gserviceaccount.com',
    ],
  ])('with %j is %s', (given, member) => {
    expect(stage(given).iam.member).toBe(member);
  });
});
