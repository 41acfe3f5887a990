import { loadBalancerField, nameField, projectField } from '../inputs/fields/set-up.ts';
import { type Flavours, recipeOf } from './flavour.ts';
import { classic } from './hybrid-neg/classic.ts';
import { globalExternal } from './hybrid-neg/global-external.ts';
import { serviceMesh } from './hybrid-neg/mesh.ts';
import { none } from './hybrid-neg/none.ts';
import { regionalExternal } from './hybrid-neg/regional-external.ts';
import { regionalExternalTcp } from './hybrid-neg/regional-external-tcp.ts';
import { regionalInternal } from './hybrid-neg/regional-internal.ts';
import { regionalInternalTcp } from './hybrid-neg/regional-internal-tcp.ts';

/** The load balancers that NEGs of endpoints outside Google Cloud can be put behind, the default first. */
const FLAVOURS: Flavours = [
  regionalInternal,
  regionalExternal,
  regionalInternalTcp,
  regionalExternalTcp,
  globalExternal,
  classic,
  serviceMesh,
  none,
];

const chooser = loadBalancerField(FLAVOURS, {
  summary: 'Load balancer in front of the NEGs',
  because: 'clients of the network are what most of these endpoints serve',
  ask: 'Load balancer in front of the endpoints',
});

/** NEGs of endpoints outside Google Cloud, alone or behind a load balancer. */
export const hybridNeg = recipeOf({
  noun: 'hybrid-neg',
  kind: 'HybridNeg',
  purpose: 'Put a load balancer in front of endpoints on premises',
  examples: [
    'negctl create hybrid-neg',
    'negctl create hybrid-neg web --zone=europe-west1-b --subnet=clients --add-endpoint=ip=192.168.10.5,port=8080 --frontend-protocol=HTTP',
    'negctl create hybrid-neg web -f web.yaml --emulator --yes',
  ],
  fields: [nameField, projectField, chooser],
  chooser,
  flavours: FLAVOURS,
});
