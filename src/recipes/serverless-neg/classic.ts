import { globalServerless } from './global.ts';

/** The predecessor, for set-ups that must match older ones; it makes the same kinds of resources. */
export const classic = globalServerless({
  word: 'classic',
  meaning: 'classic Application Load Balancer',
  scheme: 'EXTERNAL',
  fullest: [],
});
