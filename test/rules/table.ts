import { KNOWN_RULES } from '../../src/cli/rule-catalogue.ts';
import { type Flags, INPUT_CASES, type RuleCase } from './cases.ts';
import { COMMAND_CASES } from './command-cases.ts';
import { JUDGED_CASES } from './judged-cases.ts';
import { LIVE_CASES } from './live-cases.ts';
import {
  SERVERLESS_CASES,
  SERVERLESS_LIVE_CASES,
  SERVERLESS_NEG_CASES,
} from './serverless-cases.ts';
import { type Noun, severityOf } from './trying.ts';
import { HYBRID_CASES, VM_CASES, ZONED_LIVE_CASES } from './zoned-cases.ts';

/** For one rule of a noun: inputs that it accepts, and inputs that make it speak. */
export interface InputExample extends RuleCase {
  readonly noun: Noun;
}

function of(noun: Noun, cases: readonly RuleCase[]): readonly InputExample[] {
  return cases.map((one) => ({ noun, ...one }));
}

/** Every example that takes nothing but inputs, of all recipes. */
export const INPUT_EXAMPLES: readonly InputExample[] = [
  ...of('internet-neg', INPUT_CASES),
  ...of('zonal-neg', VM_CASES),
  ...of('hybrid-neg', HYBRID_CASES),
  ...of('serverless-ilb', SERVERLESS_CASES),
  ...of('serverless-neg', SERVERLESS_NEG_CASES),
];

/** The illegal combinations: those that an error refuses, each other than the rest. */
export const ILLEGAL: readonly InputExample[] = INPUT_EXAMPLES.filter(
  ({ noun, rule }) => severityOf(noun, rule) === 'error',
);

/** The legal combinations, each once. */
export const LEGAL: readonly { readonly noun: Noun; readonly flags: Flags }[] = [
  ...new Map(
    INPUT_EXAMPLES.map(({ noun, silent }) => [
      JSON.stringify([noun, silent]),
      { noun, flags: silent },
    ]),
  ).values(),
];

/** For one rule about what is live: the flags that meet a project of {@link ../rules/live-sites.ts}. */
export const SITE_EXAMPLES = [
  ...ZONED_LIVE_CASES.map((one) => ({ site: 'endpoints', services: [], ...one }) as const),
  ...SERVERLESS_LIVE_CASES.map(
    (one) => ({ site: 'services', noun: 'serverless-ilb', services: [], ...one }) as const,
  ),
] as const;

/** The rules of which an example is walked. */
export const TRIED: ReadonlySet<string> = new Set(
  [...INPUT_EXAMPLES, ...LIVE_CASES, ...SITE_EXAMPLES, ...JUDGED_CASES, ...COMMAND_CASES].map(
    ({ rule }) => rule,
  ),
);

/** How grave a rule is, whoever checks it. */
export function isError(rule: string): boolean {
  return KNOWN_RULES.some(({ id, severity }) => id === rule && severity === 'error');
}
