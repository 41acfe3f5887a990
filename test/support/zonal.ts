import { somebody } from '../taking-down/somebody.ts';
import type { World } from './world.ts';

export const ZONE = 'europe-west1-b';
export const NETWORK = 'projects/demo/global/networks/net';
export const SUBNET = 'projects/demo/regions/europe-west1/subnetworks/sub';

/** The first address of the VMs, which have ranges of aliases beside it. */
const VMS = [
  { name: 'vm-1', networkIP: '10.10.0.2', alias: '10.10.0.64/28' },
  { name: 'vm-2', networkIP: '10.10.0.3', alias: '10.10.0.96/28' },
];

/** A network with a subnet, and two VMs in it; made by somebody else. */
export async function withVms(world: World): Promise<void> {
  await somebody(world, 'POST', 'global/networks', { name: 'net', autoCreateSubnetworks: false });
  await somebody(world, 'POST', 'regions/europe-west1/subnetworks', {
    name: 'sub',
    network: NETWORK,
    ipCidrRange: '10.10.0.0/24',
  });
  for (const { name, networkIP, alias } of VMS) {
    const nic = { subnetwork: SUBNET, networkIP, aliasIpRanges: [{ ipCidrRange: alias }] };
    await somebody(world, 'POST', `zones/${ZONE}/instances`, {
      name,
      machineType: `zones/${ZONE}/machineTypes/e2-micro`,
      networkInterfaces: [nic],
    });
  }
}

/** A VM that somebody has started in the default network. */
export interface Started {
  readonly name: string;
  readonly zone: string;
}

/** Starts VMs, each with the first free address of its subnet. */
export async function startAll(
  { emulator, clock }: Pick<World, 'emulator' | 'clock'>,
  vms: readonly Started[],
): Promise<void> {
  for (const { name, zone } of vms) {
    const path = `/compute/v1/projects/demo/zones/${zone}/instances`;
    const body = {
      name,
      machineType: `zones/${zone}/machineTypes/e2-micro`,
      networkInterfaces: [{ network: 'projects/demo/global/networks/default' }],
    };
    const response = await emulator.handle({ method: 'POST', path, body: JSON.stringify(body) });
    if (response.kind !== 'answer' || response.status !== 200) {
      throw new Error(`${path}: ${JSON.stringify(response)}`);
    }
  }
  if (vms.length > 0) await clock.sleep(60_000);
}

/** The VMs that shipped examples name. */
export const VMS_OF_EXAMPLES: readonly Started[] = [
  { name: 'vm-1', zone: 'us-central1-a' },
  { name: 'vm-2', zone: 'us-central1-a' },
  { name: 'vm-3', zone: 'us-central1-b' },
];
