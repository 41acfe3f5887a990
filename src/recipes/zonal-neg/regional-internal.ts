import { VMS } from '../zoned/endpoints.ts';
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
        endpoints: [{ instance: 'vm-1', port: 8080 }],
        'frontend.certificate': 'certificate.pem',
        'frontend.privateKey': 'key.pem',
        'frontend.redirectHttp': true,
      },
    ],
  },
  { zoned: VMS, place: inRegion('INTERNAL_MANAGED'), front: REGIONAL_APPLICATION },
);
