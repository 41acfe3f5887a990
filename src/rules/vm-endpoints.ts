import { hasAddress, type Instances, type NegNetwork } from '../facts/instances.ts';
import { type EndpointInput, endpointText } from '../inputs/endpoint.ts';
import { didYouMean } from '../inputs/near.ts';
import { textAt } from '../json.ts';
import type { SetFinding } from './endpoint-set.ts';

function refused(
  rule: string,
  endpoint: EndpointInput,
  problem: string,
  fix: string,
): readonly SetFinding[] {
  const what = `endpoint "${endpointText(endpoint)}": ${problem}`;
  return [{ rule, what, why: 'an endpoint is an address of a VM in the zone and subnet', fix }];
}

/** What is wrong with the endpoints of a zonal NEG, by the VMs that are there. */
export function vmFindings(
  endpoints: readonly EndpointInput[],
  instances: Instances,
  home: NegNetwork & { readonly zone: string },
): readonly SetFinding[] {
  const place = (home.subnetwork ?? home.network).split('/').at(-1) ?? '';
  return endpoints.flatMap((endpoint) => {
    const { instance = '', ip } = endpoint;
    if (!instances.has(instance)) {
      const near = didYouMean(instance, instances.names);
      const fix = near || 'name a VM of that zone, or put the NEG into the zone of the VM';
      const problem = `there is no VM ${instance} in ${home.zone}`;
      return refused('endpoint/instance-required', endpoint, problem, fix);
    }
    const nic = instances.interfaceOf(instance, home);
    if (nic === undefined) {
      const problem = `VM ${instance} has no interface in ${place}`;
      return refused('endpoint/vm-nic-network', endpoint, problem, `name a VM of ${place}`);
    }
    if (ip === undefined || hasAddress(nic, ip)) return [];
    const problem = `${ip} is neither the primary nor an alias address of ${instance} in ${place}`;
    const primary = textAt(nic, 'networkIP') ?? '';
    return refused('endpoint/ip-belongs-to-vm', endpoint, problem, `its primary one is ${primary}`);
  });
}

/** The endpoint as it will be in the NEG: with the address and the port that result. */
export function resultingEndpoint(
  endpoint: EndpointInput,
  defaultPort: number | undefined,
  instances: Instances | null,
  home: NegNetwork,
): EndpointInput {
  const port = endpoint.port ?? defaultPort;
  const nic =
    endpoint.instance === undefined || endpoint.ip !== undefined
      ? undefined
      : instances?.interfaceOf(endpoint.instance, home);
  const ip = endpoint.ip ?? (nic === undefined ? undefined : textAt(nic, 'networkIP'));
  return {
    ...endpoint,
    ...(ip === undefined ? {} : { ip }),
    ...(port === undefined ? {} : { port }),
  };
}
