import { VMS } from '../zoned/endpoints.ts';
import { zonedFlavour } from '../zoned/flavour.ts';
import { SSL } from '../zoned/front.ts';
import { everywhere } from '../zoned/place.ts';

/** The global external SSL proxy of the current generation. */
export const globalExternalSsl = zonedFlavour(
  {
    word: 'global-external-ssl',
    meaning: 'global external proxy Network Load Balancer that ends TLS',
    fullest: [
      {
        name: 'global-external-ssl',
        lb: 'global-external-ssl',
        zone: 'us-central1-a',
        endpoints: [{ instance: 'vm-1', port: 8080 }],
        'frontend.domains': ['www.example.com'],
      },
    ],
  },
  { zoned: VMS, place: everywhere('EXTERNAL_MANAGED'), front: SSL },
);
