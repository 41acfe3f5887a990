import type { LoadBalancingScheme } from '../../resources/backend-service.ts';
import type { RuleNetwork } from '../../resources/forwarding-rule.ts';
import { GLOBAL, type ResourceId, type Scope } from '../../resources/resource.ts';

/** Where the parts of a load balancer live, and what its front end takes of a network. */
export interface Site {
  readonly scope: Scope;
  readonly scheme: LoadBalancingScheme;
  /** The network of the front end; `null` for global external ones, which are in none. */
  readonly network: RuleNetwork | null;
  readonly allowGlobalAccess: boolean;
  /** Where the certificates of its proxy are kept. */
  readonly certificates: 'compute' | 'certificate-manager';
  /** What the names of its forwarding rules and address end with; empty where it is the only one, or the first. */
  readonly ending: string;
  /** What must be there before clients are let in, beside what the front end leads to. */
  readonly after: readonly ResourceId[];
}

/** Where clients enter: one place, or one in each of several regions; all with the same proxy. */
export type Sites = readonly [Site, ...Site[]];

/** The site of a global load balancer on the internet. */
export function globalSite(scheme: LoadBalancingScheme): Site {
  return {
    scope: GLOBAL,
    scheme,
    network: null,
    allowGlobalAccess: false,
    certificates: 'compute',
    ending: '',
    after: [],
  };
}
