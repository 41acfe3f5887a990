import { lookup } from '../facts/facts.ts';
import { networkField } from '../inputs/fields/region.ts';
import { isJsonObject, textAt } from '../json.ts';
import { networkId } from '../resources/network.ts';
import { about, type LiveRule } from './rule.ts';
import { loadBalancingPage } from './sources.ts';

export const globalRouting: LiveRule = {
  id: 'network/hybrid-global-routing',
  severity: 'warning',
  statement: 'The network of endpoints outside Google Cloud routes dynamically in all regions.',
  why: 'hybrid NEGs are documented with global dynamic routing only: probes and proxies of other regions find no way otherwise',
  sources: [
    loadBalancingPage('Hybrid connectivity NEGs overview', 'negs/hybrid-neg-concepts'),
    'Compute Engine API v1, Network.routingConfig',
  ],
  phase: 'live',
  check: ({ values, facts }) => {
    const network = values.get(networkField);
    const live = network === undefined ? null : lookup(facts, networkId(network));
    const routing = live?.['routingConfig'];
    if (network === undefined || routing === undefined || !isJsonObject(routing)) return [];
    if (textAt(routing, 'routingMode') !== 'REGIONAL') return [];
    return [
      about(
        networkField,
        `network ${network} learns routes for the region of each router only`,
        `gcloud compute networks update ${network} --bgp-routing-mode=global`,
      ),
    ];
  },
};
