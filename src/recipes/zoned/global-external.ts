import type { Balancer } from './flavour.ts';
import { GLOBAL_APPLICATION } from './front.ts';
import { everywhere } from './place.ts';

/** The global external Application Load Balancer of the current generation. */
export const globalExternal: Balancer = {
  word: 'global-external',
  meaning: 'global external Application Load Balancer',
  place: everywhere('EXTERNAL_MANAGED'),
  front: GLOBAL_APPLICATION,
  fullest: { 'frontend.domains': ['www.example.com'], 'frontend.redirectHttp': true },
};
