import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { internetNeg } from '../../src/recipes/internet-neg.ts';
import { CERTIFICATE, KEY } from '../emulator/standing.ts';
import { NotModelled } from '../support/stand-in/failure.ts';
import { type Ended, World } from '../support/world.ts';
import type { Way } from './oracle.ts';

/** The values that a complete set-up has beside the one that is tried, by their places in a spec. */
type Context = Readonly<Record<string, string>>;

const MANAGED: Context = {
  name: 'web',
  project: 'demo',
  endpoints: 'fqdn=api.example.com,port=443',
  'frontend.domains': 'www.example.com',
};
const REDIRECT: Context = { ...MANAGED, 'frontend.redirectHttp': 'true' };
const LOGGED: Context = { ...MANAGED, 'backend.logging': 'true' };
const SECRET: Context = {
  ...MANAGED,
  'backend.secretHeader': 'X-Origin-Key',
  'backend.secretFile': 'secret.key',
};
const EXISTING: Context = { ...MANAGED, 'frontend.sslCertificates': 'web-cert' };
const OWN: Context = {
  ...MANAGED,
  'frontend.certificate': 'cert.pem',
  'frontend.privateKey': 'key.pem',
};

const MESH: Context = {
  name: 'web',
  project: 'demo',
  lb: 'mesh',
  endpoints: 'fqdn=api.example.com,port=443',
};
const MESH_TLS: Context = { ...MESH, 'backend.tls': 'true' };
const MESH_DNS: Context = { ...MESH, 'dns.addresses': '10.0.0.1' };
const REGIONAL: Context = {
  name: 'web',
  project: 'demo',
  lb: 'regional-external',
  region: 'us-central1',
  endpoints: 'fqdn=api.example.com,port=443',
  'frontend.protocol': 'HTTP',
};
const CHECKED: Readonly<Record<string, string>> = {
  ...REGIONAL,
  'backend.tlsRoots': 'public-roots',
};
const INSIDE: Context = { ...REGIONAL, lb: 'regional-internal', 'network.subnet': 'apps' };
const POOL: Context = { ...REGIONAL, 'network.nat': 'pool' };
const PROBED: Context = { ...REGIONAL, 'backend.healthCheck': 'https' };

/** Contexts of fields that mean nothing in the usual one. */
const SPECIAL: Readonly<Record<string, readonly [context: Context, without: readonly string[]]>> = {
  'backend.loggingSampleRate': [LOGGED, []],
  'backend.requestPath': [PROBED, []],
  'backend.checkInterval': [PROBED, []],
  'names.healthCheck': [PROBED, []],
  region: [REGIONAL, []],
  'network.name': [REGIONAL, []],
  'network.subnet': [INSIDE, []],
  'frontend.allowGlobalAccess': [INSIDE, []],
  'backend.secretHeader': [SECRET, []],
  'backend.secretFile': [SECRET, []],
  'network.proxyOnlySubnetRange': [REGIONAL, []],
  'network.nat': [REGIONAL, []],
  'network.natPoolSize': [POOL, []],
  'network.natExternalIpPool': [POOL, []],
  'names.proxyOnlySubnet': [REGIONAL, []],
  'names.router': [REGIONAL, []],
  'names.nat': [REGIONAL, []],
  'frontend.sslCertificates': [EXISTING, ['frontend.domains']],
  'frontend.certificate': [OWN, ['frontend.domains']],
  'frontend.privateKey': [OWN, ['frontend.domains']],
  preset: [MESH, []],
  'dns.addresses': [MESH, []],
  'dns.zone': [MESH_DNS, []],
  'dns.name': [MESH_DNS, []],
  'dns.ttl': [MESH_DNS, []],
  'backend.tls': [MESH, []],
  'backend.sni': [MESH_TLS, []],
  'names.clientTlsPolicy': [MESH_TLS, []],
  'backend.tlsRoots': [REGIONAL, []],
  'backend.subjectAltNames': [CHECKED, []],
  'names.backendAuthenticationConfig': [CHECKED, []],
  'names.redirectUrlMap': [REDIRECT, []],
  'names.redirectTargetProxy': [REDIRECT, []],
  'names.redirectForwardingRule': [REDIRECT, []],
};

function beside(path: string): readonly (readonly [string, string])[] {
  const [context, without] = SPECIAL[path] ?? [MANAGED, []];
  return Object.entries(context).filter(([other]) => other !== path && !without.includes(other));
}

/** Every field of the recipe, hidden ones too, by its place in a spec. */
export const FIELDS = new Map(internetNeg.fields.map((field) => [field.path, field]));

type Members = Record<string, unknown>;

/** A spec with these values; the one that is tried may be anything that JSON can hold. */
function specWith(values: readonly (readonly [string, unknown])[]): string {
  const document: Members = { apiVersion: 'negctl/v1', kind: 'InternetNeg' };
  const groups: Record<string, Members> = {};
  for (const [path, value] of values) {
    const [group = '', member] = path.split('.');
    if (member === undefined) document[group] = value;
    else {
      groups[group] = { ...groups[group], [member]: value };
      document[group] = groups[group];
    }
  }
  return JSON.stringify(document);
}

/** What came of one value: how the command ended, and how often gcloud would have been called. */
export interface Tried extends Ended {
  readonly calls: number;
}

/** Thrown where gcloud would be started: what was given has passed every check of inputs. */
class Reached extends Error {}

/**
 * One operator who gives one value after the other, and wants every plan held against the project; the
 * first call of gcloud ends the command.
 */
export class Trials {
  readonly #environment: Record<string, string> = {};
  readonly #world = new World({
    environment: this.#environment,
    hooks: {
      before: () => {
        throw new Reached();
      },
    },
  });

  constructor() {
    writeFileSync(join(this.directory, 'cert.pem'), CERTIFICATE);
    writeFileSync(join(this.directory, 'key.pem'), KEY, { mode: 0o600 });
    writeFileSync(join(this.directory, 'secret.key'), 's'.repeat(22), { mode: 0o600 });
  }

  get directory(): string {
    return this.#world.directory;
  }

  /** Gives a text for a field, in one of the four ways. */
  async give(path: string, text: string, way: Way): Promise<Tried> {
    if (way === 'spec') return this.giveInSpec(path, text);
    const field = FIELDS.get(path);
    if (field === undefined) throw new Error(`no field ${path}`);
    const others = beside(path).flatMap(([other, value]) => this.#words(other, value));
    if (way === 'set') return this.run(...others, `--set=${path}=${text}`);
    if (way === 'flag') {
      return this.run(...others, field.positional ? text : `--${field.flag}=${text}`);
    }
    const variable = `NEGCTL_${field.flag.toUpperCase().replaceAll('-', '_')}`;
    this.#environment[variable] = text;
    try {
      return await this.run(...others);
    } finally {
      delete this.#environment[variable];
    }
  }

  /** Gives any value in a spec, which may also be a number, a list or a mapping. */
  async giveInSpec(path: string, value: unknown): Promise<Tried> {
    const file = join(this.directory, 'spec.json');
    const others = beside(path).map(([other, text]) => [other, parsed(other, text)] as const);
    writeFileSync(file, specWith([...others, [path, value]]));
    return this.run(`-f`, file);
  }

  /** Runs a command line of `create`; what gcloud was asked is counted from here. */
  async run(...words: readonly string[]): Promise<Tried> {
    this.#world.calls.length = 0;
    const { calls } = this.#world;
    try {
      const ended = await this.#world.run('create', 'internet-neg', '--dry-run=server', ...words);
      return { ...ended, calls: calls.length };
    } catch (thrown) {
      if (!(thrown instanceof Reached || thrown instanceof NotModelled)) throw thrown;
      return { exitCode: 0, out: '', err: '', calls: Math.max(1, calls.length) };
    }
  }

  #words(path: string, value: string): readonly string[] {
    const field = FIELDS.get(path);
    if (field === undefined) throw new Error(`no field ${path}`);
    if (field.positional) return [value];
    return [field.arity === 'switch' ? `--${field.flag}` : `--${field.flag}=${value}`];
  }
}

function parsed(path: string, text: string): unknown {
  return FIELDS.get(path)?.arity === 'switch' ? text === 'true' : text;
}
