import { operationsCommand } from '../../../src/execute/settle.ts';
import { readFacts } from '../../../src/facts/read.ts';
import type { Command } from '../../../src/gcloud/command.ts';
import { PRINT_TOKEN } from '../../../src/io/google-api.ts';
import { KINDS } from '../../../src/resources/kinds.ts';
import { listEndpoints } from '../../../src/resources/network-endpoint.ts';
import { GLOBAL, type KindName } from '../../../src/resources/resource.ts';
import { type Case, PROJECT } from '../case.ts';
import { listener } from '../listener.ts';
import * as made from '../resources.ts';
import * as world from '../world.ts';

/** The reads that are not lists of a kind. */
async function factsCommands(): Promise<readonly Command[]> {
  const { gcloud, heard } = listener();
  await readFacts({ gcloud, project: PROJECT }, [], []);
  return heard;
}

function listCommand(kind: KindName): readonly Command[] {
  const command = KINDS[kind].list?.(GLOBAL);
  return command === undefined ? [] : [command];
}

const KIND_NAMES: readonly KindName[] = [
  'addresses',
  'sslCertificates',
  'networkEndpointGroups',
  'networkEndpoints',
  'backendServices',
  'backends',
  'urlMaps',
  'targetHttpProxies',
  'targetHttpsProxies',
  'forwardingRules',
];

const LISTS: readonly Case[] = KIND_NAMES.flatMap((kind) =>
  listCommand(kind).flatMap((command) => [
    { name: `list ${kind}`, world: world.CHAIN, command },
    {
      name: `list ${kind} without permission`,
      world: world.CHAIN,
      faults: [`list:${kind}=permission`],
      command,
      ends: 'permission' as const,
    },
  ]),
);

const [quotas] = await factsCommands();
if (quotas === undefined) throw new Error('reading facts reads no quotas');

/** Every read that negctl generates. */
export const READS: readonly Case[] = [
  { name: 'print the token of whoever gcloud acts as', command: PRINT_TOKEN },
  ...LISTS,
  { name: 'list of nothing', command: { argv: ['compute', 'url-maps', 'list', '--global'] } },
  { name: 'list endpoints', world: [world.NEG, world.ENDPOINT], command: listEndpoints(made.neg) },
  {
    name: 'list endpoints of a NEG without any',
    world: [world.NEG],
    command: listEndpoints(made.neg),
  },
  {
    name: 'list endpoints of a NEG that is not there',
    command: listEndpoints(made.neg),
    ends: 'not-found',
  },
  { name: 'read the quotas', world: world.CHAIN, command: quotas },
  {
    name: 'read the quotas of a region',
    command: { argv: ['compute', 'regions', 'describe', 'us-central1'] },
  },
  {
    name: 'read the quotas without permission',
    faults: ['get:*=permission'],
    command: quotas,
    ends: 'permission',
  },
  {
    name: 'list the operations on a NEG',
    world: world.CHAIN,
    command: await operationsCommand(made.endpoint),
  },
  {
    name: 'list the operations on a backend service',
    world: world.CHAIN,
    command: await operationsCommand(made.attachment),
  },
  {
    name: 'list the operations on what is not there',
    command: await operationsCommand(made.rule),
  },
  {
    name: 'list operations without permission',
    faults: ['list:operations=permission'],
    command: await operationsCommand(made.rule),
    ends: 'permission',
  },
];
