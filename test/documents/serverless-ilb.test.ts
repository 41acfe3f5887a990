import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startEmulator } from '../../src/emulator/server.ts';
import { comparableState } from '../../src/emulator/state.ts';
import type { Gcloud } from '../../src/gcloud/gcloud.ts';
import { Workplace } from '../conformance/real-gcloud.ts';
import { deployAll } from '../support/cloud-run.ts';
import { withGcloud } from '../support/gcloud.ts';
import { World } from '../support/world.ts';

/*
 * The commands of "Set up a regional internal Application Load Balancer with Cloud Run" (seed 003) and of
 * "How to Set Up Internal Application Load Balancer with Serverless NEGs" (seed 004), with the values that the
 * pages leave to their reader. Left out: the machine of step 3 of the older edition (the present one has no such
 * step), and ingress, which is a matter of the service.
 */

const CERTIFICATES = join(import.meta.dirname, '..', 'emulator', 'certificates');
const R = '--region=us-central1';

const NETWORK: readonly string[] = [
  'compute networks create lb-network --subnet-mode=custom',
  `compute networks subnets create lb-subnet --network=lb-network --range=10.1.2.0/24 ${R}`,
  `compute networks subnets create proxy-only-subnet --purpose=REGIONAL_MANAGED_PROXY --role=ACTIVE ${R} --network=lb-network --range=10.129.0.0/23`,
];

function backend(name: string, service: string): readonly string[] {
  return [
    `compute network-endpoint-groups create ${name}-neg ${R} --network-endpoint-type=serverless --cloud-run-service=${service}`,
    `compute backend-services create ${name}-bes --load-balancing-scheme=INTERNAL_MANAGED --protocol=HTTP ${R}`,
    `compute backend-services add-backend ${name}-bes ${R} --network-endpoint-group=${name}-neg --network-endpoint-group-region=us-central1`,
  ];
}

function front(protocol: 'http' | 'https', port: number): string {
  return `compute forwarding-rules create web-fr --load-balancing-scheme=INTERNAL_MANAGED --network=lb-network --subnet=lb-subnet --subnet-region=us-central1 --address=10.1.2.99 --ports=${port} ${R} --target-${protocol}-proxy=web-proxy --target-${protocol}-proxy-region=us-central1`;
}

/** "DNS Configuration" of seed 004, with the address of the forwarding rule. */
const RECORD: readonly string[] = [
  'dns managed-zones create web-zone --dns-name=internal.example.com. --visibility=private --networks=lb-network',
  'dns record-sets create api.internal.example.com. --zone=web-zone --type=A --ttl=300 --rrdatas=10.1.2.99',
];

const HTTP: readonly string[] = [
  ...NETWORK,
  ...backend('web', 'web'),
  `compute url-maps create web-map --default-service=web-bes ${R}`,
  `compute target-http-proxies create web-proxy --url-map=web-map --url-map-region=us-central1 ${R}`,
  front('http', 80),
  ...RECORD,
];

const CERTIFICATE = join(CERTIFICATES, 'certificate.pem');
const KEY = join(CERTIFICATES, 'key.pem');

/** From there to HTTPS with a second service by path. */
const HTTPS: readonly string[] = [
  `compute forwarding-rules delete web-fr ${R} --quiet`,
  `compute target-http-proxies delete web-proxy ${R} --quiet`,
  ...backend('web-api', 'api'),
  `compute url-maps add-path-matcher web-map --path-matcher-name=paths --default-service=web-bes --path-rules=/api/*=web-api-bes ${R}`,
  `compute ssl-certificates create web-cert --certificate=${CERTIFICATE} --private-key=${KEY} ${R}`,
  `compute target-https-proxies create web-proxy --ssl-certificates=web-cert --ssl-certificates-region=us-central1 --url-map=web-map --url-map-region=us-central1 ${R}`,
  front('https', 443),
];

/** What negctl is told of the same. */
const TOLD = [
  ...['create', 'serverless-ilb', 'web', '--project=demo', R],
  ...['--network=lb-network', '--create-network', '--subnet=lb-subnet'],
  ...['--subnet-range=10.1.2.0/24', '--proxy-only-subnet-range=10.129.0.0/23'],
  ...[
    '--proxy-only-subnet=proxy-only-subnet',
    '--cloud-run-service=web',
    '--address=10.1.2.99',
    '--dns-record=api.internal.example.com',
    '--dns-name=internal.example.com',
    '--yes',
  ],
];

async function left(act: (world: World) => Promise<void>): Promise<unknown> {
  const world = new World();
  await deployAll(world.emulator, ['web', 'api']);
  await act(world);
  return world.state();
}

async function carriedOut(gcloud: Gcloud, commands: readonly string[]): Promise<void> {
  for (const command of commands) {
    const { exitCode, stderr } = await gcloud.run({ argv: command.split(' ') });
    expect(exitCode, `${command}\n${stderr}`).toBe(0);
  }
}

function byNegctl(...more: readonly string[]): Promise<unknown> {
  return left(async (world) => {
    const ended = await world.run(...TOLD, ...more);
    expect(ended.exitCode, ended.err).toBe(0);
  });
}

withGcloud('negctl leaves what the documents leave, by the real gcloud', () => {
  it('serverless internal HTTP, then HTTPS with a second service by path', {
    timeout: 600_000,
  }, async () => {
    const workplace = new Workplace(1);
    const server = await startEmulator();
    try {
      await deployAll(server.emulator, ['web', 'api']);
      const gcloud = await workplace.gcloud(server.url);
      await carriedOut(gcloud, HTTP);
      const plain = await byNegctl('--frontend-protocol=HTTP');
      expect(plain).toEqual(comparableState(server.emulator.state()));
      await carriedOut(gcloud, HTTPS);
      const told = [`--certificate=${CERTIFICATE}`, `--private-key=${KEY}`];
      const secure = await byNegctl('--path-rules=/api/*=api', ...told);
      expect(secure).toEqual(comparableState(server.emulator.state()));
    } finally {
      await server.close();
      await workplace.close();
    }
  });
});
