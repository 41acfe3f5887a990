import { readCollection, readEndpoints } from '../facts/read.ts';
import type { Gcloud } from '../gcloud/gcloud.ts';
import { endpointText } from '../inputs/endpoint.ts';
import type { LiveChoice } from '../inputs/field.ts';
import type { Choice } from '../inputs/prompter.ts';
import { type JsonObject, textAt } from '../json.ts';
import { GLOBAL, type KindName } from '../resources/resource.ts';
import { addressRefusal } from '../rules/live-front-end.ts';

/** An internet NEG that exists, with its endpoint as an operator would write it. */
export interface ExistingNeg {
  readonly name: string;
  readonly endpoint: string;
  readonly defaultPort: number | null;
}

/** What the choices are held against. */
export interface Wanted {
  readonly project: string;
  /** Ports that the front end will listen on. */
  readonly ports: readonly number[];
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
  async choices(list: LiveChoice, { project, ports }: Wanted): Promise<readonly Choice[]> {
    switch (list) {
      case 'addresses':
        return this.#addresses(project, ports);
      case 'certificates':
        return this.#certificates(project);
      case 'internet-negs':
        return this.#negs(project);
    }
  }

  /** The NEG of that name, once it was in a list. */
  async neg(name: string, project: string): Promise<ExistingNeg | null> {
    const document = (await this.#all('networkEndpointGroups', project)).find(
      (item) => textAt(item, 'name') === name,
    );
    return document === undefined ? null : this.#existing(document, project);
  }

  #all(kind: KindName, project: string): Promise<readonly JsonObject[]> {
    const key = `${project}/${kind}`;
    const known = this.#read.get(key);
    if (known !== undefined) return known;
    const reading = this.#gcloud(project).then((gcloud) =>
      readCollection({ gcloud, project }, { kind, scope: GLOBAL }),
    );
    this.#read.set(key, reading);
    return reading;
  }

  async #addresses(project: string, wanted: readonly number[]): Promise<readonly Choice[]> {
    const [addresses, rules] = await Promise.all([
      this.#all('addresses', project),
      this.#all('forwardingRules', project),
    ]);
    return addresses.map((address) => {
      const name = textAt(address, 'name') ?? '';
      const ip = textAt(address, 'address') ?? '';
      const ports = rules
        .filter((rule) => textAt(rule, 'IPAddress') === ip)
        .map((rule) => (textAt(rule, 'portRange') ?? '').split('-')[0] ?? '');
      const taken = wanted.find((port) => ports.includes(String(port)));
      const overlap = taken === undefined ? null : `port ${taken} is taken`;
      const detail = ports.length === 0 ? ip : `${ip}, port ${ports.join(', ')} in use`;
      return { value: name, label: name, detail, refusal: addressRefusal(address) ?? overlap };
    });
  }

  async #certificates(project: string): Promise<readonly Choice[]> {
    const certificates = await this.#all('sslCertificates', project);
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

  async #negs(project: string): Promise<readonly Choice[]> {
    const negs = (await this.#all('networkEndpointGroups', project)).filter((neg) =>
      (textAt(neg, 'networkEndpointType') ?? '').startsWith('INTERNET_'),
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
