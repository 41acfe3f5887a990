import type { EndpointInput } from '../inputs/endpoint.ts';
import { defaultPortField, endpointsField } from '../inputs/fields/endpoint.ts';
import { negNameField } from '../inputs/fields/lb-names.ts';
import { regionField } from '../inputs/fields/region.ts';
import {
  endpointsFileField,
  listedEndpoints,
  regionOfZone,
  zoneField,
} from '../inputs/fields/zonal.ts';
import type { Values } from '../inputs/values.ts';
import { capacityFindings, endpointFindings, type SetFinding } from './endpoint-set.ts';
import { negCount, negNames } from './regional-backend.ts';
import { about, type Finding, type InputRule, type RuleText } from './rule.ts';
import { computeApi, gcloud, loadBalancingPage } from './sources.ts';

const zonalPage = loadBalancingPage('Zonal NEGs overview', 'negs/zonal-neg-concepts');
const hybridPage = loadBalancingPage(
  'Hybrid connectivity NEGs overview',
  'negs/hybrid-neg-concepts',
);
const quotaPage = loadBalancingPage('Quotas and limits', 'quotas');

/** The endpoints of one NEG of a zone. */
export interface ZonedEndpoints {
  readonly zone: string;
  readonly name: string;
  /** As they are in that NEG: where that is said nothing more of. */
  readonly endpoints: readonly EndpointInput[];
}

/** Endpoints by the NEG that they are in, in the order in which the NEGs are first named. */
export function endpointsByZone(
  endpoints: readonly EndpointInput[],
  usual: { readonly zone: string; readonly neg: string },
): readonly ZonedEndpoints[] {
  const found = new Map<string, ZonedEndpoints & { readonly endpoints: EndpointInput[] }>();
  for (const { zone = usual.zone, neg = usual.neg, ...endpoint } of endpoints) {
    const key = `${zone}/${neg}`;
    const group = found.get(key) ?? { zone, name: neg, endpoints: [] };
    group.endpoints.push(endpoint);
    found.set(key, group);
  }
  return [...found.values()];
}

function groupsOf(values: Values): readonly ZonedEndpoints[] {
  const usual = { zone: values.get(zoneField) ?? '', neg: values.get(negNameField) ?? '' };
  return endpointsByZone(listedEndpoints(values), usual);
}

type ZonedType = 'GCE_VM_IP_PORT' | 'NON_GCP_PRIVATE_IP_PORT';

/** Seven rules look at the same ten thousand endpoints. */
const known = new Map<ZonedType, WeakMap<Values, readonly SetFinding[]>>();

function findingsOf(values: Values, type: ZonedType): readonly SetFinding[] {
  const ofType = known.get(type) ?? new WeakMap<Values, readonly SetFinding[]>();
  known.set(type, ofType);
  const before = ofType.get(values);
  if (before !== undefined) return before;
  const home = { type, isGlobal: false, defaultPort: values.get(defaultPortField) };
  const found = groupsOf(values).flatMap(({ endpoints }) => [
    ...endpointFindings(home, endpoints),
    ...capacityFindings(home, endpoints.length),
  ]);
  ofType.set(values, found);
  return found;
}

/** More of one kind say nothing new. */
const MOST_FINDINGS = 20;

/** The first of many findings about endpoints, and how many more there are. */
export function shortened(
  findings: readonly Omit<SetFinding, 'why' | 'rule'>[],
): readonly Finding[] {
  const shown = findings.slice(0, MOST_FINDINGS);
  const more = findings.length - shown.length;
  return [
    ...shown.map(({ what, fix }) => about(endpointsField, what, fix)),
    ...(more === 0 ? [] : [about(endpointsField, `the same of ${more} more`, 'mend them too')]),
  ];
}

function rule(type: ZonedType, text: Omit<RuleText, 'severity'>): InputRule {
  return {
    ...text,
    severity: 'error',
    phase: 'inputs',
    check: ({ values }) =>
      shortened(findingsOf(values, type).filter((one) => one.rule === text.id)),
  };
}

const KEYS: Readonly<Record<ZonedType, string>> = {
  GCE_VM_IP_PORT:
    'An endpoint of a VM has instance=, and ip=, ipv6= and port= where they are needed.',
  NON_GCP_PRIVATE_IP_PORT: 'An endpoint outside Google Cloud has ip= and port=.',
};

function commonRules(type: ZonedType): readonly InputRule[] {
  const page = type === 'GCE_VM_IP_PORT' ? zonalPage : hybridPage;
  return [
    rule(type, {
      id: 'endpoint/keys-match-type',
      statement: KEYS[type],
      why: 'gcloud sends keys of other types without looking, and the API refuses them',
      sources: [gcloud('network-endpoint-groups update --help')],
    }),
    rule(type, {
      id: 'endpoint/port-range',
      statement: 'The port of an endpoint is 1 to 65535.',
      why: 'no other port exists',
      sources: [computeApi('NetworkEndpoint.port'), gcloud('port=0 was sent unchanged')],
    }),
    rule(type, {
      id: 'neg/port-required',
      statement: 'Every endpoint of a NEG of a zone has a port, its own or the default of the NEG.',
      why: 'such a NEG has no port that follows from the protocol',
      sources: [page],
    }),
    rule(type, {
      id: 'endpoint/ip-v4',
      statement: 'ip= of an endpoint is an IPv4 address in dotted form.',
      why: 'gcloud sends other texts without looking',
      sources: [gcloud('network-endpoint-groups update --help')],
    }),
    rule(type, {
      id: 'endpoint/unique',
      statement: 'An endpoint is in a NEG once.',
      why: 'the API keeps it once, whatever is asked for',
      sources: [zonalPage],
    }),
    rule(type, {
      id: 'endpoint/max-10000-zonal',
      statement: 'A NEG of a zone holds at most 10,000 endpoints.',
      why: 'the API refuses more',
      sources: [zonalPage, quotaPage],
    }),
  ];
}

export const fileReadable: InputRule = {
  id: 'endpoint/file',
  severity: 'error',
  statement: 'A file of endpoints can be read: CSV, or a YAML or JSON list.',
  why: 'one line that cannot be understood could be the one that matters',
  sources: [zonalPage],
  phase: 'inputs',
  check: ({ values }) => {
    const file = values.get(endpointsFileField);
    if (file === undefined || file.problem === null) return [];
    return [
      about(endpointsFileField, `${file.path}: ${file.problem}`, 'mend the file, or name another'),
    ];
  },
};

export const zoneForm: InputRule = {
  id: 'name/zone',
  severity: 'error',
  statement: 'A zone is given by its name, such as europe-west1-b.',
  why: 'everything of the NEG is made there, and other text could name another place',
  sources: [gcloud('compute zones list')],
  phase: 'inputs',
  check: ({ values }) => {
    const fix = 'give a name that `gcloud compute zones list` shows, such as europe-west1-b';
    const usual = values.get(zoneField);
    const given = listedEndpoints(values).flatMap(({ zone }) => zone ?? []);
    const isWrong = (zone: string): boolean => regionOfZone(zone) === undefined;
    return [
      ...(usual !== undefined && isWrong(usual)
        ? [about(zoneField, `"${usual}" is not a zone`, fix)]
        : []),
      ...shortened(
        [...new Set(given)]
          .filter(isWrong)
          .map((zone) => ({ what: `"${zone}" is not a zone`, fix })),
      ),
    ];
  },
};

const MOST_NEGS = 50;

export const zonedNegCount: InputRule = {
  ...negCount,
  statement: 'A backend service holds at most 50 NEGs of zones.',
  check: ({ values }) => {
    const count = groupsOf(values).length;
    if (count <= MOST_NEGS) return [];
    return [about(endpointsField, `${count} NEGs are named`, 'put the endpoints into fewer')];
  },
};

/** For load balancers of a region: {@link ZonedType} decides how the rule is called. */
function regionRule(id: string, page: string): InputRule {
  return {
    id,
    severity: 'error',
    statement: 'A load balancer of a region takes NEGs of zones of that region.',
    why: 'the API refuses backends of other regions',
    sources: [page],
    phase: 'inputs',
    check: ({ values }) => {
      const region = values.get(regionField);
      const zones = [...new Set(groupsOf(values).map(({ zone }) => zone))];
      return zones
        .filter((zone) => ![undefined, region].includes(regionOfZone(zone)))
        .map((zone) =>
          about(zoneField, `zone ${zone} is not in region ${region}`, `name a zone of ${region}`),
        );
    },
  };
}

export const vmRegion: InputRule = regionRule('neg/zone-in-region', zonalPage);
export const hybridRegion: InputRule = regionRule('neg/hybrid-region', hybridPage);

/** For the endpoints of a set-up, whatever they are. */
const ANY: readonly InputRule[] = [fileReadable, zoneForm, negNames, zonedNegCount];

/** For endpoints of VMs, as far as can be said without looking at them. */
export const VM_ENDPOINT_RULES: readonly InputRule[] = [
  ...ANY,
  ...commonRules('GCE_VM_IP_PORT'),
  rule('GCE_VM_IP_PORT', {
    id: 'endpoint/instance-required',
    statement: 'An endpoint of a zonal NEG names a VM of its zone.',
    why: 'the address is looked up in the VM, and goes with it',
    sources: [zonalPage],
  }),
];

/** For endpoints outside Google Cloud. */
export const HYBRID_ENDPOINT_RULES: readonly InputRule[] = [
  ...ANY,
  ...commonRules('NON_GCP_PRIVATE_IP_PORT'),
];
