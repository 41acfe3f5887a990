import type { Rule } from './rule.ts';
import {
  type Diagnostic,
  diagnosed,
  type InputContext,
  type LiveContext,
  type NetworkContext,
} from './rule.ts';

/** What the rules about inputs have to say. Starts no process and reads nothing but the files named. */
export function judgeInputs(rules: readonly Rule[], context: InputContext): readonly Diagnostic[] {
  return rules.flatMap((rule) =>
    rule.phase === 'inputs' ? diagnosed(rule, rule.check(context)) : [],
  );
}

/** What the rules about the live project have to say. */
export function judgeLive(rules: readonly Rule[], context: LiveContext): readonly Diagnostic[] {
  return rules.flatMap((rule) =>
    rule.phase === 'live' ? diagnosed(rule, rule.check(context)) : [],
  );
}

/** What the rules about DNS and TLS have to say. */
export function judgeNetwork(
  rules: readonly Rule[],
  context: NetworkContext,
): readonly Diagnostic[] {
  return rules.flatMap((rule) =>
    rule.phase === 'network' ? diagnosed(rule, rule.check(context)) : [],
  );
}

/** The findings that refuse: errors, and warnings too where the operator wants it strict. */
export function refusals(
  diagnostics: readonly Diagnostic[],
  strict: boolean,
): readonly Diagnostic[] {
  return diagnostics.filter(
    ({ severity }) => severity === 'error' || (strict && severity === 'warning'),
  );
}
