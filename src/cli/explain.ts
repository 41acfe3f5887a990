import { ERROR_CODES, isErrorCode } from '../error-codes.ts';
import { NegctlError } from '../errors.ts';
import { didYouMean } from '../inputs/near.ts';
import type { Json } from '../json.ts';
import { labelled, wrapped } from '../render/wrap.ts';
import type { Severity } from '../rules/rule.ts';
import type { CommandBody } from './command.ts';
import { failingWith, type Ready } from './failing.ts';
import { OUTPUT_OPTIONS } from './options.ts';
import { NOTHING } from './output.ts';
import { KNOWN_RULES, type KnownRule } from './rule-catalogue.ts';

const WHERE_CHECKED: Readonly<Record<KnownRule['phase'], string>> = {
  inputs: 'in the inputs, offline',
  live: 'against the live project',
  network: 'by DNS and TLS from this machine',
  mask: 'in the URL mask, offline',
  endpoints: 'against the live NEG, by `negctl endpoints`',
  migration: 'against the live project, by `negctl migrate`',
};

const REACH: Readonly<Record<Severity, string>> = {
  error: 'the plan is refused',
  warning: 'shown, and part of what is consented to; --strict refuses it',
  advice: 'shown only',
};

interface Explanation {
  readonly lines: readonly string[];
  readonly data: Json;
}

function explainRule(rules: readonly KnownRule[], width: number): Explanation | null {
  const [rule] = rules;
  if (rule === undefined) return null;
  const { id, severity, statement, why, sources } = rule;
  const checked = [...new Set(rules.map(({ phase }) => WHERE_CHECKED[phase]))].join('; ');
  return {
    lines: [
      `${id}  ${severity}: ${REACH[severity]}`,
      ...wrapped(`  ${statement}`, width, 2),
      ...labelled('why', why, width),
      ...labelled('check', checked, width),
      ...sources.flatMap((source) => labelled('see', source, width)),
    ],
    data: { id, severity, statement, why, checked, sources },
  };
}

function explainCode(code: string, width: number): Explanation | null {
  if (!isErrorCode(code)) return null;
  const { title, cause, fix } = ERROR_CODES[code];
  return {
    lines: [`${code}  ${title}`, ...labelled('why', cause, width), ...labelled('fix', fix, width)],
    data: { code, title, cause, fix },
  };
}

function explain({ output }: Ready, code: string): Promise<number> {
  const { width } = output.style;
  const rules = KNOWN_RULES.filter(({ id }) => id === code);
  const explanation = explainRule(rules, width) ?? explainCode(code.toUpperCase(), width);
  if (explanation === null) {
    const known = [...Object.keys(ERROR_CODES), ...KNOWN_RULES.map(({ id }) => id)];
    throw new NegctlError('usage', [
      {
        code: 'NEG-1001',
        what: `"${code}" is neither an error code nor a rule`,
        why: 'codes look like NEG-4103, rules like endpoint/port-range',
        fix: didYouMean(code, known) || 'copy it from the message',
      },
    ]);
  }
  output.result(explanation.lines);
  return output.finish({ ...NOTHING, ending: 'ok', result: explanation.data });
}

export const explainCommand: CommandBody = {
  examples: ['negctl explain NEG-4103', 'negctl explain endpoint/ip-public'],
  args: [{ name: 'code', required: true, summary: 'Error code or rule id' }],
  own: [],
  unlisted: [],
  options: OUTPUT_OPTIONS,
  exits: ['0', '2'],
  run: (invocation) =>
    failingWith(invocation, 'explain', (ready) => explain(ready, invocation.args[0] ?? '')),
};
