import type { Balancer } from './flavour.ts';
import { TCP } from './front.ts';
import { inRegion } from './place.ts';

/** The regional external TCP proxy: on the internet, in one region. */
export const regionalExternalTcp: Balancer = {
  word: 'regional-external-tcp',
  meaning: 'regional external proxy Network Load Balancer, for TCP',
  place: inRegion('EXTERNAL_MANAGED'),
  front: TCP,
  fullest: {},
};
