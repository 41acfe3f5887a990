import { VMS } from '../zoned/endpoints.ts';
import { zonedFlavour } from '../zoned/flavour.ts';
import { GLOBAL_APPLICATION } from '../zoned/front.ts';
import { everywhere } from '../zoned/place.ts';

/** The global external Application Load Balancer of the current generation. */
export const globalExternal = zonedFlavour(
  {
    word: 'global-external',
    meaning: 'global external Application Load Balancer',
    fullest: [
      {
        name: 'global-external',
        lb: 'global-external',
        zone: 'us-central1-a',
        endpoints: [{ instance: 'vm-1', port: 8080 }],
        'frontend.domains': ['www.example.com'],
        'frontend.redirectHttp': true,
      },
    ],
  },
  { zoned: VMS, place: everywhere('EXTERNAL_MANAGED'), front: GLOBAL_APPLICATION },
);
