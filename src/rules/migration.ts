import type { RuleText } from './rule.ts';
import { computeApi, meshPage } from './sources.ts';

/** What `migrate` says by the id of a documented rule; `plan/` works it out from the project as it is. */
export const MIGRATION_RULES: readonly RuleText[] = [
  {
    id: 'migration/copy-settings',
    severity: 'error',
    statement:
      'The new backend service has every setting of the old one that its kind of NEG can have; what is left out is named.',
    why: 'requests would be answered otherwise than before, or protected less',
    sources: [meshPage('Migrate traffic'), computeApi('BackendService')],
  },
  {
    id: 'migration/verify-stage',
    severity: 'warning',
    statement: 'Each share soaks until what it does can be seen: 60 s, or 270 s for metrics.',
    why: 'a gate that looks earlier looks at what was before the shift',
    sources: [meshPage('Migrate traffic')],
  },
];
