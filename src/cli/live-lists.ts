import { readCollection, readEndpoints } from '../facts/read.ts';
import type { Gcloud } from '../gcloud/gcloud.ts';
import { endpointText } from '../inputs/endpoint.ts';
import type { LiveChoice } from '../inputs/field.ts';
import type { Choice } from '../inputs/prompter.ts';
import { type JsonObject, textAt } from '../json.ts';
import { networkId } from '../resources/network.ts';
import {
  GLOBAL,
  idOfReference,
  type KindName,
  type Scope,
  scopePath,
} from '../resources/resource.ts';
import { type AddressNeed, addressRefusal } from '../rules/live-front-end.ts';

/** An internet NEG that exists, with its endpoint as an operator would write it. */
export interface ExistingNeg {
  readonly name: string;
  readonly endpoint: string;
  readonly defaultPort: number | null;
}

/** What the choices are held against. */
export interface Wanted {
  readonly project: string;
  /** Where the load balancer will be. */
  readonly scope: Scope;
  /** The network of the load balancer; `null` where it is in none. */
  readonly network: string | null;
  /** Ports that the front end will listen on. */
  readonly ports: readonly number[];
  /** What the front end's address is to be. */
  readonly address: AddressNeed;
}

/** What of the live project there is to choose from; read when it is first asked for, and once. */
export class LiveLists {
  readonly #gcloud: (project: string) => Promise<Gcloud>;
  readonly #now: Date;
  readonly #read = new Map<string, Promise<readonly JsonObject[]>>();

  constructor(gcloud: (project: string) => Promise<Gcloud>, now: Date) {
    this.#gcloud = gcloud;
    this.#now = now;
  }

  /** The choices of a list, illegal ones with their reason. @throws {NegctlError} where the read fails */
  async choices(list: LiveChoice, wanted: Wanted): Promise<readonly Choice[]> {
    switch (list) {
      case 'addresses':
        return this.#addresses(wanted);
      case 'certificates':
        return this.#certificates(wanted);
      case 'internet-negs':
        return this.#negs(wanted.project);
      case 'networks':
        return this.#networks(wanted);
      case 'subnets':
        return this.#subnets(wanted);
      case 'cloud-run-services':
        return this.#services(wanted);
    }
  }

  /** The NEG of that name, once it was in a list. */
  async neg(name: string, project: string): Promise<ExistingNeg | null> {
    const document = (await this.#all('networkEndpointGroups', { project, scope: GLOBAL })).find(
      (item) => textAt(item, 'name') === name,
    );
    return document === undefined ? null : this.#existing(document, project);
  }

  #all(
    kind: KindName,
    { project, scope }: Pick<Wanted, 'project' | 'scope'>,
  ): Promise<readonly JsonObject[]> {
    const key = `${project}/${scopePath(scope)}/${kind}`;
    const known = this.#read.get(key);
    if (known !== undefined) return known;
    const reading = this.#gcloud(project).then((gcloud) =>
      readCollection({ gcloud, project }, { kind, scope }),
    );
    this.#read.set(key, reading);
    return reading;
  }

  async #addresses(wanted: Wanted): Promise<readonly Choice[]> {
    const [addresses, rules] = await Promise.all([
      this.#all('addresses', wanted),
      this.#all('forwardingRules', wanted),
    ]);
    return addresses.map((address) => {
      const name = textAt(address, 'name') ?? '';
      const ip = textAt(address, 'address') ?? '';
      const ports = rules
        .filter((rule) => textAt(rule, 'IPAddress') === ip)
        .map((rule) => (textAt(rule, 'portRange') ?? '').split('-')[0] ?? '');
      const taken = wanted.ports.find((port) => ports.includes(String(port)));
      const overlap = taken === undefined ? null : `port ${taken} is taken`;
      const detail = ports.length === 0 ? ip : `${ip}, port ${ports.join(', ')} in use`;
      return {
        value: name,
        label: name,
        detail,
        refusal: addressRefusal(address, wanted.address) ?? overlap,
      };
    });
  }

  async #certificates(wanted: Wanted): Promise<readonly Choice[]> {
    const certificates = await this.#all('sslCertificates', wanted);
    return certificates.map((certificate) => {
      const name = textAt(certificate, 'name') ?? '';
      const expires = textAt(certificate, 'expireTime');
      const expired = expires !== undefined && new Date(expires) < this.#now;
      const names = certificate['subjectAlternativeNames'];
      const detail = Array.isArray(names) ? names.join(', ') : (textAt(certificate, 'type') ?? '');
      return {
        value: name,
        label: name,
        detail,
        refusal: expired ? `expired on ${expires}` : null,
      };
    });
  }

  async #networks({ project }: Wanted): Promise<readonly Choice[]> {
    const networks = await this.#all('networks', { project, scope: GLOBAL });
    return networks.map((network) => {
      const name = textAt(network, 'name') ?? '';
      const detail = textAt(network, 'description') ?? '';
      return { value: name, label: name, detail, refusal: null };
    });
  }

  async #subnets(wanted: Wanted): Promise<readonly Choice[]> {
    const { network } = wanted;
    const subnets = network === null ? [] : await this.#all('subnetworks', wanted);
    return subnets
      .filter(
        (subnet) => idOfReference(textAt(subnet, 'network') ?? '') === networkId(network ?? ''),
      )
      .map((subnet) => {
        const name = textAt(subnet, 'name') ?? '';
        const purpose = textAt(subnet, 'purpose') ?? 'PRIVATE';
        const refusal = purpose === 'PRIVATE' ? null : `its purpose is ${purpose}`;
        return { value: name, label: name, detail: textAt(subnet, 'ipCidrRange') ?? '', refusal };
      });
  }

  async #services(wanted: Wanted): Promise<readonly Choice[]> {
    const services =
      wanted.scope.type === 'region' ? await this.#all('cloudRunServices', wanted) : [];
    return services.map((service) => {
      const name = textAt(service, 'name') ?? '';
      const detail = `ingress ${textAt(service, 'ingress') ?? 'all'}`;
      return { value: name, label: name, detail, refusal: null };
    });
  }

  async #negs(project: string): Promise<readonly Choice[]> {
    const negs = (await this.#all('networkEndpointGroups', { project, scope: GLOBAL })).filter(
      (neg) => (textAt(neg, 'networkEndpointType') ?? '').startsWith('INTERNET_'),
    );
    return Promise.all(
      negs.map(async (neg) => {
        const name = textAt(neg, 'name') ?? '';
        const existing = await this.#existing(neg, project);
        const refusal = existing === null ? 'it has no endpoint, or several' : null;
        return { value: name, label: name, detail: existing?.endpoint ?? '', refusal };
      }),
    );
  }

  async #existing(neg: JsonObject, project: string): Promise<ExistingNeg | null> {
    const name = textAt(neg, 'name') ?? '';
    const reader = { gcloud: await this.#gcloud(project), project };
    const [endpoint, ...others] = await readEndpoints(reader, { name, scope: GLOBAL });
    if (endpoint === undefined || others.length > 0) return null;
    const fqdn = textAt(endpoint, 'fqdn');
    const ip = textAt(endpoint, 'ipAddress');
    const port = endpoint['port'];
    const defaultPort = neg['defaultPort'];
    return {
      name,
      endpoint: endpointText({
        ...(fqdn === undefined ? {} : { fqdn }),
        ...(ip === undefined ? {} : { ip }),
        ...(typeof port === 'number' ? { port } : {}),
      }),
      defaultPort: typeof defaultPort === 'number' ? defaultPort : null,
    };
  }
}
