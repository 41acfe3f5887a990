import type { Balancer } from './flavour.ts';
import { SSL } from './front.ts';
import { everywhere } from './place.ts';

/** The global external SSL proxy of the current generation. */
export const globalExternalSsl: Balancer = {
  word: 'global-external-ssl',
  meaning: 'global external proxy Network Load Balancer that ends TLS',
  place: everywhere('EXTERNAL_MANAGED'),
  front: SSL,
  fullest: { 'frontend.domains': ['www.example.com'] },
};
