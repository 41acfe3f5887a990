import type { Balancer } from './flavour.ts';
import { TCP } from './front.ts';
import { everywhere } from './place.ts';

/** The predecessor of the global TCP proxy. */
export const classicTcp: Balancer = {
  word: 'classic-tcp',
  meaning: 'classic TCP proxy',
  place: everywhere('EXTERNAL'),
  front: TCP,
  fullest: null,
};
