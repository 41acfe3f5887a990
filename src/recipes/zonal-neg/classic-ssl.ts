import { VMS } from '../zoned/endpoints.ts';
import { zonedFlavour } from '../zoned/flavour.ts';
import { SSL } from '../zoned/front.ts';
import { everywhere } from '../zoned/place.ts';

/** The predecessor of the global SSL proxy. */
export const classicSsl = zonedFlavour(
  {
    word: 'classic-ssl',
    meaning: 'classic SSL proxy',
    fullest: [],
  },
  { zoned: VMS, place: everywhere('EXTERNAL'), front: SSL },
);
