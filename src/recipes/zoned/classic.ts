import type { Balancer } from './flavour.ts';
import { GLOBAL_APPLICATION } from './front.ts';
import { everywhere } from './place.ts';

/** The predecessor, for set-ups that must match older ones. */
export const classic: Balancer = {
  word: 'classic',
  meaning: 'classic Application Load Balancer',
  place: everywhere('EXTERNAL'),
  front: GLOBAL_APPLICATION,
  fullest: null,
};
