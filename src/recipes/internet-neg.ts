import { loadBalancerField, nameField, projectField } from '../inputs/fields/set-up.ts';
import { type Flavours, recipeOf } from './flavour.ts';
import { classic } from './internet-neg/classic.ts';
import { globalExternal } from './internet-neg/global-external.ts';
import { serviceMesh } from './internet-neg/mesh.ts';
import { none } from './internet-neg/none.ts';
import { regionalExternal } from './internet-neg/regional-external.ts';
import { regionalExternalTcp } from './internet-neg/regional-external-tcp.ts';
import { regionalInternal } from './internet-neg/regional-internal.ts';
import { regionalInternalTcp } from './internet-neg/regional-internal-tcp.ts';

/** The load balancers that an internet NEG can be put behind, the default first. */
const FLAVOURS: Flavours = [
  globalExternal,
  classic,
  regionalExternal,
  regionalInternal,
  regionalExternalTcp,
  regionalInternalTcp,
  serviceMesh,
  none,
];

const chooser = loadBalancerField(FLAVOURS, {
  summary: 'Load balancer in front of the NEG',
  because: 'the current generation; classic is for set-ups that must match older ones',
  ask: 'Load balancer in front of the endpoint',
});

/** An internet NEG: a backend outside Google Cloud, alone or behind a load balancer. */
export const internetNeg = recipeOf({
  noun: 'internet-neg',
  kind: 'InternetNeg',
  purpose: 'Put a load balancer in front of a backend on the internet',
  examples: [
    'negctl create internet-neg',
    'negctl create internet-neg web --add-endpoint=fqdn=api.example.com,port=443 --domains=www.example.com --redirect-http',
    'negctl create internet-neg web -f web.yaml --dry-run --format=script > web.sh',
    'negctl create internet-neg web -f web.yaml --emulator --yes',
  ],
  fields: [nameField, projectField, chooser],
  chooser,
  flavours: FLAVOURS,
});
