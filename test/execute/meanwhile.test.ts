import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { call } from '../emulator/support.ts';
import { foreign, onceAfter, replace } from '../support/meanwhile.ts';
import { FULL, OTHER } from '../support/set-ups.ts';
import { documentIn, World } from '../support/world.ts';

const NEG_ONLY = join(
  import.meta.dirname,
  '..',
  '..',
  'templates',
  'specs',
  'internet-neg-only.yaml',
);
const OTHER_SERVICE = 'projects/demo/global/backendServices/other-bes';

describe('what somebody makes between two attempts of negctl', () => {
  it('is not replaced, also where gcloud would', async () => {
    const world = new World();
    await world.run(...OTHER);
    world.emulator.addFaults(['insert:urlMaps/web-redirect-map=not-ready']);
    const map = { name: 'web-redirect-map', defaultService: OTHER_SERVICE };
    let tried = false;
    let read = false;
    world.hook({
      after: (argv) => {
        if (read || !argv.includes('url-maps')) return;
        tried ||= argv.includes('import');
        // What the failed attempt has done has been read, and the next one is waited for.
        read = tried && argv.includes('list');
        if (read) void foreign(world, 'POST', 'global/urlMaps', map);
      },
    });
    const ended = await world.run(...FULL, '--yes');
    expect(ended.exitCode, ended.err).toBe(7);
    const { body } = await call(world.emulator, 'GET', 'global/urlMaps/web-redirect-map');
    expect(body['defaultService']).toContain('other-bes');
  });

  it('is not listed as left over, with a command against it', async () => {
    const world = new World();
    world.emulator.addFaults(['insert:backendServices/web-bes=503']);
    const service = { name: 'web-bes', protocol: 'HTTP', description: 'foreign' };
    world.hook(
      onceAfter(['backend-services', 'create'], () =>
        foreign(world, 'POST', 'global/backendServices', service),
      ),
    );
    const flags = ['--yes', '--no-rollback-on-failure', '--format=json'];
    const ended = await world.run(...FULL, ...flags);
    expect(ended.exitCode, ended.err).toBe(8);
    const left = JSON.stringify(documentIn(ended)['leftovers']);
    expect(left).toContain('networkEndpointGroups/web-neg');
    expect(left).not.toContain('backend-services delete');
  });
});

describe('an endpoint that a run attached to an adopted NEG', () => {
  it('is left alone once somebody has made that NEG anew', async () => {
    const world = new World();
    const path = 'global/networkEndpointGroups/partner-endpoint';
    const neg = { name: 'partner-endpoint', networkEndpointType: 'INTERNET_FQDN_PORT' };
    await foreign(world, 'POST', 'global/networkEndpointGroups', neg);
    const made = await world.run(
      'create',
      'internet-neg',
      '-f',
      NEG_ONLY,
      '--project=demo',
      '--yes',
    );
    expect(made.exitCode, made.err).toBe(0);
    await replace(world, path, {});
    const endpoint = { fqdn: 'partner.example.net', port: 443 };
    await foreign(world, 'POST', `${path}/attachNetworkEndpoints`, {
      networkEndpoints: [endpoint],
    });
    const before = world.state();
    const [run = ''] = (await world.run('runs', 'list')).out.split(' ');
    const back = await world.run('rollback', run, '--yes');
    expect(back.exitCode, back.err).toBe(0);
    expect(world.state()).toEqual(before);
  });
});
