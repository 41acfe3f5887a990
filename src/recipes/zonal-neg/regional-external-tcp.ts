import { VMS } from '../zoned/endpoints.ts';
import { zonedFlavour } from '../zoned/flavour.ts';
import { TCP } from '../zoned/front.ts';
import { inRegion } from '../zoned/place.ts';

/** The regional external TCP proxy: on the internet, in one region. */
export const regionalExternalTcp = zonedFlavour(
  {
    word: 'regional-external-tcp',
    meaning: 'regional external proxy Network Load Balancer, for TCP',
    fullest: [
      {
        name: 'regional-external-tcp',
        lb: 'regional-external-tcp',
        zone: 'us-central1-a',
        endpoints: [{ instance: 'vm-1', port: 8080 }],
      },
    ],
  },
  { zoned: VMS, place: inRegion('EXTERNAL_MANAGED'), front: TCP },
);
