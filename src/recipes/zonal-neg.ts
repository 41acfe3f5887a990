import { loadBalancerField, nameField, projectField } from '../inputs/fields/set-up.ts';
import { type Flavours, recipeOf } from './flavour.ts';
import { classic } from './zoned/classic.ts';
import { classicSsl } from './zoned/classic-ssl.ts';
import { classicTcp } from './zoned/classic-tcp.ts';
import { VMS } from './zoned/endpoints.ts';
import { onlyNegs, zonedFlavour } from './zoned/flavour.ts';
import { globalExternal } from './zoned/global-external.ts';
import { globalExternalSsl } from './zoned/global-external-ssl.ts';
import { globalExternalTcp } from './zoned/global-external-tcp.ts';
import { regionalExternal } from './zoned/regional-external.ts';
import { regionalExternalTcp } from './zoned/regional-external-tcp.ts';
import { regionalInternal } from './zoned/regional-internal.ts';
import { regionalInternalTcp } from './zoned/regional-internal-tcp.ts';

/** The load balancers that NEGs of VMs can be put behind, the default first. */
const FLAVOURS: Flavours = [
  zonedFlavour(globalExternal, VMS),
  zonedFlavour(classic, VMS),
  zonedFlavour(globalExternalSsl, VMS),
  zonedFlavour(classicSsl, VMS),
  zonedFlavour(globalExternalTcp, VMS),
  zonedFlavour(classicTcp, VMS),
  zonedFlavour(regionalExternal, VMS),
  zonedFlavour(regionalInternal, VMS),
  zonedFlavour(regionalExternalTcp, VMS),
  zonedFlavour(regionalInternalTcp, VMS),
  onlyNegs(VMS),
];

const chooser = loadBalancerField(FLAVOURS, {
  summary: 'Load balancer in front of the NEGs',
  because: 'the current generation; classic is for set-ups that must match older ones',
  ask: 'Load balancer in front of the endpoints',
});

/** NEGs of VMs, alone or behind a load balancer. */
export const zonalNeg = recipeOf({
  noun: 'zonal-neg',
  kind: 'ZonalNeg',
  purpose: 'Put a load balancer in front of VMs, by address and port',
  examples: [
    'negctl create zonal-neg',
    'negctl create zonal-neg web --zone=europe-west1-b --add-endpoint=instance=vm-1,port=8080 --domains=www.example.com',
    'negctl create zonal-neg web --lb=global-external-tcp --zone=europe-west1-b --endpoints-file=all.csv --ports=5432',
    'negctl create zonal-neg web -f web.yaml --emulator --yes',
  ],
  fields: [nameField, projectField, chooser],
  chooser,
  flavours: FLAVOURS,
});
