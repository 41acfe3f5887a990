import * as frontEnd from '../../inputs/fields/front-end.ts';
import * as names from '../../inputs/fields/lb-names.ts';
import * as mesh from '../../inputs/fields/mesh.ts';
import { hostsField } from '../../inputs/fields/serverless.ts';
import { projectField } from '../../inputs/fields/set-up.ts';
import type { Values } from '../../inputs/values.ts';
import { textAt } from '../../json.ts';
import type { Lookup } from '../../resources/compare.ts';
import { resourceId, type Scope } from '../../resources/resource.ts';
import type { Egress, NextStep } from '../recipe.ts';
import { EGRESS_RECORD, endpointOf } from './global-internet-neg.ts';
import { sure } from './sure.ts';

/** To let in, at the endpoint of a global internet NEG, the addresses that Google publishes. */
export function egressStep(values: Values, egress: Egress): NextStep {
  const target = endpointOf(values);
  const host = 'fqdn' in target ? target.fqdn : target.ip;
  const title = `allow Google's egress addresses at ${host}`;
  if (egress === null) return { title, detail: `dig +short TXT ${EGRESS_RECORD} @8.8.8.8` };
  return { title: `${title} (TXT ${EGRESS_RECORD}; they can change)`, detail: egress.join(', ') };
}

/** Where clients reach a load balancer. */
export interface Entry {
  readonly scope: Scope;
  /** The network that its address is of; `null` on the internet. */
  readonly network: string | null;
}

/** The address of the front end, once it has one. */
function addressIn(values: Values, { scope }: Entry, live: Lookup): string | undefined {
  const name = sure(values, names.forwardingRuleNameField);
  const rule = live(resourceId(scope, 'forwardingRules', name));
  return rule === null ? undefined : textAt(rule, 'IPAddress');
}

/** To point DNS to the address of the front end, and to try it by a command. */
function clientSteps(
  { network }: Entry,
  record: string,
  test: string,
  doubt: string,
): readonly NextStep[] {
  const from = network === null ? '' : ` from a VM in ${network}`;
  return [
    {
      title: network === null ? 'set the DNS record' : `set the DNS record in ${network}`,
      detail: record,
    },
    { title: `test it${from} (the first minutes may ${doubt})`, detail: test },
  ];
}

/** A host that the front end answers for; `undefined` where nobody has named one. */
function calledHost(values: Values): string | undefined {
  const [domain] = values.get(frontEnd.domainsField) ?? [];
  const named = values.get(hostsField)?.find((host) => !host.startsWith('*'));
  return domain ?? named?.replace(/:\d+$/, '');
}

/** To point DNS to the address of an Application Load Balancer, and to try it. */
export function addressSteps(values: Values, entry: Entry, live: Lookup): readonly NextStep[] {
  const ip = addressIn(values, entry, live);
  if (ip === undefined) return [];
  const host = calledHost(values);
  const domains = values.get(frontEnd.domainsField) ?? [host ?? 'your host name'];
  const scheme = values.get(frontEnd.frontEndProtocolField) === 'HTTPS' ? 'https' : 'http';
  const port = sure(values, frontEnd.portField);
  const usual = scheme === 'https' ? 443 : 80;
  const origin = port === usual ? '' : `:${port}`;
  const test =
    host === undefined
      ? `curl -i ${scheme === 'https' ? '-k ' : ''}${scheme}://${ip}${origin}/`
      : `curl -i --resolve ${host}:${port}:${ip} ${scheme}://${host}${origin}/`;
  return clientSteps(entry, `${domains.join(', ')}  A  ${ip}`, test, 'answer 404 or 502');
}

/** The same for a proxy Network Load Balancer. */
export function tcpSteps(values: Values, entry: Entry, live: Lookup): readonly NextStep[] {
  const ip = addressIn(values, entry, live);
  if (ip === undefined) return [];
  const test = `nc -vz ${ip} ${sure(values, frontEnd.portField)}`;
  return clientSteps(entry, `your host name  A  ${ip}`, test, 'refuse connections');
}

/** The same for an SSL proxy. */
export function sslSteps(values: Values, entry: Entry, live: Lookup): readonly NextStep[] {
  const ip = addressIn(values, entry, live);
  if (ip === undefined) return [];
  const [host = 'your host name'] = values.get(frontEnd.domainsField) ?? [];
  const test = `openssl s_client -connect ${ip}:${sure(values, frontEnd.portField)}`;
  return clientSteps(entry, `${host}  A  ${ip}`, test, 'refuse connections');
}

/** To try what Envoy proxies do with requests for a host. */
export function meshTest(values: Values, host: string): NextStep {
  const port = sure(values, mesh.meshPortField);
  const vip = mesh.vipOf(values);
  const called = vip === mesh.ANY_ADDRESS ? host : vip;
  return {
    title: 'test it from a VM whose requests an Envoy proxy takes',
    detail: `curl -i http://${called}${port === 80 ? '' : `:${port}`}/`,
  };
}

/** To wait for a certificate that Google manages. */
export function certificateSteps(values: Values): readonly NextStep[] {
  if (values.get(frontEnd.certificateSourceField) !== 'google-managed') return [];
  const name = sure(values, names.certificateNameField);
  return [
    {
      title: 'wait for the certificate to become ACTIVE, once DNS points here (up to an hour)',
      detail: `gcloud compute ssl-certificates describe ${name} --global --project=${sure(values, projectField)} --format='value(managed.status)'`,
    },
  ];
}
