import { VMS } from '../zoned/endpoints.ts';
import { zonedFlavour } from '../zoned/flavour.ts';
import { TCP } from '../zoned/front.ts';
import { inRegion } from '../zoned/place.ts';

/** The regional internal TCP proxy: at an address of the network, in one region. */
export const regionalInternalTcp = zonedFlavour(
  {
    word: 'regional-internal-tcp',
    meaning: 'regional internal proxy Network Load Balancer, for TCP',
    fullest: [
      {
        name: 'regional-internal-tcp',
        lb: 'regional-internal-tcp',
        zone: 'us-central1-a',
        endpoints: [{ instance: 'vm-1', port: 8080 }],
      },
    ],
  },
  { zoned: VMS, place: inRegion('INTERNAL_MANAGED'), front: TCP },
);
