import { globalApplication } from './global.ts';

/** The global external Application Load Balancer of the current generation. */
export const globalExternal = globalApplication({
  word: 'global-external',
  meaning: 'global external Application Load Balancer',
  scheme: 'EXTERNAL_MANAGED',
  fullest: [
    {
      name: 'web',
      endpoints: [{ fqdn: 'api.example.com', port: 443 }],
      'frontend.domains': ['www.example.com'],
      'frontend.redirectHttp': true,
    },
  ],
});
