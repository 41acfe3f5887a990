import type { Balancer } from './flavour.ts';
import { REGIONAL_APPLICATION } from './front.ts';
import { inRegion } from './place.ts';

/** The regional external Application Load Balancer: on the internet, in one region. */
export const regionalExternal: Balancer = {
  word: 'regional-external',
  meaning: 'regional external Application Load Balancer',
  place: inRegion('EXTERNAL_MANAGED'),
  front: REGIONAL_APPLICATION,
  fullest: {
    'frontend.certificate': 'certificate.pem',
    'frontend.privateKey': 'key.pem',
    'frontend.redirectHttp': true,
  },
};
