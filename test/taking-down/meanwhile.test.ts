import { describe, expect, it } from 'vitest';
import { call } from '../emulator/support.ts';
import { foreign, onceAfter, replace } from '../support/meanwhile.ts';
import { FULL, OTHER } from '../support/set-ups.ts';
import { documentIn, World } from '../support/world.ts';
import { somebody } from './somebody.ts';

const DELETE = ['delete', 'web', '--project=demo', '--yes', '--confirm=web', '--max-parallel=1'];
const MAP = 'global/urlMaps/web-map';
const SERVICE = 'projects/demo/global/backendServices/other-bes';

async function standing(): Promise<World> {
  const world = new World();
  expect((await world.run(...OTHER)).exitCode).toBe(0);
  expect((await world.run(...FULL, '--yes')).exitCode).toBe(0);
  return world;
}

describe('what somebody makes anew while a deletion is under way', () => {
  it('is left alone, and no command against it is printed', async () => {
    const world = await standing();
    const redirect = 'global/forwardingRules/web-redirect-fr';
    const first = ['forwarding-rules', 'delete', 'web-fr'];
    world.hook(onceAfter(first, () => replace(world, redirect, { description: 'foreign' })));
    const ended = await world.run(...DELETE, '--format=json');
    expect(ended.exitCode, ended.err).toBe(8);
    const document = documentIn(ended);
    expect(document['errors']).toMatchObject([
      { code: 'NEG-6008', what: expect.stringContaining('no longer the one') },
    ]);
    expect(JSON.stringify(document['leftovers'])).toContain('web-redirect-proxy');
    expect(JSON.stringify(document['leftovers'])).not.toContain('forwarding-rules delete');
    expect((await call(world.emulator, 'GET', redirect)).body['description']).toBe('foreign');
  });

  it('is left alone between two attempts too', async () => {
    const world = await standing();
    world.emulator.addFaults(['delete:urlMaps/web-map=503']);
    world.hook(
      onceAfter(['url-maps', 'delete', 'web-map'], () =>
        replace(world, MAP, { defaultService: SERVICE }),
      ),
    );
    const ended = await world.run(...DELETE);
    expect(ended.exitCode, ended.err).toBe(8);
    expect(ended.err).toContain('NEG-6008');
    expect((await call(world.emulator, 'GET', MAP)).body['defaultService']).toContain('other-bes');
  });

  it('is left alone where a proxy has been pointed elsewhere', async () => {
    const world = await standing();
    const other = { name: 'foreign', defaultService: SERVICE };
    await foreign(world, 'POST', 'global/urlMaps', other);
    const proxy = 'global/targetHttpsProxies/web-proxy';
    world.emulator.addFaults(['*:targetHttpsProxies/web-proxy=503']);
    world.hook(
      onceAfter(['target-https-proxies', 'update'], async () => {
        const { body } = await call(world.emulator, 'GET', proxy);
        const urlMap = 'projects/demo/global/urlMaps/foreign';
        await foreign(world, 'PATCH', proxy, { urlMap, fingerprint: body['fingerprint'] });
      }),
    );
    const words = ['delete', 'web-map', '--project=demo', '--repoint-to=other-map'];
    const ended = await world.run(...words, '--yes', '--confirm=web-map', '--format=json');
    expect(ended.exitCode, ended.err).toBe(8);
    expect(documentIn(ended)['errors']).toMatchObject([
      { code: 'NEG-6008', what: expect.stringContaining('global/urlMaps/foreign') },
    ]);
    const { body } = await call(world.emulator, 'GET', proxy);
    expect(body['urlMap']).toContain('/urlMaps/foreign');
  });
});

describe('a backend service that somebody has made anew meanwhile', () => {
  it('keeps the NEG that was to be taken off the earlier one', async () => {
    const world = new World();
    const neg = { name: 'shared-neg', networkEndpointType: 'INTERNET_FQDN_PORT' };
    await somebody(world, 'POST', 'global/networkEndpointGroups', neg);
    const group = 'projects/demo/global/networkEndpointGroups/shared-neg';
    const service = { name: 'api-bes', protocol: 'HTTPS', backends: [{ group }] };
    await somebody(world, 'POST', 'global/backendServices', service);
    world.emulator.addFaults(['*:backendServices/api-bes=503']);
    world.hook(
      onceAfter(['backend-services', 'remove-backend'], () =>
        replace(world, 'global/backendServices/api-bes', { description: 'foreign' }),
      ),
    );
    const words = ['delete', 'neg', 'shared-neg', '--project=demo', '--global', '--detach'];
    const ended = await world.run(...words, '--yes', '--confirm=shared-neg');
    expect(ended.exitCode, ended.err).toBe(8);
    expect(ended.err).toContain('NEG-6008');
    const { body } = await call(world.emulator, 'GET', 'global/backendServices/api-bes');
    expect(body).toMatchObject({ description: 'foreign', backends: [{}] });
  });
});

describe('what is left over is told with the words of gcloud', () => {
  const WORDS = "Required 'compute.urlMaps.delete' permission";

  it('by a deletion', async () => {
    const world = await standing();
    world.emulator.addFaults(['delete:urlMaps/web-map=permissionx*']);
    const ended = await world.run(...DELETE, '--format=json');
    expect(ended.exitCode, ended.err).toBe(8);
    expect(documentIn(ended)['leftovers']).toContainEqual(
      expect.objectContaining({
        resource: MAP,
        because: expect.stringContaining('permission compute.urlMaps.delete is missing'),
        said: expect.stringContaining(WORDS),
      }),
    );
  });

  it('by a rollback, in text and in JSON, without what nobody may see', async () => {
    const world = await standing();
    const hostile = new World({ from: world, hostile: true });
    const [run = ''] = (await hostile.run('runs', 'list')).out.split(' ');
    hostile.emulator.addFaults(['delete:urlMaps/web-map=permissionx*']);
    const text = await hostile.run('rollback', run, '--yes');
    expect(text.exitCode, text.err).toBe(8);
    const [, left = ''] = text.err.split('left over:');
    expect(left.replaceAll(/\s+/g, ' ')).toContain(`said | ${WORDS}`);
    const json = await hostile.run('rollback', run, '--yes', '--format=json');
    expect(documentIn(json)['leftovers']).toContainEqual(
      expect.objectContaining({ resource: MAP, said: expect.stringContaining(WORDS) }),
    );
    for (const said of [left, json.out]) {
      expect(said).toContain('[redacted]');
      expect(said).not.toContain('ya29.');
    }
  });
});
