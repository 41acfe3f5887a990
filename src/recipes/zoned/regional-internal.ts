import type { Balancer } from './flavour.ts';
import { REGIONAL_APPLICATION } from './front.ts';
import { inRegion } from './place.ts';

/** The regional internal Application Load Balancer: at an address of the network, in one region. */
export const regionalInternal: Balancer = {
  word: 'regional-internal',
  meaning: 'regional internal Application Load Balancer',
  place: inRegion('INTERNAL_MANAGED'),
  front: REGIONAL_APPLICATION,
  fullest: {
    'frontend.certificate': 'certificate.pem',
    'frontend.privateKey': 'key.pem',
    'frontend.redirectHttp': true,
    'network.subnet': 'default',
  },
};
