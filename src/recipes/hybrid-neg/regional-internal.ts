import { OUTSIDE } from '../zoned/endpoints.ts';
import { zonedFlavour } from '../zoned/flavour.ts';
import { REGIONAL_APPLICATION } from '../zoned/front.ts';
import { inRegion } from '../zoned/place.ts';

/** The regional internal Application Load Balancer: at an address of the network, in one region. */
export const regionalInternal = zonedFlavour(
  {
    word: 'regional-internal',
    meaning: 'regional internal Application Load Balancer',
    fullest: [
      {
        name: 'regional-internal',
        lb: 'regional-internal',
        zone: 'us-central1-a',
        endpoints: [{ ip: '192.168.10.5', port: 8080 }],
        'network.subnet': 'default',
        'frontend.certificate': 'certificate.pem',
        'frontend.privateKey': 'key.pem',
        'frontend.redirectHttp': true,
      },
    ],
  },
  { zoned: OUTSIDE, place: inRegion('INTERNAL_MANAGED'), front: REGIONAL_APPLICATION },
);
