import type { MaskRuleId } from '../url-masks/mask.ts';
import type { RuleText } from './rule.ts';
import { serverlessNegPage } from './sources.ts';

const CONSTRUCT = serverlessNegPage('Construct a URL mask');

/** What holds for every URL mask, whichever set-up it is for; `url-masks/mask.ts` checks it. */
export const URL_MASK_RULES: Readonly<Record<MaskRuleId, RuleText>> = {
  'url-mask/placeholders': {
    id: 'url-mask/placeholders',
    severity: 'error',
    statement:
      'A mask has placeholders of its platform, each at most once: <service> and <tag> for Cloud Run, <function> for Cloud Run functions, <service> and <version> for App Engine.',
    why: 'the load balancer takes the names from the URL where the placeholders stand',
    sources: [CONSTRUCT],
  },
  'url-mask/no-scheme': {
    id: 'url-mask/no-scheme',
    severity: 'error',
    statement: 'A mask has no scheme, no query and no fragment.',
    why: 'only the host and the path of a request are compared with it',
    sources: [CONSTRUCT],
  },
  'url-mask/host-or-path': {
    id: 'url-mask/host-or-path',
    severity: 'error',
    statement:
      'Everything before the first "/" of a mask is the host, the rest the path; "<service>" alone is a host.',
    why: 'a mask without "/" never looks at the path',
    sources: [CONSTRUCT],
  },
  'url-mask/service-xor': {
    id: 'url-mask/service-xor',
    severity: 'error',
    statement: 'A service or tag is given by its name or by its placeholder, not by both.',
    why: 'nobody says which of the two would count',
    sources: ['Compute Engine API v1, NetworkEndpointGroupCloudRun'],
  },
  'url-mask/tag-needs-service': {
    id: 'url-mask/tag-needs-service',
    severity: 'error',
    statement: 'A <tag> needs a service: its placeholder in the mask, or its name beside it.',
    why: 'a tag names a revision of a service',
    sources: ['Compute Engine API v1, NetworkEndpointGroupCloudRun'],
  },
  'url-mask/adjacent': {
    id: 'url-mask/adjacent',
    severity: 'error',
    statement: 'Two placeholders in one label or segment have something between them.',
    why: 'otherwise nothing tells where the first name ends',
    sources: [CONSTRUCT],
  },
};
