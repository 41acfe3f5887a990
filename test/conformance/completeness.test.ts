import { expect, test } from 'vitest';
import { createEmulator } from '../../src/emulator/emulator.ts';
import { operationsCommand } from '../../src/execute/settle.ts';
import { readFacts } from '../../src/facts/read.ts';
import { type Command, fullArgv } from '../../src/gcloud/command.ts';
import { gather } from '../../src/inputs/gather.ts';
import type { Values } from '../../src/inputs/values.ts';
import type { Json } from '../../src/json.ts';
import { buildPlan } from '../../src/plan/build.ts';
import type { MakingStep } from '../../src/plan/step.ts';
import { internetNeg } from '../../src/recipes/internet-neg.ts';
import { COMPUTE_API } from '../../src/resources/kind.ts';
import { KINDS } from '../../src/resources/kinds.ts';
import { listEndpoints } from '../../src/resources/network-endpoint.ts';
import { COMMANDS } from '../support/stand-in/commands.ts';
import { recognise } from '../support/stand-in/recognise.ts';
import { commandOf, PROJECT, prepare } from './case.ts';
import { CASES } from './cases.ts';
import { listener } from './listener.ts';

/** The words of a command and the names of its flags, in whichever order. */
interface Shape {
  readonly words: string;
  readonly flags: readonly string[];
}

function shapeOf(command: Command): Shape {
  const { words } = recognise(fullArgv(command, { project: PROJECT }));
  const flags = command.argv.flatMap((word) => /^--([a-z0-9-]+)/.exec(word)?.[1] ?? []);
  return { words, flags: [...new Set(flags)].sort() };
}

function inWords({ words, flags }: Shape): string {
  return [words, ...flags.map((flag) => `--${flag}`)].join(' ');
}

async function shapesOfCases(): Promise<readonly Shape[]> {
  const shapes: Shape[] = [];
  for (const one of CASES) {
    const emulator = createEmulator(one.settings);
    if (typeof one.command === 'function') await prepare(emulator, one);
    shapes.push(shapeOf(commandOf(one, emulator)));
  }
  return shapes;
}

/** Values by the ids of their fields. */
type Choice = Readonly<Record<string, Json>>;

const LOAD_BALANCERS: readonly Choice[] = [{ lb: 'global-external' }, { lb: 'classic' }];

const ENDPOINTS: readonly Choice[] = [
  { endpoints: [{ fqdn: 'api.example.com', port: 443 }] },
  { endpoints: [{ fqdn: 'api.example.com' }], defaultPort: 8443 },
  { endpoints: [{ ip: '8.8.8.8', port: 443 }] },
  { endpoints: [{ ip: '8.8.8.8' }] },
];

const BACKENDS: readonly Choice[] = [
  {},
  { protocol: 'HTTP', hostHeader: 'client' },
  { protocol: 'HTTP2', hostHeader: 'client', customRequestHeaders: ['X-One:1', 'X-Two:2'] },
  { logging: true },
  { logging: true, loggingSampleRate: 0.1, customRequestHeaders: ['X-One:1'] },
];

const HTTPS = { frontEndProtocol: 'HTTPS' };
const CERTIFICATES: readonly Choice[] = [
  { ...HTTPS, certificateSource: 'existing', sslCertificates: ['one', 'two'] },
  { ...HTTPS, certificateSource: 'google-managed', domains: ['www.example.com'] },
  {
    ...HTTPS,
    certificateSource: 'self-managed',
    certificateFile: '/tmp/certificate.pem',
    privateKeyFile: '/tmp/key.pem',
  },
];

const FRONT_ENDS: readonly Choice[] = [
  { frontEndProtocol: 'HTTP' },
  { frontEndProtocol: 'HTTP', port: 8080 },
  ...CERTIFICATES.flatMap((certificate) => [certificate, { ...certificate, redirectHttp: true }]),
];

const ADDRESSES: readonly Choice[] = [
  { address: 'reserve' },
  { address: 'ephemeral' },
  { address: 'my-address' },
];

const REGIONAL: readonly Choice[] = [{ lb: 'regional-external', region: 'us-central1' }];
const REGIONAL_ENDPOINTS: readonly Choice[] = [
  { endpoints: [{ fqdn: 'api.example.com', port: 443 }] },
  {
    endpoints: [{ ip: '8.8.8.8' }, { ip: '8.8.4.4', neg: 'other' }],
    defaultPort: 443,
    logging: true,
  },
];
const BACKEND_TLS: readonly Choice[] = ['public-roots', 'ours'].map((backendTlsRoots) => ({
  endpoints: [{ fqdn: 'a.example.com', port: 443 }],
  backendTlsRoots,
}));
const NATS: readonly Choice[] = [
  { nat: 'auto' },
  { nat: 'none', customRequestHeaders: ['X-One:1'] },
  { nat: 'pool', natPoolSize: 2 },
  { natExternalIpPool: ['one', 'two'] },
];
const CHECKS: readonly Choice[] = [
  { healthCheck: 'none' },
  { healthCheck: 'mine' },
  { healthCheck: 'tcp' },
  { healthCheck: 'https', requestPath: '/up', checkInterval: 60 },
];
const REGIONAL_FRONT_ENDS: readonly Choice[] = [
  { frontEndProtocol: 'HTTP', address: 'ephemeral' },
  { frontEndProtocol: 'HTTP', port: 8080 },
  {
    frontEndProtocol: 'HTTPS',
    certificateSource: 'self-managed',
    certificateFile: '/tmp/certificate.pem',
    privateKeyFile: '/tmp/key.pem',
    redirectHttp: true,
  },
];

const REGION = { region: 'us-central1' };
const INSIDE: readonly Choice[] = [{ lb: 'regional-internal', ...REGION, subnet: 'apps' }];
const TCP: readonly Choice[] = [
  { lb: 'regional-external-tcp', ...REGION },
  { lb: 'regional-internal-tcp', ...REGION, subnet: 'apps' },
];

function combined(...tables: readonly (readonly Choice[])[]): readonly Choice[] {
  return tables.reduce(
    (rows, table) => rows.flatMap((row) => table.map((choice) => ({ ...row, ...choice }))),
    [{}],
  );
}

const MESH: Choice = {
  lb: 'mesh',
  endpoints: [{ fqdn: 'a.example.com', port: 443 }],
  network: 'net',
};
const MESH_DNS: readonly Choice[] = [{}, { dnsAddresses: ['10.0.0.1', '10.0.0.2'] }];
const MESH_TLS: readonly Choice[] = [{}, { tls: true }, { address: '10.0.0.9' }];
const MESH_CHECKS: readonly Choice[] = ['http', 'https', 'http2', 'tcp', 'none', 'my-check'].map(
  (healthCheck) => ({ healthCheck }),
);

/** Every set-up that the recipe can be asked for, as far as it changes the commands. */
const SET_UPS: readonly Choice[] = [
  ...combined([{ lb: 'none' }], ENDPOINTS),
  ...combined([MESH], MESH_DNS, MESH_TLS, MESH_CHECKS),
  ...combined(LOAD_BALANCERS, ENDPOINTS, BACKENDS, FRONT_ENDS, ADDRESSES),
  ...combined(REGIONAL, REGIONAL_ENDPOINTS, NATS, CHECKS, REGIONAL_FRONT_ENDS),
  ...combined(REGIONAL, BACKEND_TLS, REGIONAL_FRONT_ENDS),
  ...combined(INSIDE, REGIONAL_ENDPOINTS, REGIONAL_FRONT_ENDS),
  ...combined(TCP, REGIONAL_ENDPOINTS, CHECKS, [{ address: 'ephemeral' }, {}]),
];

function valuesOf(choice: Choice): Values {
  const given = Object.entries({ name: 'web', project: PROJECT, ...choice }).map(([id, raw]) => {
    const field = internetNeg.fields.find((known) => known.id === id);
    if (field === undefined) throw new Error(`the recipe has no field ${id}`);
    return { field, raw, source: { kind: 'argument' } as const };
  });
  const { values, problems } = gather(given, internetNeg.start);
  expect(problems).toEqual([]);
  return values;
}

function stepsOf(values: Values): readonly MakingStep[] {
  const planned = buildPlan({
    recipe: internetNeg.noun,
    name: 'web',
    project: PROJECT,
    inputs: [],
    resources: internetNeg.resources(values, {
      certificateDigest: () => '0'.repeat(64),
      secretDigest: () => null,
      facts: null,
    }),
    facts: null,
    warnings: [],
  });
  if (!planned.ok) throw new Error('a plan for an empty project is refused');
  return planned.plan.steps.filter((step) => step.effect === 'make');
}

/** The commands that a plan is read, carried out, settled and undone by. */
async function commandsOf(choice: Choice): Promise<readonly Command[]> {
  const values = valuesOf(choice);
  const steps = stepsOf(values);
  const { gcloud, heard } = listener();
  const reader = { gcloud, project: PROJECT };
  const resources = steps.map(({ resource }) => resource);
  await readFacts(reader, resources, internetNeg.alsoReads(values));
  const negs = resources.filter(({ kind }) => kind === 'networkEndpointGroups');
  const operations = resources
    .filter(({ kind }) => KINDS[kind].api === COMPUTE_API)
    .map(operationsCommand);
  return [
    ...heard,
    ...operations,
    ...negs.map(listEndpoints),
    ...steps.flatMap(({ run, undo }) => [run, undo]),
  ];
}

test('every command that a plan for an internet NEG can hold has its case', async () => {
  const covered = new Set((await shapesOfCases()).map(inWords));
  const needed = new Set<string>();
  for (const choice of SET_UPS) {
    for (const command of await commandsOf(choice)) needed.add(inWords(shapeOf(command)));
  }
  expect(needed.size).toBeGreaterThan(30);
  expect([...needed].filter((shape) => !covered.has(shape))).toEqual([]);
});

test('every command and flag that the stand-in knows has its case', async () => {
  const shapes = await shapesOfCases();
  const missing = Object.entries(COMMANDS).flatMap(([words, { flags }]) => {
    const cases = shapes.filter((shape) => shape.words === words);
    const used = new Set(cases.flatMap((shape) => shape.flags));
    const unused = Object.keys(flags).filter((flag) => !used.has(flag));
    return [...(cases.length === 0 ? [words] : []), ...unused.map((flag) => `${words} --${flag}`)];
  });
  expect(missing).toEqual([]);
});

test('no two cases have the same name', () => {
  const names = CASES.map(({ name }) => name);
  expect(names).toHaveLength(new Set(names).size);
});
