import { VMS } from '../zoned/endpoints.ts';
import { zonedFlavour } from '../zoned/flavour.ts';
import { REGIONAL_APPLICATION } from '../zoned/front.ts';
import { inRegion } from '../zoned/place.ts';

/** The regional external Application Load Balancer: on the internet, in one region. */
export const regionalExternal = zonedFlavour(
  {
    word: 'regional-external',
    meaning: 'regional external Application Load Balancer',
    fullest: [
      {
        name: 'regional-external',
        lb: 'regional-external',
        zone: 'us-central1-a',
        endpoints: [{ instance: 'vm-1', port: 8080 }],
        'frontend.certificate': 'certificate.pem',
        'frontend.privateKey': 'key.pem',
        'frontend.redirectHttp': true,
      },
    ],
  },
  { zoned: VMS, place: inRegion('EXTERNAL_MANAGED'), front: REGIONAL_APPLICATION },
);
