import { field } from '../field.ts';
import { pathRuleList } from '../path-rules.ts';
import { commaList, oneOf, text, wholeNumber, yesNo } from '../shape.ts';
import type { Values } from '../values.ts';
import { protocolField } from './backend.ts';

/** How the NEG knows which service answers: by a name, or by what a URL mask finds in the request. */
export const CLOUD_RUN_TARGETS = ['service', 'url-mask'] as const;

export const cloudRunTargetField = field<(typeof CLOUD_RUN_TARGETS)[number]>({
  id: 'cloudRunTarget',
  flag: 'cloud-run-target',
  path: 'backend.cloudRunTarget',
  shape: oneOf(CLOUD_RUN_TARGETS),
  placeholder: 'TARGET',
  summary: 'One service by its name, or a URL mask (default: by what is given)',
  group: 'backend',
  requiredIf: () => true,
  alternatives: ['--cloud-run-service=NAME', '--cloud-run-url-mask=MASK'],
  fallback: (values) => {
    if (values.has(cloudRunUrlMaskField)) {
      return { value: 'url-mask', because: '--cloud-run-url-mask is given' };
    }
    return values.has(cloudRunServiceField)
      ? { value: 'service', because: '--cloud-run-service is given' }
      : undefined;
  },
  question: {
    ask: 'Which Cloud Run service answers',
    why: 'the NEG calls one service, or finds the name in the URL',
    help: 'One service: name it; further ones can be given by path. Several services under one URL pattern: a URL mask such as example.com/<service> needs only one NEG.',
    meanings: {
      service: 'one service, given by its name',
      'url-mask': 'the service whose name is in the URL',
    },
  },
});

function hasTarget(target: (typeof CLOUD_RUN_TARGETS)[number]): (values: Values) => boolean {
  return (values) => values.get(cloudRunTargetField) === target;
}

export const cloudRunServiceField = field({
  id: 'cloudRunService',
  flag: 'cloud-run-service',
  path: 'backend.cloudRunService',
  shape: text,
  placeholder: 'SERVICE',
  summary: 'Cloud Run service behind the load balancer',
  group: 'backend',
  requiredIf: hasTarget('service'),
  question: {
    ask: 'Cloud Run service',
    why: 'it answers the requests',
    help: 'The name of a service that is deployed in the region of the load balancer.',
    choices: 'cloud-run-services',
    askIf: hasTarget('service'),
  },
});

export const cloudRunTagField = field({
  id: 'cloudRunTag',
  flag: 'cloud-run-tag',
  path: 'backend.cloudRunTag',
  shape: text,
  placeholder: 'TAG',
  summary: 'Only the revision of the service that has this traffic tag',
  group: 'backend',
});

export const cloudRunUrlMaskField = field({
  id: 'cloudRunUrlMask',
  flag: 'cloud-run-url-mask',
  path: 'backend.cloudRunUrlMask',
  shape: text,
  placeholder: 'MASK',
  summary: 'Where in the URL the service stands, such as "/<service>"',
  group: 'backend',
  requiredIf: hasTarget('url-mask'),
  question: {
    ask: 'URL mask, such as example.com/<service>',
    why: 'the service is found in the URL of each request',
    help: '<service> and <tag> stand where the names are. Without "/" the mask is about the host only; a path mask starts with "/". Try it with `negctl url-mask explain MASK URL`.',
    askIf: hasTarget('url-mask'),
  },
});

export const pathRulesField = field({
  id: 'pathRules',
  flag: 'path-rules',
  path: 'frontend.pathRules',
  shape: pathRuleList,
  placeholder: 'PATH=SERVICE[:TAG],…',
  summary: 'Other services for certain paths: "/api/*=api,/web/*=web"',
  group: 'front end',
});

export const hostsField = field({
  id: 'hosts',
  flag: 'hosts',
  path: 'frontend.hosts',
  shape: commaList,
  placeholder: 'HOST[,HOST]',
  summary: 'Hosts that the path rules are for (default: every host)',
  group: 'front end',
  appliesIf: (values) => values.has(pathRulesField),
});

export const restrictIngressField = field({
  id: 'restrictIngress',
  flag: 'restrict-ingress',
  path: 'backend.restrictIngress',
  shape: yesNo,
  placeholder: '',
  summary: 'Close open services to all but what is inside and load balancers',
  group: 'backend',
  fallback: () => ({ value: false, because: 'the services are not part of the load balancer' }),
  question: {
    ask: 'Restrict the ingress of services that are open to everybody',
    why: 'else they stay reachable at their run.app URL, around the load balancer',
    help: 'Sets ingress internal-and-cloud-load-balancing on the named services whose ingress is all, once the load balancer is there. Callers from elsewhere then get 404. A rollback restores what was there; deleting the load balancer later does not.',
    askIf: (values) => values.has(cloudRunServiceField) || values.has(pathRulesField),
  },
});

export const timeoutField = field({
  id: 'timeout',
  flag: 'timeout',
  path: 'backend.timeout',
  shape: wholeNumber,
  placeholder: 'SECONDS',
  summary: 'Timeout of the backend service',
  group: 'backend',
  hidden: true,
});

export const portNameField = field({
  id: 'portName',
  flag: 'port-name',
  path: 'backend.portName',
  shape: text,
  placeholder: 'NAME',
  summary: 'Port name of the backend service',
  group: 'backend',
  hidden: true,
});

export const sessionAffinityField = field({
  id: 'sessionAffinity',
  flag: 'session-affinity',
  path: 'backend.sessionAffinity',
  shape: text,
  placeholder: 'AFFINITY',
  summary: 'Session affinity of the backend service',
  group: 'backend',
  hidden: true,
});

/** What can be told that the rules always refuse; help does not show it. */
export const REFUSED_FIELDS = [timeoutField, portNameField, sessionAffinityField] as const;

export const serverlessProtocolField = protocolField.variant({
  placeholder: 'HTTP|HTTPS',
  summary: 'Protocol of the backend services; Cloud Run is reached alike by both',
  fallback: () => ({ value: 'HTTP', because: 'it makes no difference to Cloud Run' }),
  question: undefined,
});

/** What is told of the backend behind load balancers that take no other platform. */
export const CLOUD_RUN_BACKEND_FIELDS = [
  cloudRunTargetField,
  cloudRunServiceField,
  cloudRunTagField,
  cloudRunUrlMaskField,
  restrictIngressField,
  serverlessProtocolField,
] as const;
