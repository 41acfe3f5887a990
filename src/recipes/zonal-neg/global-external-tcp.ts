import { VMS } from '../zoned/endpoints.ts';
import { zonedFlavour } from '../zoned/flavour.ts';
import { TCP } from '../zoned/front.ts';
import { everywhere } from '../zoned/place.ts';

/** The global external TCP proxy of the current generation. */
export const globalExternalTcp = zonedFlavour(
  {
    word: 'global-external-tcp',
    meaning: 'global external proxy Network Load Balancer, for TCP',
    fullest: [
      {
        name: 'global-external-tcp',
        lb: 'global-external-tcp',
        zone: 'us-central1-a',
        endpoints: [{ instance: 'vm-1', port: 8080 }],
      },
    ],
  },
  { zoned: VMS, place: everywhere('EXTERNAL_MANAGED'), front: TCP },
);
