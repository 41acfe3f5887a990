import type { Balancer } from './flavour.ts';
import { TCP } from './front.ts';
import { everywhere } from './place.ts';

/** The global external TCP proxy of the current generation. */
export const globalExternalTcp: Balancer = {
  word: 'global-external-tcp',
  meaning: 'global external proxy Network Load Balancer, for TCP',
  place: everywhere('EXTERNAL_MANAGED'),
  front: TCP,
  fullest: {},
};
