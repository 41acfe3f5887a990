import type { AnyField } from '../inputs/field.ts';
import { healthCheckField, protocolField } from '../inputs/fields/backend.ts';
import { defaultPortField } from '../inputs/fields/endpoint.ts';
import { namePrefixField } from '../inputs/fields/names.ts';
import * as serverless from '../inputs/fields/serverless.ts';
import * as other from '../inputs/fields/serverless-platform.ts';
import type { Values } from '../inputs/values.ts';
import { type MaskRuleId, parseMask } from '../url-masks/mask.ts';
import { isResourceName } from './naming.ts';
import { about, type Finding, type InputRule } from './rule.ts';
import { computeApi, gcloud, setUpPage } from './sources.ts';
import { URL_MASK_RULES } from './url-mask.ts';

const overview =
  'Serverless NEGs overview (docs.cloud.google.com/load-balancing/docs/negs/serverless-neg-concepts)';

/** A setting that a serverless backend does not have. */
function withoutSetting(
  id: string,
  field: AnyField,
  text: Pick<InputRule, 'statement' | 'why' | 'sources'> & { readonly fix: string },
): InputRule {
  const { fix, ...rest } = text;
  return {
    id,
    severity: 'error',
    ...rest,
    phase: 'inputs',
    check: ({ values }) => {
      const [given] = field.flagValuesIn(values);
      if (!values.has(field) || given === 'none') return [];
      return [about(field, `--${field.flag}=${given ?? ''} is given`, fix)];
    },
  };
}

export const noDefaultPort = withoutSetting('neg/default-port-forbidden', defaultPortField, {
  statement: 'A serverless NEG has no default port.',
  why: 'the platform knows how its services are reached; the API refuses a port',
  sources: [computeApi('NetworkEndpointGroup.defaultPort'), overview],
  fix: 'leave it out',
});

export const noServerlessHealthCheck = withoutSetting(
  'health-check/none-serverless',
  healthCheckField,
  {
    statement: 'A backend service with a serverless NEG has no health check.',
    why: 'the API refuses one; the platform itself starts what is needed',
    sources: [overview],
    fix: 'leave it out',
  },
);

export const noTimeout = withoutSetting(
  'backend-service/serverless-timeout',
  serverless.timeoutField,
  {
    statement: 'The timeout of a backend service with a serverless NEG cannot be set.',
    why: 'it is always 60 minutes; the API refuses another',
    sources: [overview],
    fix: 'leave it out, and set the request timeout of the Cloud Run service',
  },
);

export const noPortName = withoutSetting(
  'backend-service/port-name-irrelevant',
  serverless.portNameField,
  {
    statement: 'A backend service with a serverless NEG has no port name.',
    why: 'the API refuses one: "Port name is not supported"',
    sources: [overview, computeApi('BackendService.portName')],
    fix: 'leave it out',
  },
);

export const noAffinity = withoutSetting(
  'backend-service/serverless-no-affinity',
  serverless.sessionAffinityField,
  {
    statement: 'Session affinity does not work with serverless NEGs.',
    why: 'the load balancer does not choose the instance, Cloud Run does',
    sources: [overview],
    fix: 'leave it out, and use the session affinity of the Cloud Run service',
  },
);

export const serverlessProtocol: InputRule = {
  id: 'backend-service/serverless-protocol',
  severity: 'error',
  statement: 'The protocol of a backend service with a serverless NEG is HTTP or HTTPS.',
  why: 'the set-up is documented with these two, and neither changes how Cloud Run is reached',
  sources: [setUpPage('Create the load balancer, step 2')],
  phase: 'inputs',
  check: ({ values }) => {
    const protocol = values.get(protocolField) ?? 'HTTP';
    if (['HTTP', 'HTTPS'].includes(protocol.toUpperCase())) return [];
    return [about(protocolField, `"${protocol}" is given`, 'use HTTP or HTTPS')];
  },
};

/** What of the request is fixed beside the mask. */
function fixedIn(values: Values) {
  const service = values.get(serverless.cloudRunServiceField);
  const tag = values.get(serverless.cloudRunTagField);
  return {
    ...(service === undefined ? {} : { service }),
    ...(tag === undefined ? {} : { tag }),
  };
}

/** The fields that hold a mask, and what it is for. */
const MASKS = [
  [serverless.cloudRunUrlMaskField, 'cloud-run'],
  [other.appEngineUrlMaskField, 'app-engine'],
  [other.cloudFunctionUrlMaskField, 'cloud-functions'],
] as const;

function maskRule(id: MaskRuleId): InputRule {
  return {
    ...URL_MASK_RULES[id],
    phase: 'inputs',
    check: ({ values }) =>
      MASKS.flatMap(([field, platform]) => {
        const mask = values.get(field);
        if (mask === undefined) return [];
        const parsed = parseMask(mask, platform, platform === 'cloud-run' ? fixedIn(values) : {});
        if (parsed.ok) return [];
        return parsed.refusals
          .filter(({ rule }) => rule === id)
          .map(({ message, fix }) => about(field, message, fix));
      }),
  };
}

export const MASK_RULES: readonly InputRule[] = [
  maskRule('url-mask/placeholders'),
  maskRule('url-mask/no-scheme'),
  maskRule('url-mask/host-or-path'),
  maskRule('url-mask/service-xor'),
  maskRule('url-mask/tag-needs-service'),
  maskRule('url-mask/adjacent'),
];

export const oneTarget: InputRule = {
  id: 'neg/serverless-target-required',
  severity: 'error',
  statement:
    'A serverless NEG calls one thing: a service, with a tag or without, or what a URL mask finds.',
  why: 'gcloud would send a NEG that calls nothing, or two answers to one question',
  sources: [computeApi('NetworkEndpointGroupCloudRun'), gcloud('an empty serverless NEG was sent')],
  phase: 'inputs',
  check: ({ values }) => {
    const target = values.get(serverless.cloudRunTargetField);
    const {
      cloudRunServiceField: service,
      cloudRunUrlMaskField: mask,
      cloudRunTagField: tag,
    } = serverless;
    if (target === 'service' && values.has(mask)) {
      return [
        about(
          mask,
          'a URL mask is given for one service',
          'leave the mask out, or say --cloud-run-target=url-mask',
        ),
      ];
    }
    if (target === undefined && values.has(tag)) {
      return [about(tag, 'a tag is given without a service', 'give --cloud-run-service too')];
    }
    if (target !== 'url-mask' || !values.has(service) || !values.has(mask)) return [];
    return values.get(mask)?.includes('<') === true
      ? []
      : [about(service, 'a service and a mask without placeholder are given', 'give one of them')];
  },
};

/** For the platforms that have nothing beside a name and a mask. */
export const nameOrMask: InputRule = {
  id: 'neg/serverless-name-or-mask',
  severity: 'error',
  statement: 'A serverless NEG for App Engine or Cloud Functions has a name or a mask, not both.',
  why: 'the mask would find the name in the request, so one of the two would have no effect',
  sources: [computeApi('NetworkEndpointGroupCloudFunction'), overview],
  phase: 'inputs',
  check: ({ values }) =>
    (
      [
        [other.cloudFunctionNameField, other.cloudFunctionUrlMaskField],
        [other.appEngineServiceField, other.appEngineUrlMaskField],
      ] as const
    ).flatMap(([name, mask]) =>
      values.has(name) && values.has(mask)
        ? [about(mask, `--${name.flag} and --${mask.flag} are given`, 'leave one of them out')]
        : [],
    ),
};

function nameFindings(field: AnyField, what: string, name: string): readonly Finding[] {
  if (isResourceName(name)) return [];
  const fix = 'copy the name from `gcloud run services list`';
  return [about(field, `"${name}" cannot be the name of a Cloud Run ${what}`, fix)];
}

export const serviceNames: InputRule = {
  id: 'url-mask/captured-syntax',
  severity: 'error',
  statement:
    'The name of a Cloud Run service or tag has 1 to 63 lower-case letters, digits and dashes, a letter first.',
  why: 'no service can have another name, so every request would be answered with 404',
  sources: [computeApi('NetworkEndpointGroupCloudRun.service, .tag')],
  phase: 'inputs',
  check: ({ values }) => {
    const { cloudRunServiceField, cloudRunTagField, pathRulesField } = serverless;
    const service = values.get(cloudRunServiceField);
    const tag = values.get(cloudRunTagField);
    const rules = values.get(pathRulesField) ?? [];
    return [
      ...(service === undefined ? [] : nameFindings(cloudRunServiceField, 'service', service)),
      ...(tag === undefined ? [] : nameFindings(cloudRunTagField, 'tag', tag)),
      ...rules.flatMap((rule) => [
        ...nameFindings(pathRulesField, 'service', rule.service),
        ...(rule.tag === undefined ? [] : nameFindings(pathRulesField, 'tag', rule.tag)),
      ]),
    ];
  },
};

export const noFailureDetection: InputRule = {
  id: 'serverless/no-failure-detection',
  severity: 'advice',
  statement: 'The load balancer does not notice that a serverless service fails.',
  why: 'there is no health check: a bad revision answers whoever is sent to it',
  sources: [overview],
  phase: 'inputs',
  check: ({ values }) => {
    const service = values.get(serverless.cloudRunServiceField);
    if (service === undefined) return [];
    return [
      about(
        serverless.cloudRunServiceField,
        `nothing watches ${service} for the load balancer`,
        'try a new revision by its tag before traffic goes to it',
      ),
    ];
  },
};

export const noFirewall: InputRule = {
  id: 'serverless/no-firewall',
  severity: 'advice',
  statement: 'Serverless backends need no firewall rule.',
  why: 'requests to them take routes outside of the network',
  sources: [setUpPage('Create the load balancer')],
  phase: 'inputs',
  check: ({ values }) =>
    values.has(serverless.cloudRunServiceField) || values.has(serverless.cloudRunUrlMaskField)
      ? [
          about(
            serverless.cloudRunTargetField,
            'no firewall rule is created: requests to Cloud Run do not pass the network',
            'nothing to do',
          ),
        ]
      : [],
};

export const maskForMany: InputRule = {
  id: 'serverless/fixed-or-mask',
  severity: 'advice',
  statement: 'Several services under one URL pattern need only one NEG, with a URL mask.',
  why: 'each path rule brings a NEG and a backend service of its own',
  sources: [setUpPage('Using a URL mask')],
  phase: 'inputs',
  check: ({ values }) => {
    const rules = values.get(serverless.pathRulesField) ?? [];
    const plain = rules.filter(
      ({ path, service, tag }) => tag === undefined && path.replace(/\/\*$/, '') === `/${service}`,
    );
    if (plain.length < 2 || plain.length !== rules.length) return [];
    return [
      about(
        serverless.pathRulesField,
        `each of the ${rules.length} paths is the name of its service`,
        '--cloud-run-url-mask="/<service>" does the same with one NEG',
      ),
    ];
  },
};

/** The longest that is put behind the names of further services. */
const SUFFIX = '-neg';

/**
 * How the NEGs and backend services of path rules are called: the prefix, the service, the tag. Two of them
 * must not meet, and each has to fit.
 */
export const serviceStems: InputRule = {
  id: 'name/further-services',
  severity: 'error',
  statement:
    'The names derived from the services of path rules fit into 63 characters, and no two are the same.',
  why: 'the API takes no longer names, and two services would share a NEG',
  sources: [computeApi('name fields')],
  phase: 'inputs',
  check: ({ values }) => {
    const prefix = values.get(namePrefixField) ?? '';
    const taken = new Map<string, string>([[prefix, 'the default service']]);
    return (values.get(serverless.pathRulesField) ?? []).flatMap(({ service, tag }) => {
      const stem = [prefix, service, ...(tag === undefined ? [] : [tag])].join('-');
      const who = `${service}${tag === undefined ? '' : `:${tag}`}`;
      const other = taken.get(stem);
      taken.set(stem, who);
      const what =
        stem.length + SUFFIX.length > 63
          ? `"${stem}${SUFFIX}" would be ${stem.length + SUFFIX.length} characters long`
          : other !== undefined && other !== who
            ? `${who} and ${other} would both have "${stem}${SUFFIX}"`
            : undefined;
      if (what === undefined) return [];
      return [about(serverless.pathRulesField, what, 'give a shorter or another --name-prefix')];
    });
  },
};
