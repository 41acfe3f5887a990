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
