import { loadBalancerField, nameField, projectField } from '../inputs/fields/set-up.ts';
import { type Flavours, recipeOf } from './flavour.ts';
import { classic } from './zoned/classic.ts';
import { classicSsl } from './zoned/classic-ssl.ts';
import { classicTcp } from './zoned/classic-tcp.ts';
import { OUTSIDE } from './zoned/endpoints.ts';
import { onlyNegs, zonedFlavour } from './zoned/flavour.ts';
import { globalExternal } from './zoned/global-external.ts';
import { globalExternalSsl } from './zoned/global-external-ssl.ts';
import { globalExternalTcp } from './zoned/global-external-tcp.ts';
import { serviceMesh } from './zoned/mesh.ts';
import { regionalExternal } from './zoned/regional-external.ts';
import { regionalExternalTcp } from './zoned/regional-external-tcp.ts';
import { regionalInternal } from './zoned/regional-internal.ts';
import { regionalInternalTcp } from './zoned/regional-internal-tcp.ts';

/** The load balancers that NEGs of endpoints outside Google Cloud can be put behind, the default first. */
const FLAVOURS: Flavours = [
  zonedFlavour(regionalInternal, OUTSIDE),
  zonedFlavour(regionalExternal, OUTSIDE),
  zonedFlavour(regionalInternalTcp, OUTSIDE),
  zonedFlavour(regionalExternalTcp, OUTSIDE),
  zonedFlavour(globalExternal, OUTSIDE),
  zonedFlavour(classic, OUTSIDE),
  zonedFlavour(globalExternalSsl, OUTSIDE),
  zonedFlavour(classicSsl, OUTSIDE),
  zonedFlavour(globalExternalTcp, OUTSIDE),
  zonedFlavour(classicTcp, OUTSIDE),
  zonedFlavour(serviceMesh, OUTSIDE),
  onlyNegs(OUTSIDE),
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
