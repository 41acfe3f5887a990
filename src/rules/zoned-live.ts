import { documentsOf, lookup } from '../facts/facts.ts';
import { Instances } from '../facts/instances.ts';
import { subnetsEverywhere } from '../facts/networks.ts';
import type { EndpointInput } from '../inputs/endpoint.ts';
import { networkField, subnetField } from '../inputs/fields/region.ts';
import { isIn } from '../ipv4.ts';
import { type JsonObject, textAt } from '../json.ts';
import { networkId } from '../resources/network.ts';
import { EndpointSet, endpointsIn, endpointWords } from '../resources/network-endpoint.ts';
import { ofKind, partsOfId, type Resource, scopeName } from '../resources/resource.ts';
import type { SetFinding } from './endpoint-set.ts';
import { about, general, type LiveContext, type LiveRule, type RuleText } from './rule.ts';
import { loadBalancingPage } from './sources.ts';
import { vmFindings } from './vm-endpoints.ts';
import { shortened } from './zoned-endpoints.ts';

const zonalPage = loadBalancingPage('Zonal NEGs overview', 'negs/zonal-neg-concepts');
const hybridPage = loadBalancingPage(
  'Hybrid connectivity NEGs overview',
  'negs/hybrid-neg-concepts',
);

/** An endpoint of the API, as an operator would write it. */
function written(body: JsonObject): EndpointInput {
  const [instance, ip] = [textAt(body, 'instance'), textAt(body, 'ipAddress')];
  const port = body['port'];
  return {
    ...(instance === undefined ? {} : { instance }),
    ...(ip === undefined ? {} : { ip }),
    ...(typeof port === 'number' ? { port } : {}),
  };
}

function endpointsOf(neg: Resource, resources: readonly Resource[]): readonly EndpointInput[] {
  return ofKind(resources, 'networkEndpoints')
    .filter(({ container }) => container === neg.id)
    .flatMap((attachment) => endpointsIn(attachment).map(written));
}

/** What is wrong with the endpoints of VMs, by the VMs that are there. */
function vmProblems({ resources, facts }: LiveContext): readonly SetFinding[] {
  return ofKind(resources, 'networkEndpointGroups').flatMap((neg) => {
    const { scope, body } = neg;
    const instances = new Instances(documentsOf(facts, { kind: 'instances', scope }));
    const home = {
      network: textAt(body, 'network') ?? '',
      subnetwork: textAt(body, 'subnetwork') ?? null,
      zone: scopeName(scope),
    };
    return vmFindings(endpointsOf(neg, resources), instances, home);
  });
}

function vmRule(text: Omit<RuleText, 'severity' | 'sources'>): LiveRule {
  return {
    ...text,
    severity: 'error',
    sources: [zonalPage],
    phase: 'live',
    check: (context) => shortened(vmProblems(context).filter(({ rule }) => rule === text.id)),
  };
}

/** For the endpoints of zonal NEGs, by the VMs that are there. */
export const VM_RULES: readonly LiveRule[] = [
  vmRule({
    id: 'endpoint/instance-required',
    statement: 'An endpoint of a zonal NEG names a VM of its zone.',
    why: 'an endpoint is an address of a VM',
  }),
  vmRule({
    id: 'endpoint/vm-nic-network',
    statement: 'The VM of an endpoint has an interface in the network and subnet of the NEG.',
    why: 'traffic reaches it in that network only',
  }),
  vmRule({
    id: 'endpoint/ip-belongs-to-vm',
    statement: 'The address of an endpoint is the first one of its VM, or of an alias range.',
    why: 'the API refuses any other address',
  }),
];

export const subnetThere: LiveRule = {
  id: 'neg/zonal-subnet',
  severity: 'error',
  statement: 'The subnet of a zonal NEG is one of its network, in the region of its zone.',
  why: 'a NEG belongs to one subnet',
  sources: [zonalPage],
  phase: 'live',
  check: ({ values, resources, facts }) => {
    const network = values.get(networkField) ?? '';
    const wanted = ofKind(resources, 'networkEndpointGroups').flatMap(
      ({ body }) => textAt(body, 'subnetwork') ?? [],
    );
    return [...new Set(wanted)].flatMap((id) => {
      const parts = partsOfId(id);
      const region = parts === null ? '' : scopeName(parts.scope);
      const isThere = subnetsEverywhere(facts, network).some(
        (subnet) => subnet.name === parts?.name && subnet.region === region,
      );
      if (isThere) return [];
      const fix = `give one that \`gcloud compute networks subnets list --network=${network} --regions=${region}\` shows`;
      const message = `network ${network} has no subnet ${parts?.name} in ${region}`;
      return [about(subnetField, message, fix)];
    });
  },
};

export const noLegacyNetwork: LiveRule = {
  id: 'neg/legacy-network',
  severity: 'error',
  statement: 'NEGs are in networks that have subnets.',
  why: 'legacy networks have none, and the API refuses a NEG in them',
  sources: [zonalPage],
  phase: 'live',
  check: ({ values, facts }) => {
    const network = values.get(networkField);
    const live = network === undefined ? null : lookup(facts, networkId(network));
    if (live === null || textAt(live, 'IPv4Range') === undefined) return [];
    return [about(networkField, `${network} is a legacy network`, 'use a network with subnets')];
  },
};

export const othersThere: LiveRule = {
  id: 'endpoint/others-there',
  severity: 'warning',
  statement: 'Endpoints of a NEG that a set-up does not name stay in it.',
  why: 'create adds what is missing and takes nothing off; they get traffic too',
  sources: [zonalPage],
  phase: 'live',
  check: ({ resources, facts }) =>
    ofKind(resources, 'networkEndpointGroups').flatMap((neg) => {
      const named = EndpointSet.of(
        ofKind(resources, 'networkEndpoints')
          .filter(({ container }) => container === neg.id)
          .flatMap(endpointsIn),
      );
      const others = (facts.endpoints.get(neg.id) ?? []).filter((one) => !named.has(one));
      const [first] = others;
      if (first === undefined) return [];
      const count = `${others.length} endpoint${others.length === 1 ? '' : 's'}`;
      return [
        general(
          `NEG ${neg.name} holds ${count} beside these, such as ${endpointWords(first)}`,
          `take off what is not meant by negctl endpoints remove ${neg.name}`,
        ),
      ];
    }),
};

export const outsideNetwork: LiveRule = {
  id: 'endpoint/hybrid-address',
  severity: 'error',
  statement: 'An endpoint of a hybrid NEG is outside every subnet of the network.',
  why: 'traffic to an address of a subnet never leaves the network',
  sources: [hybridPage],
  phase: 'live',
  check: ({ values, resources, facts }) => {
    const subnets = subnetsEverywhere(facts, values.get(networkField) ?? '');
    const ranges = subnets.flatMap(({ name, ranges: taken }) =>
      taken.map((range) => ({ name, range })),
    );
    const found = ofKind(resources, 'networkEndpointGroups').flatMap((neg) =>
      endpointsOf(neg, resources).flatMap(({ ip }) => {
        const inside = ip === undefined ? undefined : ranges.find(({ range }) => isIn(ip, range));
        if (inside === undefined) return [];
        return [
          {
            what: `${ip} is an address of subnet ${inside.name} (${inside.range})`,
            fix: 'give an address outside Google Cloud; for VMs use negctl create zonal-neg',
          },
        ];
      }),
    );
    return shortened(found);
  },
};
