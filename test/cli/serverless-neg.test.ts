import { describe, expect, it } from 'vitest';
import { type Deployed, deploy } from '../support/cloud-run.ts';
import { World } from '../support/world.ts';

const PLACE = ['--project=demo', '--region=us-central1'];
const HTTP = '--frontend-protocol=HTTP';

async function worldWith(...services: readonly Deployed[]): Promise<World> {
  const world = new World({ start: { defaultNetwork: ['us-central1'] } });
  for (const service of services) await deploy(world.emulator, service);
  return world;
}

function fieldsAt(world: World, path: string): unknown {
  return world.emulator.state().resources[`projects/demo/${path}`]?.fields;
}

const NEG = 'regions/us-central1/networkEndpointGroups/web-neg';

interface Flavour {
  readonly lb: string;
  readonly scope: string;
  readonly scheme: string;
}

const FLAVOURS: readonly Flavour[] = [
  { lb: 'global-external', scope: 'global', scheme: 'EXTERNAL_MANAGED' },
  { lb: 'classic', scope: 'global', scheme: 'EXTERNAL' },
  { lb: 'regional-external', scope: 'regions/us-central1', scheme: 'EXTERNAL_MANAGED' },
];

describe.each(FLAVOURS)('create serverless-neg --lb=$lb', ({ lb, scope, scheme }) => {
  it('puts services behind it by path, closes them, adopts it all, and goes back', async () => {
    const world = await worldWith({ name: 'web' }, { name: 'api' });
    const before = world.state();
    const words = [
      ...['create', 'serverless-neg', 'web', `--lb=${lb}`, ...PLACE, HTTP],
      ...['--cloud-run-service=web', '--path-rules=/api=api,/api/*=api'],
      ...['--restrict-ingress', '--yes'],
    ];
    const ended = await world.run(...words);
    expect(ended.exitCode, ended.err).toBe(0);
    expect(fieldsAt(world, NEG)).toMatchObject({
      networkEndpointType: 'SERVERLESS',
      cloudRun: { service: 'web' },
    });
    expect(fieldsAt(world, `${scope}/backendServices/web-api-bes`)).toMatchObject({
      loadBalancingScheme: scheme,
      backends: [{ group: expect.stringMatching(/\/web-api-neg$/) }],
    });
    expect(fieldsAt(world, `${scope}/forwardingRules/web-fr`)).toMatchObject({
      loadBalancingScheme: scheme,
    });
    for (const service of ['web', 'api']) {
      expect(fieldsAt(world, `locations/us-central1/services/${service}`)).toMatchObject({
        annotations: { 'run.googleapis.com/ingress': 'internal-and-cloud-load-balancing' },
      });
    }
    const again = await world.run(...words);
    expect(again.out).toMatch(/\d+ resources as planned already, 0 changes/);
    const [, run = ''] = /negctl rollback (\S+)/.exec(ended.out) ?? [];
    const back = await world.run('rollback', run, '--yes');
    expect(back.exitCode, back.err).toBe(0);
    expect(world.state()).toEqual(before);
  });

  it('keeps out of a service that only what is inside may reach', async () => {
    const world = await worldWith({ name: 'web', ingress: 'internal' });
    const ended = await world.run(
      ...['create', 'serverless-neg', 'web', `--lb=${lb}`, ...PLACE, HTTP],
      ...['--cloud-run-service=web', '--yes'],
    );
    expect(ended.exitCode, ended.err).toBe(6);
    expect(ended.err).toMatch(/keeps an external load\s+balancer out/);
  });
});

describe('other platforms', () => {
  it.each([
    ['the App Engine app', ['--platform=app-engine'], { appEngine: {} }],
    [
      'a version of an App Engine service',
      ['--app-engine-service=shop', '--app-engine-version=v2'],
      { appEngine: { service: 'shop', version: 'v2' } },
    ],
    [
      'App Engine services by a mask',
      ['--app-engine-url-mask=<service>.example.com'],
      { appEngine: { urlMask: '<service>.example.com' } },
    ],
    ['a function', ['--cloud-function-name=resize'], { cloudFunction: { function: 'resize' } }],
    [
      'functions by a mask',
      ['--cloud-function-url-mask=/<function>'],
      { cloudFunction: { urlMask: '/<function>' } },
    ],
  ])('%s is behind a global load balancer', async (_what, words, target) => {
    const world = await worldWith();
    const create = ['create', 'serverless-neg', 'web', ...PLACE, HTTP, ...words, '--yes'];
    const ended = await world.run(...create);
    expect(ended.exitCode, ended.err).toBe(0);
    expect(fieldsAt(world, NEG)).toMatchObject(target);
    const again = await world.run(...create);
    expect(again.out).toContain('0 changes');
  });

  it.each([
    [
      ['--cloud-function-name=f', '--cloud-function-url-mask=/<function>'],
      'neg/serverless-name-or-mask',
    ],
    [['--cloud-function-url-mask=/<service>'], 'url-mask/placeholders'],
    [['--lb=regional-external', '--platform=app-engine'], 'NEG-2004'],
    [['--platform=app-engine', '--cloud-run-service=web'], 'NEG-2004'],
    [['--platform=cloud-functions'], '--cloud-function-url-mask=MASK'],
  ])('%s is refused', async (words, told) => {
    const world = await worldWith();
    const ended = await world.run('create', 'serverless-neg', 'web', ...PLACE, HTTP, ...words);
    expect(ended.exitCode, ended.err).toBe(3);
    expect(ended.err).toContain(told);
    expect(world.calls).toEqual([]);
  });
});
