import { globalServerless } from './global.ts';

/** The global external Application Load Balancer of the current generation. */
export const globalExternal = globalServerless({
  word: 'global-external',
  meaning: 'global external Application Load Balancer',
  scheme: 'EXTERNAL_MANAGED',
  fullest: [
    {
      name: 'web',
      region: 'us-central1',
      'backend.cloudRunService': 'web',
      'backend.restrictIngress': true,
      'frontend.pathRules': [{ path: '/api/*', service: 'api' }],
      'frontend.domains': ['www.example.com'],
      'frontend.redirectHttp': true,
    },
  ],
});
