import { OUTSIDE } from '../zoned/endpoints.ts';
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
        endpoints: [{ ip: '192.168.10.5', port: 8080 }],
        'frontend.certificate': 'certificate.pem',
        'frontend.privateKey': 'key.pem',
        'frontend.redirectHttp': true,
      },
    ],
  },
  { zoned: OUTSIDE, place: inRegion('EXTERNAL_MANAGED'), front: REGIONAL_APPLICATION },
);
