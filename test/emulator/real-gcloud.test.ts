import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EmulatorServer } from '../../src/emulator/server.ts';
import { startEmulator } from '../../src/emulator/server.ts';
import { withGcloud } from '../support/gcloud.ts';
import { isDoc } from './support.ts';

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const GCLOUD = 'gcloud';
withGcloud('the emulator as the real gcloud meets it', () => {
  let server: EmulatorServer;
  let folder = '';

  beforeAll(async () => {
    server = await startEmulator();
    folder = mkdtempSync(join(tmpdir(), 'emulator-gcloud-'));
    writeFileSync(join(folder, 'token'), 'ya29.emulated\n');
  });

  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs one command against the emulator, isolated from the user's own settings (gcloud-commands.md 9.7, 9.8). */
  function run(words: string): Promise<Ran> {
    const args = [...words.split(' '), '--project=demo', '--quiet', '--format=json'];
    const env = {
      PATH: process.env['PATH'],
      HOME: folder,
      CLOUDSDK_CONFIG: join(folder, 'config'),
      CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: join(folder, 'token'),
      CLOUDSDK_CORE_DISABLE_FILE_LOGGING: 'true',
      CLOUDSDK_CORE_DISABLE_USAGE_REPORTING: 'true',
      CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK: 'true',
      CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE: `${server.url}/compute/v1/`,
      CLOUDSDK_API_ENDPOINT_OVERRIDES_SERVICEUSAGE: `${server.url}/serviceusage/`,
      CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDRESOURCEMANAGER: `${server.url}/crm/`,
    };
    return new Promise((resolve) => {
      execFile(GCLOUD, args, { env, maxBuffer: 16 * 1024 * 1024 }, (error, out, err) => {
        const code = error === null ? 0 : Number(error.code ?? 1);
        resolve({ code, out, err });
      });
    });
  }

  /** A command that must succeed; what it printed. */
  async function gcloud(words: string): Promise<unknown> {
    const { code, out, err } = await run(words);
    expect(code, `gcloud ${words}\n${err}`).toBe(0);
    return out.trim() === '' ? undefined : JSON.parse(out);
  }

  /** A command that must fail; what it said. */
  async function refused(words: string): Promise<string> {
    const { code, err } = await run(words);
    expect(code, `gcloud ${words}`).toBe(1);
    return err;
  }

  function file(name: string): string {
    return fileURLToPath(new URL(`certificates/${name}`, import.meta.url));
  }

  test('makes the global external chain, reads it, is refused what is in use, and takes it down', async () => {
    await Promise.all([
      gcloud(
        'compute network-endpoint-groups create neg --global --network-endpoint-type=internet-fqdn-port --default-port=443',
      ),
      gcloud(
        'compute backend-services create bs --global --load-balancing-scheme=EXTERNAL_MANAGED --protocol=HTTPS',
      ),
      gcloud('compute addresses create ip --global --ip-version=IPV4'),
      gcloud(
        `compute ssl-certificates create cert --global --certificate=${file('certificate.pem')} --private-key=${file('key.pem')}`,
      ),
    ]);
    await Promise.all([
      gcloud(
        'compute network-endpoint-groups update neg --global --add-endpoint=fqdn=api.example.com,port=443',
      ),
      gcloud(
        'compute backend-services add-backend bs --global --network-endpoint-group=neg --global-network-endpoint-group',
      ),
      gcloud('compute url-maps create um --global --default-service=bs'),
    ]);
    await gcloud(
      'compute target-https-proxies create tp --global --url-map=um --global-url-map --ssl-certificates=cert --global-ssl-certificates',
    );
    const rules = await gcloud(
      'compute forwarding-rules create fr --global --load-balancing-scheme=EXTERNAL_MANAGED --network-tier=PREMIUM --address=ip --target-https-proxy=tp --ports=443',
    );

    const [address, endpoints, groups, service] = await Promise.all([
      gcloud('compute addresses describe ip --global'),
      gcloud('compute network-endpoint-groups list-network-endpoints neg --global'),
      gcloud('compute network-endpoint-groups list --filter=name=neg'),
      gcloud('compute backend-services describe bs --global'),
    ]);
    expect(rules).toMatchObject([
      {
        name: 'fr',
        portRange: '443-443',
        IPAddress: isDoc(address) ? address['address'] : '',
      },
    ]);
    expect(address).toMatchObject({ status: 'IN_USE' });
    expect(endpoints).toEqual([{ networkEndpoint: { fqdn: 'api.example.com', port: 443 } }]);
    expect(groups).toMatchObject([{ name: 'neg', size: 1 }]);
    expect(service).toMatchObject({
      backends: [{ group: expect.stringContaining('/networkEndpointGroups/neg') }],
    });

    const [inUse, twice, health] = await Promise.all([
      refused('compute url-maps delete um --global'),
      refused(
        'compute backend-services create bs --global --load-balancing-scheme=EXTERNAL_MANAGED --protocol=HTTPS',
      ),
      gcloud('compute backend-services get-health bs --global'),
    ]);
    expect(inUse).toContain(
      "- The url_map resource 'projects/demo/global/urlMaps/um' is already being used by 'projects/demo/global/targetHttpsProxies/tp'",
    );
    expect(twice).toContain(
      "- The resource 'projects/demo/global/backendServices/bs' already exists",
    );
    expect(health).toMatchObject([{ status: { kind: 'compute#backendServiceGroupHealth' } }]);

    await gcloud('compute forwarding-rules delete fr --global');
    await Promise.all([
      gcloud('compute addresses delete ip --global'),
      gcloud('compute target-https-proxies delete tp --global'),
    ]);
    await Promise.all([
      gcloud('compute url-maps delete um --global'),
      gcloud('compute ssl-certificates delete cert --global'),
    ]);
    await gcloud('compute backend-services delete bs --global');
    await gcloud('compute network-endpoint-groups delete neg --global');
    expect(server.emulator.state().resources).toEqual({});
  });

  test('imports a redirect, then weights, and keeps a weight of 0', async () => {
    await gcloud(
      'compute backend-services create a --global --load-balancing-scheme=EXTERNAL_MANAGED --protocol=HTTP',
    );
    await gcloud(
      'compute backend-services create b --global --load-balancing-scheme=EXTERNAL_MANAGED --protocol=HTTP',
    );
    const source = join(folder, 'map.json');
    const save = (map: object): void => {
      writeFileSync(source, JSON.stringify({ name: 'map', ...map }));
    };
    save({
      defaultUrlRedirect: {
        httpsRedirect: true,
        redirectResponseCode: 'MOVED_PERMANENTLY_DEFAULT',
        stripQuery: false,
      },
    });
    expect(await gcloud(`compute url-maps import map --global --source=${source}`)).toMatchObject({
      defaultUrlRedirect: { httpsRedirect: true, stripQuery: false },
    });
    save({
      defaultRouteAction: {
        weightedBackendServices: ['a', 'b'].map((name, index) => ({
          backendService: `projects/demo/global/backendServices/${name}`,
          weight: index === 0 ? 100 : 0,
        })),
      },
    });
    const weighted = await gcloud(`compute url-maps import map --global --source=${source}`);
    expect(weighted).toMatchObject({
      defaultRouteAction: { weightedBackendServices: [{ weight: 100 }, { weight: 0 }] },
    });
    expect(weighted).not.toHaveProperty('defaultUrlRedirect');
    // Two names in one command go out as one multipart bundle.
    expect(await refused('compute backend-services delete a b --global')).toContain(
      'is already being used by',
    );
    await gcloud('compute url-maps delete map --global');
    await gcloud('compute backend-services delete a b --global');
    expect(server.emulator.state().resources).toEqual({});
  });

  test('asks before it works: services, project, quotas; and hears what is switched off', async () => {
    const [services, project, info] = await Promise.all([
      gcloud('services list --enabled'),
      gcloud('projects describe demo'),
      gcloud('compute project-info describe'),
    ]);
    expect(services).toContainEqual(
      expect.objectContaining({
        state: 'ENABLED',
        config: expect.objectContaining({ name: 'compute.googleapis.com' }),
      }),
    );
    expect(project).toMatchObject({ projectId: 'demo', lifecycleState: 'ACTIVE' });
    expect(info).toMatchObject({
      quotas: expect.arrayContaining([expect.objectContaining({ metric: 'BACKEND_SERVICES' })]),
    });
    server.emulator.addFaults([
      'get:networks=api-disabled',
      'get:urlMaps=permission',
      'insert:addresses=op-quota',
    ]);
    const [off, forbidden, full] = await Promise.all([
      refused('compute networks describe net'),
      refused('compute url-maps describe um --global'),
      refused('compute addresses create ip --global'),
    ]);
    expect(off).toContain('reason: SERVICE_DISABLED');
    expect(forbidden).toContain(
      "- Required 'compute.urlMaps.get' permission for 'projects/demo/global/urlMaps/um'",
    );
    expect(full).toContain("- Quota 'STATIC_ADDRESSES' exceeded.  Limit: 100.0 globally.");
  });
});
