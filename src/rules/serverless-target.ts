import type { AnyField } from '../inputs/field.ts';
import * as serverless from '../inputs/fields/serverless.ts';
import * as other from '../inputs/fields/serverless-platform.ts';
import type { Values } from '../inputs/values.ts';
import { type MaskRuleId, parseMask } from '../url-masks/mask.ts';
import { isResourceName } from './naming.ts';
import { about, type Finding, type InputRule } from './rule.ts';
import { computeApi, gcloud, SERVERLESS_NEGS as overview } from './sources.ts';
import { URL_MASK_RULES } from './url-mask.ts';

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
