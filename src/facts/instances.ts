import { addressNumber, contains, rangeIn } from '../ipv4.ts';
import { type JsonObject, objectsAt, textAt } from '../json.ts';
import { idOfReference, type ResourceId } from '../resources/resource.ts';

/** Where the endpoints of a zonal NEG must be: in its network, and in its subnet where it has one. */
export interface NegNetwork {
  readonly network: ResourceId;
  readonly subnetwork: ResourceId | null;
}

/** The VMs of a zone, by name, to look up the addresses of endpoints. */
export class Instances {
  readonly #byName: ReadonlyMap<string, JsonObject>;

  constructor(documents: readonly JsonObject[]) {
    this.#byName = new Map(documents.map((one) => [textAt(one, 'name') ?? '', one]));
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  get names(): readonly string[] {
    return [...this.#byName.keys()];
  }

  /** The interface of a VM in a network and subnet. */
  interfaceOf(name: string, { network, subnetwork }: NegNetwork): JsonObject | undefined {
    const document = this.#byName.get(name);
    const interfaces = document === undefined ? [] : objectsAt(document, 'networkInterfaces');
    return interfaces.find((nic) => {
      const [itsNetwork, itsSubnet] = ['network', 'subnetwork'].map((key) =>
        idOfReference(textAt(nic, key) ?? ''),
      );
      return itsNetwork === network && (subnetwork === null || itsSubnet === subnetwork);
    });
  }
}

/** True for the primary address of an interface, and for every address of its alias ranges. */
export function hasAddress(nic: JsonObject, ip: string): boolean {
  if (textAt(nic, 'networkIP') === ip) return true;
  const address = addressNumber(ip);
  return objectsAt(nic, 'aliasIpRanges').some((alias) => {
    const text = textAt(alias, 'ipCidrRange') ?? '';
    const range = rangeIn(text.includes('/') ? text : `${text}/32`);
    return address !== undefined && range !== undefined && contains(range, address);
  });
}
