import { field } from '../field.ts';
import { oneOf, text } from '../shape.ts';

/** The load balancers that internet NEGs can be put behind, by the words of `--lb`. */
export const LOAD_BALANCERS = ['global-external', 'classic', 'none'] as const;

/** One of {@link LOAD_BALANCERS}. */
export type LoadBalancer = (typeof LOAD_BALANCERS)[number];

export const nameField = field({
  id: 'name',
  flag: 'name',
  positional: true,
  path: 'name',
  shape: text,
  placeholder: 'NAME',
  summary: 'Name of the set-up; every resource name is derived from it',
  group: 'set-up',
  requiredIf: () => true,
  question: {
    ask: 'Name of the set-up',
    why: 'every resource is named after it, and so is its lock',
    help: 'Lower-case letters, digits and dashes, a letter first. "web" gives web-neg, web-bes, web-map …; single names can be changed on the review page.',
  },
});

export const projectField = field({
  id: 'project',
  flag: 'project',
  path: 'project',
  shape: text,
  placeholder: 'PROJECT_ID',
  summary: "Google Cloud project (default: gcloud's configuration)",
  group: 'set-up',
  requiredIf: () => true,
  question: {
    ask: 'Google Cloud project',
    why: 'everything is created in it',
    help: "The project id, not its number or display name. Without an answer gcloud's own setting counts.",
  },
});

export const loadBalancerField = field<LoadBalancer>({
  id: 'lb',
  flag: 'lb',
  path: 'lb',
  shape: oneOf(LOAD_BALANCERS),
  placeholder: 'TYPE',
  summary: 'Load balancer in front of the NEG',
  group: 'set-up',
  fallback: () => ({
    value: 'global-external',
    because: 'the current generation; classic is for set-ups that must match older ones',
  }),
  question: {
    ask: 'Load balancer in front of the endpoint',
    why: 'it decides what else is created and what is allowed',
    help: 'global-external is the global external Application Load Balancer (EXTERNAL_MANAGED); classic is its predecessor (EXTERNAL); none creates only the NEG and its endpoint.',
    meanings: {
      'global-external': 'global external Application Load Balancer',
      classic: 'classic Application Load Balancer',
      none: 'only the NEG and its endpoint',
    },
  },
});
