import { describe, expect, test } from 'vitest';
import type { Emulator, EmulatorResponse } from '../../src/emulator/emulator.ts';
import { createEmulator } from '../../src/emulator/emulator.ts';
import {
  FAULT_HELP,
  FaultSyntaxError,
  formatFault,
  parseFault,
} from '../../src/emulator/faults.ts';
import { comparableState } from '../../src/emulator/state.ts';
import { call, change, create, refusal, slowEmulator } from './support.ts';

const CHECKS = 'global/healthChecks';
const CHECK = { name: 'hc', type: 'TCP', tcpHealthCheck: {} };

describe('the grammar of faults', () => {
  test.each([
    'insert:backendServices=503',
    'delete:urlMaps/web=in-use@2x3',
    'attachNetworkEndpoints:*=drop-after',
    '*:*=delay:2sx*',
    'wait:forwardingRules=delay:0.2s,503@4',
    'insert:networks=op-quota',
    'get:*/web=stallx2',
    'list:addresses=truncate',
  ])('%s comes out as it went in', (spec) => {
    expect(formatFault(parseFault(spec))).toBe(spec);
  });

  test.each([
    ['insert:x=503 @2 x3', 'insert:x=503@2x3'],
    ['insert:x=503@1x1', 'insert:x=503'],
    ['insert:x=existsx3@2', 'insert:x=exists@2x3'],
    ['insert:x=delay:200ms', 'insert:x=delay:0.2s'],
  ])('%s is %s', (spec, short) => {
    expect(formatFault(parseFault(spec))).toBe(short);
  });

  test.each([
    ['insert:backendServices', 'there is no "="'],
    ['insert=503', '"insert" is not VERB:COLLECTION'],
    ['insert:a/b c:d=nonsense', '"nonsense" is not an effect'],
    ['insert:x=', 'it has no effect'],
    ['insert:x=503x3x2', 'it has more than one x'],
    ['insert:x=@2', 'it has no effect'],
    ['insert:x=503@0', 'count from 1'],
    ['insert:x=504', '"504" is not an effect'],
    ['insert:x=delay:5', '"delay:5" is not an effect'],
  ])('%s is refused, and a right one shown', (spec, problem) => {
    const read = (): unknown => parseFault(spec);
    expect(read).toThrow(FaultSyntaxError);
    expect(read).toThrow(problem);
    expect(read).toThrow('Example: insert:backendServices/web=503@2x3');
  });

  test('is explained within 78 columns, every effect of it', () => {
    expect(FAULT_HELP.split('\n').every((line) => line.length <= 78)).toBe(true);
    for (const effect of [
      '502',
      'rate-limit',
      'op-never',
      'drop-after',
      'truncate',
      'stall',
      'delay:5s',
    ]) {
      expect(FAULT_HELP).toContain(effect);
    }
  });

  test('is shown in examples that can be read', () => {
    const [, examples = ''] = FAULT_HELP.split('Examples:\n');
    const specs = examples.split('\n').flatMap((line) => /^ {2}(.*?) {2,}/.exec(line)?.[1] ?? []);
    expect(specs).toHaveLength(5);
    expect(specs.map((spec) => formatFault(parseFault(spec)))).toContain('*:*=delay:2sx*');
  });
});

describe('a fault that refuses', () => {
  test.each([
    ['400', '400 badRequest: Bad Request'],
    ['401', '401 authError: Request had invalid authentication credentials.'],
    [
      '403',
      "403 forbidden: Required 'compute.healthChecks.create' permission for 'projects/demo/global/healthChecks/hc'",
    ],
    ['permission', "403 forbidden: Required 'compute.healthChecks.create' permission"],
    ['404', "404 notFound: The resource 'projects/demo/global/healthChecks/hc' was not found"],
    [
      '409',
      "409 alreadyExists: The resource 'projects/demo/global/healthChecks/hc' already exists",
    ],
    ['exists', '409 alreadyExists'],
    ['412', '412 conditionNotMet: Invalid fingerprint.'],
    ['fingerprint', '412 conditionNotMet'],
    ['429', "429 rateLimitExceeded: Quota exceeded for quota group 'WriteGroup'"],
    ['rate-limit', '403 rateLimitExceeded: Quota exceeded for quota group'],
    ['500', '500 internalError: Internal error. Please try again or contact Google Support.'],
    ['503', '503 backendError: Internal error.'],
    [
      'in-use',
      "400 resourceInUseByAnotherResource: The health_check resource 'projects/demo/global/healthChecks/hc' is already being used by",
    ],
    [
      'not-ready',
      "400 resourceNotReady: The resource 'projects/demo/global/healthChecks/hc' is not ready",
    ],
    ['quota', "403 quotaExceeded: Quota 'HEALTH_CHECKS' exceeded.  Limit: 0.0 globally."],
    ['api-disabled', '403 accessNotConfigured: Compute Engine API has not been used in project'],
  ])('%s has Google’s body, changes nothing, and strikes once', async (effect, answer) => {
    const emulator = createEmulator({ faults: [`insert:healthChecks=${effect}`] });
    const before = comparableState(emulator.state());
    expect(refusal(await call(emulator, 'POST', CHECKS, CHECK))).toContain(answer);
    expect(comparableState(emulator.state())).toEqual(before);
    expect((await call(emulator, 'POST', CHECKS, CHECK)).status).toBe(200);
  });

  test('502 is a page, not JSON', async () => {
    const emulator = createEmulator({ faults: ['insert:healthChecks=502'] });
    const response = await send(emulator);
    expect(response).toMatchObject({
      kind: 'answer',
      status: 502,
      headers: { 'content-type': 'text/html; charset=UTF-8' },
    });
    expect('body' in response && response.body).toContain('<!DOCTYPE html>');
  });

  test('401 says that nobody is signed in', async () => {
    const emulator = createEmulator({ faults: ['insert:healthChecks=401'] });
    const reply = await call(emulator, 'POST', CHECKS, CHECK);
    expect(reply.body).toMatchObject({ error: { code: 401, status: 'UNAUTHENTICATED' } });
  });

  test('api-disabled carries the details gcloud looks for', async () => {
    const emulator = createEmulator({ faults: ['insert:healthChecks=api-disabled'] });
    const reply = await call(emulator, 'POST', CHECKS, CHECK);
    expect(reply.body).toMatchObject({
      error: {
        status: 'PERMISSION_DENIED',
        details: [
          {
            reason: 'SERVICE_DISABLED',
            domain: 'googleapis.com',
            metadata: { service: 'compute.googleapis.com' },
          },
          {},
          {},
        ],
      },
    });
  });
});

describe('when and where a fault strikes', () => {
  test('from the N-th call on, K times', async () => {
    const emulator = createEmulator({ faults: ['get:networks=503@2x2'] });
    const statuses: number[] = [];
    for (let count = 0; count < 5; count += 1) {
      statuses.push((await call(emulator, 'GET', 'global/networks/no')).status);
    }
    expect(statuses).toEqual([404, 503, 503, 404, 404]);
    expect(emulator.faults()).toEqual([{ spec: 'get:networks=503@2x2', seen: 5, fired: 2 }]);
  });

  test('for ever, until it is taken away', async () => {
    const emulator = createEmulator();
    emulator.addFaults(['*:*=503x*']);
    expect((await call(emulator, 'GET', CHECKS)).status).toBe(503);
    expect((await call(emulator, 'POST', CHECKS, CHECK)).status).toBe(503);
    emulator.clearFaults();
    expect((await call(emulator, 'GET', CHECKS)).status).toBe(200);
  });

  test('only on the verb, the collection and the name it says', async () => {
    const emulator = createEmulator({ faults: ['delete:healthChecks/hc=503x*'] });
    await create(emulator, CHECKS, CHECK);
    await create(emulator, CHECKS, { ...CHECK, name: 'other' });
    expect((await call(emulator, 'DELETE', 'global/healthChecks/hc')).status).toBe(503);
    expect((await call(emulator, 'DELETE', 'global/healthChecks/other')).status).toBe(200);
  });

  test('on a custom method, also of other APIs', async () => {
    const emulator = createEmulator({ faults: ['enable:services=403'] });
    const path = '/su/v1/projects/demo/services/dns.googleapis.com:enable';
    expect(await call(emulator, 'POST', path, {})).toMatchObject({
      status: 403,
      body: { error: { status: 'PERMISSION_DENIED' } },
    });
    expect((await call(emulator, 'POST', path, {})).status).toBe(200);
  });

  test('on a wait by what the operation is about', async () => {
    const emulator = createEmulator({
      faults: ['wait:healthChecks/hc=503', 'wait:operations=403@2'],
    });
    const wait = async (name: string): Promise<number> => {
      const accepted = await call(emulator, 'POST', CHECKS, { ...CHECK, name });
      return (
        await call(emulator, 'POST', `global/operations/${String(accepted.body['name'])}/wait`)
      ).status;
    };
    expect([await wait('hc'), await wait('b'), await wait('c')]).toEqual([503, 403, 200]);
  });

  test('is kept with the state: a restart goes on counting', async () => {
    const faults = ['get:networks=503@2'];
    const first = createEmulator({ faults });
    await call(first, 'GET', 'global/networks/no');
    const second = createEmulator({ faults, state: first.state() });
    expect(second.faults()).toEqual([{ spec: 'get:networks=503@2', seen: 1, fired: 0 }]);
    expect((await call(second, 'GET', 'global/networks/no')).status).toBe(503);
  });
});

describe('a fault inside the operation', () => {
  test.each([
    ['op-quota', 'QUOTA_EXCEEDED', 403, 'FORBIDDEN'],
    ['op-error', 'INTERNAL_ERROR', 500, 'INTERNAL SERVER ERROR'],
  ])('%s ends it with an error and leaves nothing', async (effect, code, status, words) => {
    const emulator = createEmulator({ faults: [`insert:healthChecks=${effect}`] });
    expect(await change(emulator, 'POST', CHECKS, CHECK)).toMatchObject({
      status: 'DONE',
      progress: 100,
      error: { errors: [{ code }] },
      httpErrorStatusCode: status,
      httpErrorMessage: words,
    });
    expect(emulator.state().resources).toEqual({});
    await create(emulator, CHECKS, CHECK);
  });

  test('leaves a changed or deleted resource as it was', async () => {
    const emulator = createEmulator({ faults: ['patch:*=op-error', 'delete:*=op-error'] });
    await create(emulator, CHECKS, CHECK);
    const before = comparableState(emulator.state());
    expect(
      await change(emulator, 'PATCH', 'global/healthChecks/hc', { timeoutSec: 2 }),
    ).toHaveProperty('error');
    expect(await change(emulator, 'DELETE', 'global/healthChecks/hc')).toHaveProperty('error');
    expect(comparableState(emulator.state())).toEqual(before);
  });

  test('op-never keeps it running for ever', async () => {
    const { emulator, clock } = slowEmulator({ faults: ['insert:healthChecks=op-never'] });
    const accepted = await call(emulator, 'POST', CHECKS, CHECK);
    await clock.advance(10 * 24 * 3_600_000);
    expect(
      (await call(emulator, 'GET', `global/operations/${String(accepted.body['name'])}`)).body,
    ).toMatchObject({ status: 'RUNNING' });
    expect((await call(emulator, 'GET', 'global/healthChecks/hc')).status).toBe(404);
  });
});

describe('a fault on the connection', () => {
  test('drop-before has no effect', async () => {
    const emulator = createEmulator({ faults: ['insert:healthChecks=drop-before'] });
    expect(await send(emulator)).toEqual({ kind: 'dropped', when: 'before' });
    expect(emulator.state().resources).toEqual({});
  });

  test('drop-after has had its effect', async () => {
    const emulator = createEmulator({ faults: ['insert:healthChecks=drop-after'] });
    expect(await send(emulator)).toEqual({ kind: 'dropped', when: 'after' });
    expect(Object.keys(emulator.state().resources)).toEqual([
      'projects/demo/global/healthChecks/hc',
    ]);
  });

  test('truncate has had its effect, and sends half of the answer', async () => {
    const emulator = createEmulator({ faults: ['insert:healthChecks=truncate'] });
    const response = await send(emulator);
    expect(response).toMatchObject({ kind: 'truncated', status: 200 });
    expect('body' in response && response.body).toContain('compute#operation');
    expect(
      'length' in response && 'body' in response && response.length / response.body.length,
    ).toBeCloseTo(2, 1);
    expect(Object.keys(emulator.state().resources)).toHaveLength(1);
  });

  test('delay answers later, as it would have', async () => {
    const { emulator, clock } = slowEmulator({ faults: ['insert:healthChecks=delay:5s'] });
    let status = 0;
    const late = send(emulator).then((response) => {
      status = 'status' in response ? response.status : -1;
    });
    await clock.advance(4_999);
    expect(status).toBe(0);
    expect(emulator.state().resources).toEqual({});
    await clock.advance(1);
    await late;
    expect(status).toBe(200);
  });

  test('a delay can come before a refusal', async () => {
    const { emulator, clock } = slowEmulator({ faults: ['insert:healthChecks=delay:5s,503'] });
    const late = call(emulator, 'POST', CHECKS, CHECK);
    await clock.advance(5_000);
    expect((await late).status).toBe(503);
  });

  test('stall never answers and has no effect', async () => {
    const { emulator, clock } = slowEmulator({ faults: ['insert:healthChecks=stall'] });
    let answered = false;
    const mark = (): void => {
      answered = true;
    };
    send(emulator).then(mark, mark);
    await clock.advance(3_600_000);
    expect(answered).toBe(false);
    expect(emulator.state().resources).toEqual({});
  });
});

function send(emulator: Emulator): Promise<EmulatorResponse> {
  return emulator.handle({
    method: 'POST',
    path: '/compute/v1/projects/demo/global/healthChecks',
    body: JSON.stringify(CHECK),
  });
}
