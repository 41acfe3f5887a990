import { OUTSIDE } from '../zoned/endpoints.ts';
import { zonedFlavour } from '../zoned/flavour.ts';
import { GLOBAL_APPLICATION } from '../zoned/front.ts';
import { everywhere } from '../zoned/place.ts';

/** The predecessor, for set-ups that must match older ones. */
export const classic = zonedFlavour(
  {
    word: 'classic',
    meaning: 'classic Application Load Balancer',
    fullest: [],
  },
  { zoned: OUTSIDE, place: everywhere('EXTERNAL'), front: GLOBAL_APPLICATION },
);
