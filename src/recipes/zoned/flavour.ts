import * as backend from '../../inputs/fields/backend.ts';
import * as check from '../../inputs/fields/health-check.ts';
import * as names from '../../inputs/fields/lb-names.ts';
import { namePrefixField } from '../../inputs/fields/names.ts';
import { networkField } from '../../inputs/fields/region.ts';
import { neededHealthCheckField, probeIntervalField } from '../../inputs/fields/zonal.ts';
import type { Values } from '../../inputs/values.ts';
import type { Json } from '../../json.ts';
import { backend as backendAttachment } from '../../resources/backend.ts';
import { backendService } from '../../resources/backend-service.ts';
import type { Resource } from '../../resources/resource.ts';
import { ZONED_BACKEND } from '../../rules/zoned-groups.ts';
import type { Flavour } from '../flavour.ts';
import { balancingOf } from '../parts/balancing.ts';
import { firewallRules } from '../parts/firewall.ts';
import { optionalHealthCheckOf } from '../parts/optional-health-check.ts';
import { projectOf } from '../parts/project.ts';
import { sure } from '../parts/sure.ts';
import { zonedNegs } from '../parts/zoned-negs.ts';
import type { NextStep, ResourceContext } from '../recipe.ts';
import type { Zoned } from './endpoints.ts';
import type { Front } from './front.ts';
import type { Place } from './place.ts';

/** A load balancer that NEGs of zones can be put behind, whatever they hold: where it is, and what clients meet. */
export interface Balancer extends Pick<Flavour, 'word' | 'meaning'> {
  readonly place: Place;
  readonly front: Front;
  /** What brings every kind that it makes, beside endpoints; `null` where another one makes the same kinds. */
  readonly fullest: Readonly<Record<string, Json>> | null;
}

interface Makings extends Balancer {
  readonly zoned: Zoned;
}

function fullestOf({ word, fullest, zoned }: Makings): Flavour['fullest'] {
  if (fullest === null) return [];
  const endpoints = [zoned.example];
  return [{ name: word, lb: word, zone: 'us-central1-a', endpoints, ...fullest }];
}

function resourcesOf(
  { zoned, place, front }: Makings,
  values: Values,
  context: ResourceContext,
): readonly Resource[] {
  const site = place.site(values, context);
  const negs = zonedNegs(values, zoned.type, context.facts);
  const health = optionalHealthCheckOf(values, site.scope);
  const firewall = zoned.isInNetwork ? firewallRules(values, site.groundwork) : [];
  const service = backendService({
    scope: site.scope,
    name: sure(values, names.backendServiceNameField),
    scheme: site.scheme,
    protocol: front.protocol(values),
    healthCheck: health.id,
    customRequestHeaders: front.headers(values),
    loggingSampleRate: values.get(backend.loggingSampleRateField) ?? null,
  });
  const opened = { ...site, after: [...site.after, ...firewall.map(({ id }) => id)] };
  return [
    ...site.groundwork,
    ...negs.flatMap(({ neg, attachments }) => [neg, ...attachments]),
    ...firewall,
    ...health.made,
    service,
    ...negs.map(({ neg }) => backendAttachment(service, neg, balancingOf(values))),
    ...front.resources(values, opened, service, context),
  ];
}

/** To see how the endpoints are, where anybody knows; else to see it by the load balancer's logs. */
function healthStep({ zoned, place }: Makings, values: Values): NextStep {
  const service = sure(values, names.backendServiceNameField);
  const scope = place.scope(values);
  const where = scope.type === 'region' ? `--region=${scope.region}` : '--global';
  const project = `--project=${projectOf(values)}`;
  if (place.isProbedByGoogle(zoned)) {
    return {
      title: 'see which endpoints are healthy',
      detail: `gcloud compute backend-services get-health ${service} ${where} ${project}`,
    };
  }
  return {
    title: 'see by the logs whether endpoints answer: their health shows nowhere',
    detail: `gcloud compute backend-services update ${service} ${where} --enable-logging ${project}`,
  };
}

/** What has to be done at the other end of VPN or Interconnect. */
function remoteSteps({ zoned, place }: Makings, values: Values): readonly NextStep[] {
  if (zoned.isInNetwork) return [];
  const network = sure(values, networkField);
  return [
    {
      title: `let ${place.sources(values)} in at the endpoints, and advertise the way back to them`,
      detail: `gcloud compute routers list --filter=network:${network} --project=${projectOf(values)}`,
    },
  ];
}

/** NEGs of zones behind a load balancer. */
export function zonedFlavour(balancer: Balancer, zoned: Zoned): Flavour {
  const makings = { ...balancer, zoned };
  const { word, meaning, place, front } = balancer;
  return {
    word,
    meaning,
    fullest: fullestOf(makings),
    fields: [
      ...zoned.fields,
      ...place.fields(zoned),
      ...front.backendFields,
      neededHealthCheckField,
      check.requestPathField,
      probeIntervalField,
      backend.loggingField,
      backend.loggingSampleRateField,
      ...zoned.firewallFields,
      ...front.frontEndFields.map((field) =>
        field.id === place.addressField.id ? place.addressField : field,
      ),
      ...place.frontEndFields,
      ...front.names,
      check.healthCheckNameField,
      ...zoned.firewallNames,
      ...(zoned.isInNetwork ? place.proxyNames : []),
      ...place.names,
    ],
    rules: [
      ...zoned.rules,
      ...zoned.firewallRules,
      ...place.rules(zoned),
      ...ZONED_BACKEND,
      ...front.rules,
    ],
    resources: (values, context) => resourcesOf(makings, values, context),
    alsoReads: (values) => [
      ...zoned.reads(values),
      ...place.reads(values),
      ...front.reads(values, place.scope(values)),
    ],
    probe: () => null,
    egressRecord: null,
    nextSteps: (values, live) => [
      ...front.nextSteps(
        values,
        { scope: place.scope(values), network: place.network(values) },
        live,
      ),
      healthStep(makings, values),
      ...remoteSteps(makings, values),
    ],
  };
}

/** NEGs of zones, and nothing around them. */
export function onlyNegs(zoned: Zoned): Flavour {
  return {
    word: 'none',
    meaning: 'only the NEGs and their endpoints',
    fullest: [],
    fields: [...zoned.fields, namePrefixField, names.negNameField],
    rules: zoned.rules,
    resources: (values, { facts }) =>
      zonedNegs(values, zoned.type, facts).flatMap(({ neg, attachments }) => [neg, ...attachments]),
    alsoReads: zoned.reads,
    probe: () => null,
    egressRecord: null,
    nextSteps: (values) => {
      const [first] = zonedNegs(values, zoned.type, null);
      const neg = first?.neg;
      const zone = neg?.scope.type === 'zone' ? neg.scope.zone : '';
      return [
        {
          title: 'attach the NEG to a backend service',
          detail: `gcloud compute backend-services add-backend SERVICE --global --network-endpoint-group=${neg?.name} --network-endpoint-group-zone=${zone} --balancing-mode=RATE --max-rate-per-endpoint=100`,
        },
      ];
    },
  };
}
