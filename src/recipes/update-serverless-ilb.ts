import { type Facts, lookup } from '../facts/facts.ts';
import { serverlessBackendOf } from '../facts/serverless-backend.ts';
import { field } from '../inputs/field.ts';
import { backendServiceNameField } from '../inputs/fields/lb-names.ts';
import { namePrefixField } from '../inputs/fields/names.ts';
import { regionField } from '../inputs/fields/region.ts';
import * as serverless from '../inputs/fields/serverless.ts';
import { nameField, projectField } from '../inputs/fields/set-up.ts';
import { text } from '../inputs/shape.ts';
import type { Values } from '../inputs/values.ts';
import { backendSwap } from '../resources/backend-swap.ts';
import { cloudRunServiceId } from '../resources/cloud-run.ts';
import { type Resource, resourceId } from '../resources/resource.ts';
import { retirement } from '../resources/retirement.ts';
import { isSameServerlessNeg, serverlessNeg } from '../resources/serverless-neg.ts';
import { namedServices } from '../rules/live-serverless.ts';
import { SERVERLESS_UPDATE } from '../rules/serverless-groups.ts';
import { type Flavour, recipeOf } from './flavour.ts';
import { regionOf } from './parts/regional-site.ts';
import { cloudRunTarget } from './parts/serverless-backend.ts';
import { sure } from './parts/sure.ts';
import type { ResourceContext } from './recipe.ts';

const newNegNameField = field({
  id: 'newNegName',
  flag: 'neg-name',
  path: 'names.neg',
  shape: text,
  placeholder: 'NAME',
  summary: 'Name of the new NEG (default: that of the old one with the next number)',
  group: 'names',
});

const LONGEST_NAME = 63;

/** `web-neg` is followed by `web-neg-2`, that by `web-neg-3`. */
function nameAfter(name: string): string {
  const [, stem = name, number = '1'] = /^(.*)-(\d{1,6})$/.exec(name) ?? [];
  const suffix = `-${Number(number) + 1}`;
  return `${stem.slice(0, LONGEST_NAME - suffix.length)}${suffix}`;
}

/** The NEG that is to be behind the service: of that name, else of the first next name that is free or fits. */
function newNeg(values: Values, oldName: string, facts: Facts | null): Resource {
  const scope = regionOf(values);
  const target = cloudRunTarget(values);
  const called = (name: string) => serverlessNeg({ scope, name, target });
  const given = values.get(newNegNameField);
  if (given !== undefined) return called(given);
  for (let name = nameAfter(oldName); ; name = nameAfter(name)) {
    const neg = called(name);
    const live = facts === null ? null : lookup(facts, neg.id);
    if (live === null || isSameServerlessNeg(neg.body, live)) return neg;
  }
}

function resources(values: Values, { facts }: ResourceContext): readonly Resource[] {
  const scope = regionOf(values);
  const project = values.get(projectField) ?? 'PROJECT';
  const name = sure(values, backendServiceNameField);
  const service = { id: resourceId(scope, 'backendServices', name), scope, name };
  const { found } = facts === null ? { found: null } : serverlessBackendOf(facts, scope, name);
  const oldName = found?.neg.name ?? `${sure(values, namePrefixField)}-neg`;
  const target = found?.neg.target ?? { platform: 'cloud-run' as const };
  const old = serverlessNeg({ scope, name: oldName, target });
  const wanted = serverlessNeg({ scope, name: oldName, target: cloudRunTarget(values) });
  // What is asked for is there: nothing is exchanged.
  if (found !== null && isSameServerlessNeg(wanted.body, old.body)) return [old];
  const neg = newNeg(values, oldName, facts);
  const document = found?.document ?? {};
  const swap = backendSwap({ project, service, document, old: old.id, neg });
  return [neg, swap, retirement(old, swap.id)];
}

const update: Flavour = {
  word: 'serverless-ilb',
  meaning: 'another Cloud Run service, tag or URL mask',
  fields: [
    regionField,
    serverless.cloudRunTargetField,
    serverless.cloudRunServiceField,
    serverless.cloudRunTagField,
    serverless.cloudRunUrlMaskField,
    namePrefixField,
    backendServiceNameField,
    newNegNameField,
  ],
  fullest: [{ name: 'web', region: 'us-central1', 'backend.cloudRunService': 'web' }],
  rules: SERVERLESS_UPDATE,
  resources,
  alsoReads: (values) => [
    { kind: 'backendServices', scope: regionOf(values) },
    { kind: 'networkEndpointGroups', scope: regionOf(values) },
    { kind: 'cloudRunServices', scope: regionOf(values) },
  ],
  policies: (values) =>
    namedServices(values).map(({ service }) => cloudRunServiceId(regionOf(values), service)),
  probe: () => null,
  egressRecord: null,
  nextSteps: (values) => [
    {
      title:
        'see what is behind it now (the first minutes may still be answered by what was there)',
      detail: `negctl describe ${sure(values, nameField)}`,
    },
  ],
};

/** Another Cloud Run service, tag or URL mask behind an internal load balancer. */
export const serverlessIlbUpdate = recipeOf({
  verb: 'update',
  noun: 'serverless-ilb',
  kind: 'ServerlessIlbUpdate',
  purpose: 'Give an internal load balancer another Cloud Run service, tag or URL mask',
  examples: [
    'negctl update serverless-ilb web --region=us-central1 --cloud-run-service=web --cloud-run-tag=next --dry-run=server',
    'negctl update serverless-ilb web --region=us-central1 --cloud-run-url-mask="/<service>" --yes --confirm=web',
    'negctl update serverless-ilb web --backend-service-name=web-api-bes --cloud-run-service=api2',
  ],
  fields: [nameField, projectField],
  chooser: null,
  flavours: [update],
});
