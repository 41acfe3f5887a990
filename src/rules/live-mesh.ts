import { documentsOf, lookup } from '../facts/facts.ts';
import { subnetsOf } from '../facts/networks.ts';
import { healthCheckChoice } from '../inputs/fields/health-check.ts';
import {
  meshAddressField,
  meshHealthCheckField,
  presetField,
  tlsField,
} from '../inputs/fields/mesh.ts';
import { dnsZoneField } from '../inputs/fields/private-dns.ts';
import { networkField } from '../inputs/fields/region.ts';
import { textAt } from '../json.ts';
import { networksOfZone } from '../resources/dns-zone.ts';
import { networkId } from '../resources/network.ts';
import { GLOBAL, idOfReference, ofKind, resourceId } from '../resources/resource.ts';
import { about, type LiveRule } from './rule.ts';
import { loadBalancingPage, meshPage } from './sources.ts';

export const uniqueListener: LiveRule = {
  id: 'forwarding-rule/mesh-unique',
  severity: 'error',
  statement: 'In one network no two rules of the mesh have the same address and port.',
  why: 'Envoy could not tell which of them is meant',
  sources: [loadBalancingPage('Forwarding rules overview', 'forwarding-rule-concepts')],
  phase: 'live',
  check: ({ resources, facts }) =>
    ofKind(resources, 'forwardingRules').flatMap(({ name, body }) =>
      documentsOf(facts, { kind: 'forwardingRules', scope: GLOBAL })
        .filter(
          (other) =>
            textAt(other, 'name') !== name &&
            textAt(other, 'loadBalancingScheme') === 'INTERNAL_SELF_MANAGED' &&
            textAt(other, 'IPAddress') === body['IPAddress'] &&
            textAt(other, 'portRange') === body['portRange'] &&
            idOfReference(textAt(other, 'network') ?? '') === body['network'],
        )
        .map((other) =>
          about(
            meshAddressField,
            `forwarding rule ${textAt(other, 'name')} has the same address, port and network`,
            'choose another --address or --ports',
          ),
        ),
    ),
};

export const otherZone: LiveRule = {
  id: 'dns/private-zone-visible',
  severity: 'error',
  statement: 'A network asks one private zone for a domain.',
  why: 'the API refuses a second one for the same domain and network',
  sources: [meshPage('Set up Cloud DNS configuration')],
  phase: 'live',
  check: ({ resources, values, facts }) => {
    const network = networkId(values.get(networkField) ?? '');
    return ofKind(resources, 'managedZones').flatMap(({ name, body }) =>
      documentsOf(facts, { kind: 'managedZones', scope: GLOBAL })
        .filter(
          (other) =>
            textAt(other, 'name') !== name &&
            textAt(other, 'dnsName') === body['dnsName'] &&
            networksOfZone(other).includes(network),
        )
        .map((other) => {
          const zone = textAt(other, 'name');
          const message = `zone ${zone} has domain ${String(body['dnsName'])} on this network already`;
          return about(dnsZoneField, message, `use --dns-zone=${zone}`);
        }),
    );
  },
};

export const existingCheck: LiveRule = {
  id: 'health-check/existing',
  severity: 'error',
  statement: 'A health check that is taken as it is exists, and fits what Envoy speaks.',
  why: 'a probe in clear text fails where the backend speaks TLS',
  sources: [meshPage('Configure unauthenticated TLS and HTTPS')],
  phase: 'live',
  check: ({ values, facts }) => {
    const choice = healthCheckChoice(values);
    if (choice?.how !== 'existing') return [];
    const live = lookup(facts, resourceId(GLOBAL, 'healthChecks', choice.name));
    if (live === null) {
      const fix = 'see `gcloud compute health-checks list --global`';
      return [about(meshHealthCheckField, `there is no health check "${choice.name}"`, fix)];
    }
    const isPlain = textAt(live, 'type') === 'HTTP';
    if (!isPlain || values.get(tlsField) !== true) return [];
    return [
      about(
        meshHealthCheckField,
        `health check ${choice.name} speaks HTTP, the backend TLS`,
        'use --health-check=https, or one of type HTTPS, HTTP2 or TCP',
      ),
    ];
  },
};

export const privateAccess: LiveRule = {
  id: 'network/private-google-access',
  severity: 'warning',
  statement:
    'Subnets whose VMs have no external addresses reach Cloud Run by Private Google Access.',
  why: 'which VMs have none is not looked at: without either no request arrives',
  sources: [meshPage('Cannot reach Serverless services from the service mesh')],
  phase: 'live',
  check: ({ values, facts }) => {
    const network = values.get(networkField);
    if (network === undefined || values.get(presetField) !== 'cloud-run') return [];
    const without = subnetsOf(facts, GLOBAL, network).filter(
      (subnet) =>
        subnet['privateIpGoogleAccess'] !== true &&
        (textAt(subnet, 'purpose') ?? 'PRIVATE') === 'PRIVATE',
    );
    const [first] = without;
    if (first === undefined) return [];
    const name = textAt(first, 'name') ?? '';
    const region = textAt(first, 'region')?.split('/').at(-1) ?? '';
    const more = without.length === 1 ? '' : ` and ${without.length - 1} more`;
    return [
      about(
        presetField,
        `subnet ${name} of ${region}${more} has no Private Google Access`,
        `gcloud compute networks subnets update ${name} --region=${region} --enable-private-ip-google-access`,
      ),
    ];
  },
};
