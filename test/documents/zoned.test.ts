import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { type EmulatorServer, startEmulator } from '../../src/emulator/server.ts';
import { comparableState } from '../../src/emulator/state.ts';
import { emulatorEnvironment } from '../../src/io/emulator-environment.ts';
import { Workplace } from '../conformance/real-gcloud.ts';
import { withGcloud } from '../support/gcloud.ts';
import { start } from '../support/real.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { World } from '../support/world.ts';
import { startAll } from '../support/zonal.ts';

/*
 * Seed 002, "Network endpoint groups in load balancing concepts", lists eight steps and names no commands; these
 * are the commands of the guides that it leads to, in the order of the steps, with the values that they leave to
 * their reader. Names are those that negctl gives.
 */

const ZONE = 'us-central1-a';
const Z = `--zone=${ZONE}`;
const VMS = [
  { name: 'vm-1', zone: ZONE },
  { name: 'vm-2', zone: ZONE },
];
const ZONAL = '--network-endpoint-group=web-neg --network-endpoint-group-zone=us-central1-a';
const NEG = 'compute network-endpoint-groups';
const SERVICE = 'compute backend-services';
const RULE = 'compute forwarding-rules create web-fr --global';

/** Steps 2 and 3: the NEG and its endpoints; and what lets the probes in to them. */
const ENDPOINTS: readonly string[] = [
  `${NEG} create web-neg ${Z} --network-endpoint-type=gce-vm-ip-port --network=default --subnet=default`,
  `${NEG} update web-neg ${Z} --add-endpoint=instance=vm-1,port=8080 --add-endpoint=instance=vm-2,port=8080`,
  'compute firewall-rules create web-fw --network=default --action=allow --direction=ingress --source-ranges=130.211.0.0/22,35.191.0.0/16 --rules=tcp:8080',
  'compute addresses create web-ip --ip-version=IPV4 --global',
];

/** Steps 4 and 5: the health check and the backend service. */
function backend(protocol: string, balancing: string): readonly string[] {
  return [
    `compute health-checks create ${protocol.toLowerCase()} web-hc --use-serving-port --global`,
    `${SERVICE} create web-bes --global --load-balancing-scheme=EXTERNAL_MANAGED --protocol=${protocol} --health-checks=web-hc --global-health-checks`,
    `${SERVICE} add-backend web-bes --global ${ZONAL} ${balancing}`,
  ];
}

const BY_RATE = '--balancing-mode=RATE --max-rate-per-endpoint=100';
const BY_CONNECTION = '--balancing-mode=CONNECTION --max-connections-per-endpoint=1000';
const FRONT = '--load-balancing-scheme=EXTERNAL_MANAGED --address=web-ip';
const CERTIFICATE = 'compute ssl-certificates create web-cert --global --domains=www.example.com';

interface Procedure {
  readonly name: string;
  readonly commands: readonly string[];
  readonly words: readonly string[];
}

const VM_WORDS = [
  'create',
  'zonal-neg',
  'web',
  Z,
  '--add-endpoint=instance=vm-1,port=8080',
  '--add-endpoint=instance=vm-2,port=8080',
];

const PROCEDURES: readonly Procedure[] = [
  {
    name: 'zonal behind HTTP',
    commands: [
      ...ENDPOINTS,
      ...backend('HTTP', BY_RATE),
      'compute url-maps create web-map --default-service=web-bes --global',
      'compute target-http-proxies create web-proxy --url-map=web-map --global',
      `${RULE} ${FRONT} --target-http-proxy=web-proxy --ports=80`,
    ],
    words: [...VM_WORDS, '--frontend-protocol=HTTP'],
  },
  {
    name: 'zonal behind HTTPS',
    commands: [
      ...ENDPOINTS,
      ...backend('HTTP', BY_RATE),
      'compute url-maps create web-map --default-service=web-bes --global',
      CERTIFICATE,
      'compute target-https-proxies create web-proxy --url-map=web-map --ssl-certificates=web-cert --global',
      `${RULE} ${FRONT} --target-https-proxy=web-proxy --ports=443`,
    ],
    words: [...VM_WORDS, '--domains=www.example.com'],
  },
  {
    name: 'zonal behind a TCP proxy',
    commands: [
      ...ENDPOINTS,
      ...backend('TCP', BY_CONNECTION),
      'compute target-tcp-proxies create web-proxy --backend-service=web-bes --global',
      `${RULE} ${FRONT} --target-tcp-proxy=web-proxy --ports=110`,
    ],
    words: [...VM_WORDS, '--lb=global-external-tcp', '--ports=110'],
  },
  {
    name: 'zonal behind an SSL proxy',
    commands: [
      ...ENDPOINTS,
      ...backend('SSL', BY_CONNECTION),
      CERTIFICATE,
      'compute target-ssl-proxies create web-proxy --backend-service=web-bes --ssl-certificates=web-cert',
      `${RULE} ${FRONT} --target-ssl-proxy=web-proxy --ports=443`,
    ],
    words: [...VM_WORDS, '--lb=global-external-ssl', '--domains=www.example.com'],
  },
  {
    name: 'hybrid behind the mesh',
    commands: [
      `${NEG} create web-neg ${Z} --network-endpoint-type=non-gcp-private-ip-port --network=default`,
      `${NEG} update web-neg ${Z} --add-endpoint=ip=192.168.10.5,port=8080`,
      'compute health-checks create http web-hc --use-serving-port --global',
      `${SERVICE} create web-bes --global --load-balancing-scheme=INTERNAL_SELF_MANAGED --protocol=HTTP --health-checks=web-hc --global-health-checks`,
      `${SERVICE} add-backend web-bes --global ${ZONAL} ${BY_RATE}`,
      'compute url-maps create web-map --default-service=web-bes --global',
      'compute target-http-proxies create web-proxy --url-map=web-map --global',
      `${RULE} --load-balancing-scheme=INTERNAL_SELF_MANAGED --address=0.0.0.0 --target-http-proxy=web-proxy --ports=80 --network=default`,
    ],
    words: [
      'create',
      'hybrid-neg',
      'web',
      Z,
      '--lb=mesh',
      '--add-endpoint=ip=192.168.10.5,port=8080',
    ],
  },
];

/** What the printed script of a plan leaves, run by sh. */
async function byScript(words: readonly string[], server: EmulatorServer): Promise<void> {
  const world = new World({ start: BEGINNING });
  const folder = temporaryDirectory('memory');
  const { out } = await world.run(...words, '--project=demo', '--dry-run', '--format=script');
  const file = join(folder, 'run.sh');
  writeFileSync(file, out);
  const environment = await emulatorEnvironment(process.env, server.url, folder);
  const ran = await start('sh', [file], { environment, cwd: folder }).ended;
  expect(ran.exitCode, ran.err).toBe(0);
}

const BEGINNING = { defaultNetwork: ['us-central1'] };

async function byNegctl(words: readonly string[]): Promise<unknown> {
  const world = new World({ start: BEGINNING });
  await startAll(world, VMS);
  const ended = await world.run(...words, '--project=demo', '--yes');
  expect(ended.exitCode, ended.err).toBe(0);
  return world.state();
}

async function withVms(server: EmulatorServer): Promise<void> {
  const { emulator } = server;
  await startAll({ emulator, clock: { now: Date.now, sleep: () => Promise.resolve() } }, VMS);
}

withGcloud('negctl leaves what the guides leave, by the real gcloud', () => {
  const workplace = new Workplace(1);
  afterAll(() => workplace.close());

  it.each(PROCEDURES)('$name', { timeout: 600_000 }, async ({ commands, words }) => {
    const server = await startEmulator({ ...BEGINNING, timing: 0 });
    try {
      await withVms(server);
      const gcloud = await workplace.gcloud(server.url);
      for (const command of commands) {
        const { exitCode, stderr } = await gcloud.run({ argv: command.split(' ') });
        expect(exitCode, `${command}\n${stderr}`).toBe(0);
      }
      expect(await byNegctl(words)).toEqual(comparableState(server.emulator.state()));
    } finally {
      await server.close();
    }
  });

  it('and what its printed script leaves, run by sh', { timeout: 600_000 }, async () => {
    const words = [...VM_WORDS, '--lb=global-external-ssl', '--domains=www.example.com'];
    const server = await startEmulator({ ...BEGINNING, timing: 0 });
    try {
      await withVms(server);
      await byScript(words, server);
      expect(await byNegctl(words)).toEqual(comparableState(server.emulator.state()));
    } finally {
      await server.close();
    }
  });
});
