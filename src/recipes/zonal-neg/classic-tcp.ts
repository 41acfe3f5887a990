import { VMS } from '../zoned/endpoints.ts';
import { zonedFlavour } from '../zoned/flavour.ts';
import { TCP } from '../zoned/front.ts';
import { everywhere } from '../zoned/place.ts';

/** The predecessor of the global TCP proxy. */
export const classicTcp = zonedFlavour(
  {
    word: 'classic-tcp',
    meaning: 'classic TCP proxy',
    fullest: [],
  },
  { zoned: VMS, place: everywhere('EXTERNAL'), front: TCP },
);
