import { loadBalancerField, nameField, projectField } from '../inputs/fields/set-up.ts';
import { type Flavours, recipeOf } from './flavour.ts';
import { classic } from './zonal-neg/classic.ts';
import { classicSsl } from './zonal-neg/classic-ssl.ts';
import { classicTcp } from './zonal-neg/classic-tcp.ts';
import { globalExternal } from './zonal-neg/global-external.ts';
import { globalExternalSsl } from './zonal-neg/global-external-ssl.ts';
import { globalExternalTcp } from './zonal-neg/global-external-tcp.ts';
import { none } from './zonal-neg/none.ts';
import { regionalExternal } from './zonal-neg/regional-external.ts';
import { regionalExternalTcp } from './zonal-neg/regional-external-tcp.ts';
import { regionalInternal } from './zonal-neg/regional-internal.ts';
import { regionalInternalTcp } from './zonal-neg/regional-internal-tcp.ts';

/** The load balancers that NEGs of VMs can be put behind, the default first. */
const FLAVOURS: Flavours = [
  globalExternal,
  classic,
  globalExternalSsl,
  classicSsl,
  globalExternalTcp,
  classicTcp,
  regionalExternal,
  regionalInternal,
  regionalExternalTcp,
  regionalInternalTcp,
  none,
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
