import { NegctlError } from '../errors.ts';
import { isHostName, normalisedHostName } from '../inputs/host-name.ts';
import { isResourceName } from '../rules/naming.ts';
import type { Flags } from './flags.ts';

/** A malformed flag of a migration. */
export function usage(what: string, why: string, fix: string): NegctlError {
  return new NegctlError('usage', [{ code: 'NEG-1001', what, why, fix }]);
}

/** The value of a flag that has one. */
export function text(flags: Flags, flag: string): string | undefined {
  const value = flags.get(flag);
  return typeof value === 'string' ? value : undefined;
}

/** All values of a flag that may be repeated, as they were given. */
export function texts(flags: Flags, flag: string): readonly string[] {
  const value = flags.get(flag);
  if (typeof value === 'string') return [value];
  return typeof value === 'object' ? value : [];
}

/** A service as it can be named on a command line. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/** Values of which each service may have its own. */
export interface PerService {
  /** That of every service without one of its own. */
  readonly all: string | undefined;
  /** By the name or the id of the service. */
  readonly own: ReadonlyMap<string, string>;
}

/** Reads `VALUE` and `SERVICE=VALUE`; an `=` in a value itself comes after what cannot be a name. */
export function perService(values: readonly string[]): PerService {
  let all: string | undefined;
  const own = new Map<string, string>();
  for (const value of values) {
    const [, service, rest] = /^([A-Za-z][A-Za-z0-9/-]*)=(.+)$/.exec(value) ?? [];
    if (service === undefined || rest === undefined) all = value;
    else own.set(service, rest);
  }
  return { all, own };
}

/** The value for one service. */
export function valueFor({ all, own }: PerService, { id, name }: Named): string | undefined {
  return own.get(id) ?? own.get(name) ?? all;
}

/** Which services are moved, and where to. */
export interface AskedServices {
  /** What the run is called. */
  readonly run: string;
  /** The services by name or id; empty where a URL map says which. */
  readonly named: readonly string[];
  readonly allOn: string | null;
  readonly isMany: boolean;
  readonly hosts: PerService;
  /** What the new resources of a service are named after. */
  readonly nameFor: (service: Named) => string;
}

/** The words of a flag that may be repeated, and that may hold several in one. */
export function listed(flags: Flags, flag: string): readonly string[] {
  const words = texts(flags, flag).flatMap((value) => value.split(','));
  return [...new Set(words.map((word) => word.trim()))].filter((word) => word !== '');
}

function refuseMissing(missing: readonly string[]): void {
  if (missing.length === 0) return;
  throw new NegctlError(
    'input',
    missing.map((flag) => ({
      code: 'NEG-2003',
      what: `--${flag} is missing`,
      why: 'a migration leads from backend services to host names',
      fix: `give --${flag}=…`,
    })),
  );
}

function hostsIn(words: readonly string[]): PerService {
  const { all, own } = perService(words);
  const checked = (host: string): string => {
    const fqdn = normalisedHostName(host);
    if (isHostName(fqdn)) return fqdn;
    throw usage(
      `--fqdn: "${host}" is not a host name`,
      'it names the new backend',
      'write api.example.com',
    );
  };
  return {
    all: all === undefined ? undefined : checked(all),
    own: new Map([...own].map(([service, host]) => [service, checked(host)])),
  };
}

function plainName(service: string): string {
  return service.split('/').at(-1) ?? service;
}

/** @throws {NegctlError} where a name that is made of a given one would be none */
function refuseLong(name: string): string {
  if (isResourceName(`${name}-bes`)) return name;
  throw usage(
    `"${name}-bes" cannot be the name of a backend service`,
    'names have at most 63 lower-case letters, digits and dashes, a letter first',
    'give a short NAME: negctl migrate ip-to-fqdn NAME …',
  );
}

/** Which services the flags name, and their host names. */
export function askedServices(flags: Flags, given: string | undefined): AskedServices {
  const named = listed(flags, 'backend-service');
  const hosts = listed(flags, 'fqdn');
  const allOn = text(flags, 'all-on') ?? null;
  refuseMissing([
    ...(named.length === 0 && allOn === null ? ['backend-service'] : []),
    ...(hosts.length === 0 ? ['fqdn'] : []),
  ]);
  if (named.length > 0 && allOn !== null) {
    throw usage(
      '--backend-service and --all-on are both given',
      'either the services are named, or the URL map says which',
      'leave one of them out',
    );
  }
  const isMany = named.length > 1 || allOn !== null;
  const run = given ?? `${plainName(allOn ?? named[0] ?? '')}-fqdn`;
  return {
    run: refuseLong(run),
    named,
    allOn,
    isMany,
    hosts: hostsIn(hosts),
    nameFor: ({ name }) => {
      if (!isMany) return run;
      return refuseLong(given === undefined ? `${name}-fqdn` : `${given}-${name}`);
    },
  };
}
