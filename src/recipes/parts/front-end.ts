import * as frontEnd from '../../inputs/fields/front-end.ts';
import * as names from '../../inputs/fields/lb-names.ts';
import { normalisedHostName } from '../../inputs/host-name.ts';
import type { Values } from '../../inputs/values.ts';
import { forwardingRule, type RuleAddress } from '../../resources/forwarding-rule.ts';
import { certificateForAllRegions } from '../../resources/managed-certificate.ts';
import {
  GLOBAL,
  type KindName,
  type Resource,
  type ResourceId,
  resourceId,
  type Scope,
} from '../../resources/resource.ts';
import {
  googleManagedCertificate,
  selfManagedCertificate,
} from '../../resources/ssl-certificate.ts';
import {
  targetHttpProxy,
  targetHttpsProxy,
  targetSslProxy,
  targetTcpProxy,
} from '../../resources/target-proxy.ts';
import { urlMapToHttps } from '../../resources/url-map.ts';
import type { CertificateReader } from '../recipe.ts';
import { addressOf, type FrontEndAddress } from './address.ts';
import type { Site, Sites } from './site.ts';
import { sure } from './sure.ts';

/** The certificates that the plan creates, and the ids of all that the proxy shows. */
interface Certificates {
  readonly created: readonly Resource[];
  readonly shown: readonly ResourceId[];
}

function certificatesOf(
  values: Values,
  { scope, certificates }: Site,
  digestOf: CertificateReader,
): Certificates {
  const isManager = certificates === 'certificate-manager';
  const source = sure(values, frontEnd.certificateSourceField);
  if (source === 'existing') {
    const shown = isManager
      ? idsOf(GLOBAL, 'certificates', sure(values, frontEnd.certificateManagerField))
      : idsOf(scope, 'sslCertificates', sure(values, frontEnd.sslCertificatesField));
    return { created: [], shown };
  }
  const name = sure(values, names.certificateNameField);
  if (source === 'google-managed') {
    const domains = sure(values, frontEnd.domainsField).map(normalisedHostName);
    return onlyCreated(googleManagedCertificate(name, domains));
  }
  const files = {
    certificateFile: sure(values, frontEnd.certificateFileField),
    privateKeyFile: sure(values, frontEnd.privateKeyFileField),
    sha256: digestOf(sure(values, frontEnd.certificateFileField)),
  };
  return onlyCreated(
    isManager ? certificateForAllRegions(name, files) : selfManagedCertificate(scope, name, files),
  );
}

function idsOf(scope: Scope, kind: KindName, named: readonly string[]): readonly ResourceId[] {
  return named.map((name) => resourceId(scope, kind, name));
}

function onlyCreated(certificate: Resource): Certificates {
  return { created: [certificate], shown: [certificate.id] };
}

/** A rule that leads from an address to a proxy. */
function ruleFor(
  site: Site,
  name: string,
  way: { readonly address: RuleAddress; readonly proxy: Resource; readonly port: number },
): Resource {
  return forwardingRule({ ...site, ...way, name: `${name}${site.ending}` });
}

/** A place where clients enter, and its address. */
interface Entry {
  readonly site: Site;
  readonly address: FrontEndAddress;
}

/** A rule at each entry that leads to a proxy. */
function rulesTo(
  proxy: Resource,
  entries: readonly Entry[],
  { name, port }: { readonly name: string; readonly port: number },
): readonly Resource[] {
  return entries.map(({ site, address }) =>
    ruleFor(site, name, { address: address.id, proxy, port }),
  );
}

function redirectOf(values: Values, scope: Scope, entries: readonly Entry[]): readonly Resource[] {
  if (!names.hasRedirect(values)) return [];
  const urlMap = urlMapToHttps(scope, sure(values, names.redirectUrlMapNameField));
  const proxy = targetHttpProxy(sure(values, names.redirectProxyNameField), urlMap);
  const name = sure(values, names.redirectRuleNameField);
  return [urlMap, proxy, ...rulesTo(proxy, entries, { name, port: 80 })];
}

/**
 * The front end of an Application Load Balancer in front of a URL map: at each of its sites an address and a
 * forwarding rule, certificate and proxy, and where it was asked for the redirect from HTTP. Reads
 * {@link frontEnd} and {@link names}.
 */
export function applicationFrontEnd(
  values: Values,
  sites: Sites,
  urlMap: Resource,
  digestOf: CertificateReader,
): readonly Resource[] {
  const entries = sites.map((site) => ({ site, address: addressOf(values, site) }));
  const addresses = entries.flatMap(({ address }) => address.created);
  const listening = {
    name: sure(values, names.forwardingRuleNameField),
    port: sure(values, frontEnd.portField),
  };
  const name = sure(values, names.targetProxyNameField);
  if (values.get(frontEnd.frontEndProtocolField) === 'HTTP') {
    const proxy = targetHttpProxy(name, urlMap);
    return [...addresses, proxy, ...rulesTo(proxy, entries, listening)];
  }
  const [{ scope }] = sites;
  const certificates = certificatesOf(values, sites[0], digestOf);
  const proxy = targetHttpsProxy(name, urlMap, certificates.shown);
  return [
    ...addresses,
    ...certificates.created,
    proxy,
    ...rulesTo(proxy, entries, listening),
    ...redirectOf(values, scope, entries),
  ];
}

/** The front end of a proxy Network Load Balancer in front of a backend service: address, proxy, forwarding rule. */
export function tcpFrontEnd(values: Values, site: Site, service: Resource): readonly Resource[] {
  const address = addressOf(values, site);
  const proxy = targetTcpProxy(sure(values, names.targetProxyNameField), service);
  const way = { address: address.id, proxy, port: sure(values, frontEnd.portField) };
  const rule = ruleFor(site, sure(values, names.forwardingRuleNameField), way);
  return [...address.created, proxy, rule];
}

/** The front end of an SSL proxy in front of a backend service: address, certificate, proxy, forwarding rule. */
export function sslFrontEnd(
  values: Values,
  site: Site,
  service: Resource,
  digestOf: CertificateReader,
): readonly Resource[] {
  const address = addressOf(values, site);
  const certificates = certificatesOf(values, site, digestOf);
  const name = sure(values, names.targetProxyNameField);
  const proxy = targetSslProxy(name, service, certificates.shown);
  const way = { address: address.id, proxy, port: sure(values, frontEnd.portField) };
  const rule = ruleFor(site, sure(values, names.forwardingRuleNameField), way);
  return [...address.created, ...certificates.created, proxy, rule];
}
