import { RECIPES } from '../recipes/registry.ts';
import { NO_PORT_OF_ADDRESSES } from '../rules/endpoint-set.ts';
import { MIGRATION_RULES } from '../rules/migration.ts';
import type { Rule, RuleText } from '../rules/rule.ts';
import { URL_MASK_RULES } from '../rules/url-mask.ts';

/** A rule that negctl checks, and when it does so. */
export interface KnownRule extends RuleText {
  readonly phase: Rule['phase'] | 'mask' | 'endpoints' | 'migration';
}

/** Every rule that negctl checks; a rule that is checked at several times is there as often. */
export const KNOWN_RULES: readonly KnownRule[] = [
  ...RECIPES.flatMap(({ rules }) => rules),
  ...Object.values(URL_MASK_RULES).map((rule) => ({ ...rule, phase: 'mask' }) as const),
  { ...NO_PORT_OF_ADDRESSES, phase: 'endpoints' },
  ...MIGRATION_RULES.map((rule) => ({ ...rule, phase: 'migration' }) as const),
];
