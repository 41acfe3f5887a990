import { documentsOf, lookup } from '../facts/facts.ts';
import type { AnyField } from '../inputs/field.ts';
import * as serverless from '../inputs/fields/serverless.ts';
import type { Values } from '../inputs/values.ts';
import { isJsonObject, type JsonObject, objectsAt, textAt } from '../json.ts';
import { cloudRunServiceId } from '../resources/cloud-run.ts';
import type { RegionScope } from '../resources/network.ts';
import { idOfReference, ofKind } from '../resources/resource.ts';
import { about, general, type LiveContext, type LiveRule } from './rule.ts';
import { computeApi, gcloud, serverlessPost, setUpPage } from './sources.ts';

/** A Cloud Run service that the inputs name, and where they name it. */
interface NamedService {
  readonly field: AnyField;
  readonly service: string;
  readonly tag: string | undefined;
}

/** The services that the inputs name, each once; what a mask will find is not known. */
export function namedServices(values: Values): readonly NamedService[] {
  const service = values.get(serverless.cloudRunServiceField);
  const tag = values.get(serverless.cloudRunTagField);
  const rules = values.get(serverless.pathRulesField) ?? [];
  return [
    ...(service === undefined ? [] : [{ field: serverless.cloudRunServiceField, service, tag }]),
    ...rules.map((rule) => ({
      field: serverless.pathRulesField,
      service: rule.service,
      tag: rule.tag,
    })),
  ];
}

/** The region of the planned serverless NEGs. */
function regionOf({ resources }: LiveContext): RegionScope | null {
  const [neg] = ofKind(resources, 'networkEndpointGroups');
  return neg?.scope.type === 'region' ? neg.scope : null;
}

interface LiveService extends NamedService {
  readonly document: JsonObject;
}

/** The named services that exist, each once. */
function liveServices(context: LiveContext): readonly LiveService[] {
  const region = regionOf(context);
  if (region === null) return [];
  const found = namedServices(context.values).flatMap((named) => {
    const document = lookup(context.facts, cloudRunServiceId(region, named.service));
    return document === null ? [] : [{ ...named, document }];
  });
  return [...new Map(found.map((one) => [one.service, one])).values()];
}

export const serviceExists: LiveRule = {
  id: 'serverless/service-exists',
  severity: 'error',
  statement: 'Every named Cloud Run service exists in the region of its NEG, and is ready.',
  why: 'a NEG of a service that is not there is made, and answers every request with 404',
  sources: [setUpPage('Deploy a Cloud Run service'), computeApi('NetworkEndpointGroupCloudRun')],
  phase: 'live',
  check: (context) => {
    const region = regionOf(context);
    if (region === null) return [];
    const names = documentsOf(context.facts, { kind: 'cloudRunServices', scope: region }).map(
      (document) => textAt(document, 'name') ?? '',
    );
    const there =
      names.length === 0 ? 'there is none' : `there are ${names.slice(0, 5).join(', ')}`;
    return namedServices(context.values).flatMap(({ field, service }) => {
      const live = lookup(context.facts, cloudRunServiceId(region, service));
      if (live === null) {
        const what = `no Cloud Run service ${service} in ${region.region}: ${there}`;
        return [
          about(field, what, `deploy ${service} in ${region.region} first, or choose its region`),
        ];
      }
      if (live['isReady'] === true) return [];
      return [
        about(
          field,
          `the Cloud Run service ${service} is not ready`,
          `see \`gcloud run services describe ${service} --region=${region.region}\``,
        ),
      ];
    });
  },
};

export const tagExists: LiveRule = {
  id: 'url-mask/service-exists',
  severity: 'error',
  statement: 'Every named traffic tag exists on its Cloud Run service.',
  why: 'unknown names are answered with 404',
  sources: [setUpPage('Using a URL mask')],
  phase: 'live',
  check: (context) => {
    const region = regionOf(context);
    if (region === null) return [];
    return namedServices(context.values).flatMap(({ field, service, tag }) => {
      const live = lookup(context.facts, cloudRunServiceId(region, service));
      const tags = Array.isArray(live?.['tags']) ? live['tags'] : [];
      if (live === null || tag === undefined || tags.includes(tag)) return [];
      return [
        about(
          field,
          `no revision of ${service} has the traffic tag ${tag}`,
          `tag one: gcloud run services update-traffic ${service} --region=${region.region} --set-tags=${tag}=REVISION`,
        ),
      ];
    });
  },
};

/** Of a load balancer that is reached from inside only; `null` where nothing is planned that says it. */
function isInternal({ resources }: LiveContext): boolean {
  return ofKind(resources, 'backendServices').every(
    ({ body }) => body['loadBalancingScheme'] === 'INTERNAL_MANAGED',
  );
}

export const ingressAdmits: LiveRule = {
  id: 'serverless/ingress',
  severity: 'error',
  statement:
    'The ingress of a Cloud Run service lets the load balancer in: internal is enough for an internal one only.',
  why: 'every request through an external load balancer would be answered with 404',
  sources: [setUpPage('Deploy a Cloud Run service'), serverlessPost('Prerequisites')],
  phase: 'live',
  check: (context) =>
    liveServices(context)
      .filter(({ document }) => textAt(document, 'ingress') === 'internal' && !isInternal(context))
      .map(({ field, service }) =>
        about(
          field,
          `${service} has ingress internal, which keeps an external load balancer out`,
          `gcloud run services update ${service} --ingress=internal-and-cloud-load-balancing`,
        ),
      ),
};

export const ingressAll: LiveRule = {
  id: 'serverless/ingress-all',
  severity: 'warning',
  statement: 'A Cloud Run service with ingress all is reached around the load balancer too.',
  why: 'it stays open to everybody at its run.app URL',
  sources: [serverlessPost('Practical Tips'), gcloud('run deploy --help: the default is all')],
  phase: 'live',
  check: (context) =>
    context.values.get(serverless.restrictIngressField) === true
      ? []
      : liveServices(context)
          .filter(({ document }) => textAt(document, 'ingress') === 'all')
          .map(({ service, document }) =>
            about(
              serverless.restrictIngressField,
              `${service} is open to everybody at ${textAt(document, 'url') ?? 'its own URL'}`,
              'add --restrict-ingress',
            ),
          ),
};

const INVOKER = 'roles/run.invoker';

/** Whether everybody may call a service; `null` where its policy was not read. */
function isPublic({ facts }: LiveContext, region: RegionScope, service: string): boolean | null {
  const policy = facts.policies.found.get(cloudRunServiceId(region, service));
  if (policy === undefined) return null;
  return objectsAt(policy, 'bindings').some((binding) => {
    const members = binding['members'];
    return (
      textAt(binding, 'role') === INVOKER &&
      !isJsonObject(binding['condition'] ?? null) &&
      Array.isArray(members) &&
      members.includes('allUsers')
    );
  });
}

function servicesThat(context: LiveContext, arePublic: boolean): readonly LiveService[] {
  const region = regionOf(context);
  if (region === null) return [];
  return liveServices(context).filter(
    ({ service }) => isPublic(context, region, service) === arePublic,
  );
}

export const invokerAuth: LiveRule = {
  id: 'serverless/invoker-auth',
  severity: 'advice',
  statement: 'A service that everybody may call is called by whoever reaches it.',
  why: 'IAM keeps out what comes through the network all the same; callers then send identity tokens',
  sources: [serverlessPost('Practical Tips'), setUpPage('Deploy a Cloud Run service')],
  phase: 'live',
  check: (context) =>
    servicesThat(context, true).map(({ field, service }) =>
      about(
        field,
        `allUsers may call ${service}: it was deployed with --allow-unauthenticated`,
        `if callers can send identity tokens: gcloud run services remove-iam-policy-binding ${service} --member=allUsers --role=${INVOKER}`,
      ),
    ),
};

export const authNeedsToken: LiveRule = {
  id: 'serverless/auth-needs-token',
  severity: 'advice',
  statement:
    'A service that only certain callers may call answers 403 to requests without an identity token.',
  why: 'IAM looks at the caller, behind the load balancer as before it',
  sources: [serverlessPost('Practical Tips')],
  phase: 'live',
  check: (context) =>
    servicesThat(context, false).map(({ field, service }) =>
      about(
        field,
        `${service} asks its callers for identity tokens; nothing about that is changed`,
        `callers need ${INVOKER} on it and a token for its URL`,
      ),
    ),
};

export const oneServerlessNeg: LiveRule = {
  id: 'backend-service/one-serverless-regional',
  severity: 'error',
  statement: 'A regional backend service holds one serverless NEG and nothing else.',
  why: 'the API refuses a second backend',
  sources: ['Serverless NEGs overview', computeApi('BackendService.backends')],
  phase: 'live',
  check: ({ resources, facts }) => {
    const planned = ofKind(resources, 'backends').map(({ body }) => body['group']);
    return ofKind(resources, 'backendServices').flatMap(({ id, name }) => {
      const live = lookup(facts, id);
      const groups = live === null ? [] : objectsAt(live, 'backends');
      return groups
        .map((backend) => idOfReference(textAt(backend, 'group') ?? ''))
        .filter((group) => !planned.includes(group))
        .map((group) =>
          general(
            `backend service ${name} holds ${group} already`,
            'choose another --backend-service-name, or `negctl update serverless-ilb`',
          ),
        );
    });
  },
};
