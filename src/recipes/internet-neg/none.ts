import * as endpoint from '../../inputs/fields/endpoint.ts';
import { negNameField } from '../../inputs/fields/lb-names.ts';
import { namePrefixField } from '../../inputs/fields/names.ts';
import { GLOBAL } from '../../resources/resource.ts';
import { EVERY_SET_UP, GLOBAL_INTERNET_NEG, INTERNET_ENDPOINTS } from '../../rules/groups.ts';
import type { Flavour } from '../flavour.ts';
import { EGRESS_RECORD, endpointOf, globalInternetNeg } from '../parts/global-internet-neg.ts';
import { egressStep } from '../parts/next-steps.ts';
import { sure } from '../parts/sure.ts';
import { REFUSED_FIELDS } from './global.ts';

/** Only a global internet NEG and its endpoint. */
export const none: Flavour = {
  word: 'none',
  meaning: 'only the NEG and its endpoint',
  fields: [
    endpoint.endpointsField,
    endpoint.endpointTypeField,
    endpoint.defaultPortField,
    namePrefixField,
    negNameField,
    ...REFUSED_FIELDS,
  ],
  fullest: [],
  rules: [...EVERY_SET_UP, ...INTERNET_ENDPOINTS, ...GLOBAL_INTERNET_NEG],
  resources: (values) => {
    const { neg, attachments } = globalInternetNeg(values);
    return [neg, ...attachments];
  },
  alsoReads: () => [{ kind: 'backendServices', scope: GLOBAL }],
  probe: (values) => {
    const target = endpointOf(values);
    return 'fqdn' in target ? { host: target.fqdn, tlsPort: null } : null;
  },
  egressRecord: EGRESS_RECORD,
  nextSteps: (values, _live, egress) => [
    {
      title: 'attach the NEG to a backend service',
      detail: `gcloud compute backend-services add-backend SERVICE --global --network-endpoint-group=${sure(values, negNameField)} --global-network-endpoint-group`,
    },
    egressStep(values, egress),
  ],
};
