import type { Balancer } from './flavour.ts';
import { SSL } from './front.ts';
import { everywhere } from './place.ts';

/** The predecessor of the global SSL proxy. */
export const classicSsl: Balancer = {
  word: 'classic-ssl',
  meaning: 'classic SSL proxy',
  place: everywhere('EXTERNAL'),
  front: SSL,
  fullest: null,
};
