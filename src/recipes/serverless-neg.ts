import { loadBalancerField, nameField, projectField } from '../inputs/fields/set-up.ts';
import { type Flavours, recipeOf } from './flavour.ts';
import { classic } from './serverless-neg/classic.ts';
import { crossRegionInternal } from './serverless-neg/cross-region-internal.ts';
import { globalExternal } from './serverless-neg/global-external.ts';
import { regionalExternal } from './serverless-neg/regional-external.ts';

/** The load balancers that a serverless NEG can be put behind, the default first. */
const FLAVOURS: Flavours = [globalExternal, classic, regionalExternal, crossRegionInternal];

const chooser = loadBalancerField(FLAVOURS, {
  summary: 'Load balancer in front of the NEG',
  because: 'the current generation; classic is for set-ups that must match older ones',
  ask: 'Load balancer in front of the service',
});

/** A serverless NEG behind a load balancer; `serverless-ilb` is the regional internal one. */
export const serverlessNeg = recipeOf({
  noun: 'serverless-neg',
  kind: 'ServerlessNeg',
  purpose: 'Put a load balancer in front of Cloud Run, App Engine or Cloud Functions',
  examples: [
    'negctl create serverless-neg',
    'negctl create serverless-neg web --region=us-central1 --cloud-run-service=web --domains=www.example.com --redirect-http --restrict-ingress',
    'negctl create serverless-neg app --lb=classic --region=us-central1 --platform=app-engine --frontend-protocol=HTTP --dry-run',
    'negctl create serverless-neg web -f web.yaml --emulator --yes',
  ],
  fields: [nameField, projectField, chooser],
  chooser,
  flavours: FLAVOURS,
});
