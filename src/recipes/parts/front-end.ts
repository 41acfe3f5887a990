import * as frontEnd from '../../inputs/fields/front-end.ts';
import * as names from '../../inputs/fields/lb-names.ts';
import { normalisedHostName } from '../../inputs/host-name.ts';
import type { Values } from '../../inputs/values.ts';
import { forwardingRule, type RuleAddress } from '../../resources/forwarding-rule.ts';
import { type Resource, type ResourceId, resourceId } from '../../resources/resource.ts';
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
import { addressOf } from './address.ts';
import type { Site } from './site.ts';
import { sure } from './sure.ts';

/** The certificates that the plan creates, and the ids of all that the proxy shows. */
interface Certificates {
  readonly created: readonly Resource[];
  readonly shown: readonly ResourceId[];
}

function certificatesOf(
  values: Values,
  { scope }: Site,
  digestOf: CertificateReader,
): Certificates {
  const source = sure(values, frontEnd.certificateSourceField);
  if (source === 'existing') {
    const existing = sure(values, frontEnd.sslCertificatesField);
    return {
      created: [],
      shown: existing.map((name) => resourceId(scope, 'sslCertificates', name)),
    };
  }
  const name = sure(values, names.certificateNameField);
  const created =
    source === 'google-managed'
      ? googleManagedCertificate(name, sure(values, frontEnd.domainsField).map(normalisedHostName))
      : selfManagedCertificate(scope, name, {
          certificateFile: sure(values, frontEnd.certificateFileField),
          privateKeyFile: sure(values, frontEnd.privateKeyFileField),
          sha256: digestOf(sure(values, frontEnd.certificateFileField)),
        });
  return { created: [created], shown: [created.id] };
}

/** A rule that leads from an address to a proxy. */
function ruleFor(
  site: Site,
  name: string,
  way: { readonly address: RuleAddress; readonly proxy: Resource; readonly port: number },
): Resource {
  return forwardingRule({ ...site, ...way, name });
}

function redirectOf(values: Values, site: Site, address: RuleAddress): readonly Resource[] {
  if (!names.hasRedirect(values)) return [];
  const urlMap = urlMapToHttps(site.scope, sure(values, names.redirectUrlMapNameField));
  const proxy = targetHttpProxy(sure(values, names.redirectProxyNameField), urlMap);
  const name = sure(values, names.redirectRuleNameField);
  return [urlMap, proxy, ruleFor(site, name, { address, proxy, port: 80 })];
}

/**
 * The front end of an Application Load Balancer in front of a URL map: address, certificate, proxy, forwarding
 * rule, and where it was asked for the redirect from HTTP. Reads {@link frontEnd} and {@link names}.
 */
export function applicationFrontEnd(
  values: Values,
  site: Site,
  urlMap: Resource,
  digestOf: CertificateReader,
): readonly Resource[] {
  const address = addressOf(values, site);
  const way = { address: address.id, port: sure(values, frontEnd.portField) };
  const ruleName = sure(values, names.forwardingRuleNameField);
  const name = sure(values, names.targetProxyNameField);
  if (values.get(frontEnd.frontEndProtocolField) === 'HTTP') {
    const proxy = targetHttpProxy(name, urlMap);
    return [...address.created, proxy, ruleFor(site, ruleName, { ...way, proxy })];
  }
  const certificates = certificatesOf(values, site, digestOf);
  const proxy = targetHttpsProxy(name, urlMap, certificates.shown);
  return [
    ...address.created,
    ...certificates.created,
    proxy,
    ruleFor(site, ruleName, { ...way, proxy }),
    ...redirectOf(values, site, address.id),
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
