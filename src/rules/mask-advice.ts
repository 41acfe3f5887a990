import type { Field } from '../inputs/field.ts';
import { cloudRunUrlMaskField } from '../inputs/fields/serverless.ts';
import {
  appEngineUrlMaskField,
  cloudFunctionUrlMaskField,
} from '../inputs/fields/serverless-platform.ts';
import { about, type InputRule, type RuleText } from './rule.ts';
import { serverlessNegPage } from './sources.ts';

const CONSTRUCT = serverlessNegPage('Construct a URL mask');
const MASKS: readonly Field<string>[] = [
  cloudRunUrlMaskField,
  appEngineUrlMaskField,
  cloudFunctionUrlMaskField,
];

/** A rule that has something to say about some masks. */
function ofMasks(
  text: RuleText,
  says: (mask: string) => { readonly message: string; readonly fix: string } | null,
): InputRule {
  return {
    ...text,
    phase: 'inputs',
    check: ({ values }) =>
      MASKS.flatMap((field) => {
        const mask = values.get(field);
        const said = mask === undefined ? null : says(mask);
        return said === null ? [] : [about(field, said.message, said.fix)];
      }),
  };
}

const sample = ofMasks(
  {
    id: 'url-mask/sample',
    severity: 'advice',
    statement: 'A mask is tried with a URL of every service before it is used.',
    why: 'a URL that it does not fit is answered with 404, and nothing else tells so',
    sources: [CONSTRUCT],
  },
  (mask) => ({
    message: `nobody has tried which services "${mask}" selects`,
    fix: `negctl url-mask explain '${mask}' URL`,
  }),
);

const shadowedPrefix = ofMasks(
  {
    id: 'url-mask/shadowed-prefix',
    severity: 'warning',
    statement: 'A path mask begins at the start of the path: "/<service>" takes the first segment.',
    why: 'whatever stands there is taken for the name of a service: of /home/login it is "home"',
    sources: [CONSTRUCT],
  },
  (mask) =>
    /^[^/]*\/<\w+>(?:\/|$)/.test(mask)
      ? {
          message: `the first segment of every path is taken for a name by "${mask}"`,
          fix: 'put what stands before the name into the mask, as in "/home/<service>"',
        }
      : null,
);

const commonPattern = ofMasks(
  {
    id: 'url-mask/common-pattern',
    severity: 'advice',
    statement: 'Services behind one mask have one URL pattern, and the same ingress and callers.',
    why: 'the load balancer treats them as one backend',
    sources: [CONSTRUCT],
  },
  (mask) => ({
    message: `every service that "${mask}" finds is reached, whoever deployed it`,
    fix: 'see that their ingress and callers are meant so: gcloud run services list',
  }),
);

/** What is told of every mask, or of some, without refusing it. */
export const MASK_ADVICE: readonly InputRule[] = [sample, shadowedPrefix, commonPattern];
