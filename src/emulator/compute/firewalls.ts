import { invalidField, requiredField } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { listOf, objectsOf, textOf, textsOf } from '../json.ts';
import { parseCidr } from './cidr.ts';
import { HEAD, output } from './common-fields.ts';
import type { Draft, Kind } from './kind.ts';
import { choice, flag, labels, list, record, reference, text, whole } from './schema.ts';

const RULES = list(record({ IPProtocol: text({ required: true }), ports: list(text()) }));

/** Firewall rules of networks (compute-api-behaviour.md 4). */
export const firewalls: Kind = {
  collection: 'firewalls',
  singular: 'firewall',
  word: 'firewall',
  scopes: ['global'],
  quota: 'FIREWALLS',
  patch: ['global'],
  update: ['global'],
  fields: {
    ...HEAD,
    description: text({ fallback: '' }),
    network: reference('networks', { immutable: true }),
    priority: whole({ most: 65_535, fallback: 1000 }),
    sourceRanges: list(text()),
    destinationRanges: list(text()),
    sourceTags: list(text()),
    targetTags: list(text()),
    sourceServiceAccounts: list(text()),
    targetServiceAccounts: list(text()),
    allowed: RULES,
    denied: RULES,
    direction: choice('EGRESS INGRESS', { fallback: 'INGRESS', immutable: true }),
    logConfig: record(
      { enable: flag(), metadata: choice('EXCLUDE_ALL_METADATA INCLUDE_ALL_METADATA') },
      { fallback: { enable: false } },
    ),
    disabled: flag({ fallback: false }),
    selfLink: output,
    params: record({ resourceManagerTags: labels() }),
  },
  complete: (draft) => ({ fields: completeFirewall(draft) }),
  check: checkFirewall,
};

const SOURCES = ['sourceRanges', 'sourceTags', 'sourceServiceAccounts'];

/** Without a network it is the default one; without a source everybody (compute-api-behaviour.md 4). */
function completeFirewall({ fields, project }: Draft): JsonObject {
  const open =
    fields['direction'] === 'INGRESS' && SOURCES.every((name) => fields[name] === undefined);
  return {
    network: `projects/${project}/global/networks/default`,
    ...(open ? { sourceRanges: ['0.0.0.0/0'] } : {}),
    ...fields,
  };
}

/** One port, or the first and last of a range. */
const PORTS = /^(\d{1,5})(?:-(\d{1,5}))?$/;

// assumption: the texts are ours; that the API refuses these is documented.
function checkFirewall({ fields }: Draft): void {
  const kinds = ['allowed', 'denied'].filter((name) => listOf(fields[name]).length > 0);
  if (kinds.length !== 1) {
    throw requiredField('resource.allowed');
  }
  for (const [index, rule] of objectsOf(fields[kinds[0] ?? '']).entries()) {
    checkPorts(rule, `resource.${kinds[0]}[${index}]`);
  }
  checkTags(fields);
  for (const name of ['sourceRanges', 'destinationRanges']) {
    const wrong = textsOf(fields[name]).find((range) => parseCidr(range) === undefined);
    if (wrong !== undefined) {
      throw invalidField(`resource.${name}`, wrong, 'Must be a valid CIDR address range.');
    }
  }
}

/** A network tag (rule name/target-tag). */
const TAG = /^[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

function checkTags(fields: JsonObject): void {
  for (const name of ['sourceTags', 'targetTags']) {
    const wrong = textsOf(fields[name]).find((tag) => !TAG.test(tag));
    if (wrong !== undefined) {
      throw invalidField(
        `resource.${name}`,
        wrong,
        `Must be a match of regex '(?:[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?)'`,
      );
    }
  }
}

function checkPorts(rule: JsonObject, at: string): void {
  const ports = textsOf(rule['ports']);
  if (ports.length > 0 && !['tcp', 'udp', 'sctp', '6', '17', '132'].includes(protocolOf(rule))) {
    throw invalidField(
      `${at}.ports`,
      ports[0],
      'Ports may only be specified with TCP, UDP or SCTP.',
    );
  }
  for (const text of ports) {
    const [, first = '', last = first] = PORTS.exec(text) ?? [];
    if (first === '' || Number(first) > Number(last) || Number(last) > 65_535) {
      throw invalidField(`${at}.ports[0]`, text, 'Must be a port or a range of ports.');
    }
  }
}

function protocolOf(rule: JsonObject): string {
  return textOf(rule['IPProtocol']).toLowerCase();
}
