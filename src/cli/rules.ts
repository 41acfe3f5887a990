import { wrapped } from '../render/wrap.ts';
import type { CommandBody } from './command.ts';
import { explainCommand } from './explain.ts';
import { failingWith, type Ready } from './failing.ts';
import { OUTPUT_OPTIONS } from './options.ts';
import { NOTHING } from './output.ts';
import { KNOWN_RULES } from './rule-catalogue.ts';

function list({ output }: Ready): Promise<number> {
  const rules = [...new Map(KNOWN_RULES.map((rule) => [rule.id, rule])).values()].sort(
    (one, other) => (one.id < other.id ? -1 : 1),
  );
  const { width } = output.style;
  output.result(
    rules.flatMap(({ id, severity, statement }) => [
      `${id}  ${severity}`,
      ...wrapped(`  ${statement}`, width, 2),
    ]),
  );
  const result = rules.map(({ id, severity, statement, why, sources }) => ({
    id,
    severity,
    statement,
    why,
    sources,
  }));
  return output.finish({ ...NOTHING, ending: 'ok', result });
}

export const rulesListCommand: CommandBody = {
  examples: ['negctl rules list', 'negctl rules list --format=json'],
  args: [],
  own: [],
  unlisted: [],
  options: OUTPUT_OPTIONS,
  exits: ['0', '2'],
  run: (invocation) => failingWith(invocation, 'rules list', list),
};

export const rulesShowCommand: CommandBody = {
  ...explainCommand,
  examples: ['negctl rules show endpoint/ip-public'],
  args: [{ name: 'rule', required: true, summary: 'Rule id, as `negctl rules list` shows it' }],
};
