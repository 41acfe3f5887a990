import type { Balancer } from './flavour.ts';
import { TCP } from './front.ts';
import { inRegion } from './place.ts';

/** The regional internal TCP proxy: at an address of the network, in one region. */
export const regionalInternalTcp: Balancer = {
  word: 'regional-internal-tcp',
  meaning: 'regional internal proxy Network Load Balancer, for TCP',
  place: inRegion('INTERNAL_MANAGED'),
  front: TCP,
  fullest: { 'network.subnet': 'default' },
};
