import { lookup } from '../../facts/facts.ts';
import { restrictIngressField } from '../../inputs/fields/serverless.ts';
import type { Values } from '../../inputs/values.ts';
import { textAt } from '../../json.ts';
import { cloudRunServiceId, restrictedIngress } from '../../resources/cloud-run.ts';
import { ofKind, type Resource } from '../../resources/resource.ts';
import { namedServices } from '../../rules/live-serverless.ts';
import type { ResourceContext } from '../recipe.ts';
import { regionOf } from './regional-site.ts';

/** The named services that are open to everybody, closed once requests can come through the load balancer. */
export function restrictedIngresses(
  values: Values,
  made: readonly Resource[],
  { facts }: ResourceContext,
): readonly Resource[] {
  if (values.get(restrictIngressField) !== true) return [];
  const scope = regionOf(values);
  const after = ofKind(made, 'forwardingRules').map(({ id }) => id);
  const names = new Set(namedServices(values).map(({ service }) => service));
  return [...names]
    .filter((name) => {
      const live = facts === null ? null : lookup(facts, cloudRunServiceId(scope, name));
      return live === null || textAt(live, 'ingress') !== 'internal';
    })
    .map((name) => restrictedIngress(scope, name, after));
}
