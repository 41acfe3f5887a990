import { cleanLine } from '../clean.ts';
import { addressesIn } from '../facts/dns.ts';
import type { LiveResource } from '../facts/live-resource.ts';
import { isJsonObject, type Json, type JsonObject, objectsAt, textAt } from '../json.ts';
import { idOfReference } from '../resources/resource.ts';

/** A value of a live document as text; empty where it is not there. */
function shown(document: JsonObject, key: string): string {
  const value = document[key];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function texts(value: Json | undefined): readonly string[] {
  return Array.isArray(value)
    ? value.filter((item): item is string => typeof item === 'string')
    : [];
}

function lastWord(reference: string): string {
  return idOfReference(reference).split('/').at(-1) ?? '';
}

function portsOf(document: JsonObject): string {
  const [first = '', last = ''] = shown(document, 'portRange').split('-');
  if (first !== '') return first === last ? first : `${first}-${last}`;
  const ports = texts(document['ports']);
  return ports.length === 0 ? 'all ports' : ports.join(',');
}

/** Address and port of a forwarding rule: `34.120.0.7:443`. */
export function frontEndText({ document }: LiveResource): string {
  const address = shown(document, 'IPAddress') || 'no address yet';
  return cleanLine(`${address.includes(':') ? `[${address}]` : address}:${portsOf(document)}`);
}

function certificateText(document: JsonObject): string {
  const managed = document['managed'];
  const domains =
    managed !== undefined && isJsonObject(managed)
      ? texts(managed['domains'])
      : texts(document['subjectAlternativeNames']);
  const status =
    managed !== undefined && isJsonObject(managed) ? `managed ${shown(managed, 'status')}` : '';
  const expires = shown(document, 'expireTime');
  return joined(status.trim(), domains.join(', '), expires === '' ? '' : `until ${expires}`);
}

function urlMapText(document: JsonObject): string {
  const redirect = document['defaultUrlRedirect'];
  const service = textAt(document, 'defaultService');
  const rules = objectsAt(document, 'hostRules').length;
  return joined(
    redirect === undefined ? '' : 'redirect',
    service === undefined ? '' : `default ${lastWord(service)}`,
    rules === 0 ? '' : `${rules} host rule${rules === 1 ? '' : 's'}`,
  );
}

function negText(document: JsonObject): string {
  const run = document['cloudRun'];
  const size = document['size'];
  return joined(
    shown(document, 'networkEndpointType'),
    typeof size === 'number' ? `${size} endpoint${size === 1 ? '' : 's'}` : '',
    run !== undefined && isJsonObject(run)
      ? `Cloud Run ${textAt(run, 'service') ?? textAt(run, 'urlMask') ?? ''}`.trim()
      : '',
  );
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(', ');
}

/** A few telling words about a live resource, from its document. */
export function detailOf(resource: LiveResource): string {
  const { kind, document } = resource;
  const scheme = shown(document, 'loadBalancingScheme');
  switch (kind) {
    case 'forwardingRules':
      return joined(frontEndText(resource), cleanLine(scheme));
    case 'addresses':
      return cleanLine(joined(shown(document, 'address'), shown(document, 'networkTier')));
    case 'sslCertificates':
      return cleanLine(certificateText(document));
    case 'urlMaps':
      return cleanLine(urlMapText(document));
    case 'backendServices':
      return cleanLine(joined(shown(document, 'protocol'), scheme));
    case 'networkEndpointGroups':
      return cleanLine(negText(document));
    case 'clientTlsPolicies':
      return cleanLine(`SNI ${shown(document, 'sni')}`);
    case 'backendAuthenticationConfigs':
      return cleanLine(
        joined(shown(document, 'wellKnownRoots'), lastWord(shown(document, 'trustConfig'))),
      );
    case 'managedZones':
      return cleanLine(joined(shown(document, 'visibility'), shown(document, 'dnsName')));
    case 'resourceRecordSets':
      return cleanLine(joined(addressesIn(resource).join(', '), `ttl ${shown(document, 'ttl')}`));
    case 'healthChecks':
      return cleanLine(shown(document, 'type'));
    default:
      return '';
  }
}

/** An endpoint of a NEG in the words of `--add-endpoint`: host or address, and port. */
export function endpointText(endpoint: JsonObject): string {
  const instance = textAt(endpoint, 'instance');
  const host =
    textAt(endpoint, 'fqdn') ?? textAt(endpoint, 'ipAddress') ?? textAt(endpoint, 'ipv6Address');
  const port = shown(endpoint, 'port');
  const place = `${host ?? ''}${port === '' ? '' : `:${port}`}`;
  return cleanLine(joined(place, instance === undefined ? '' : lastWord(instance)));
}
