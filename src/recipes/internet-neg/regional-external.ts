import { regionalApplication } from './regional-application.ts';

/** The regional external Application Load Balancer: on the internet, in one region. */
export const regionalExternal = regionalApplication({
  word: 'regional-external',
  meaning: 'regional external Application Load Balancer',
  scheme: 'EXTERNAL_MANAGED',
  fullest: [
    {
      name: 'web',
      lb: 'regional-external',
      region: 'us-central1',
      endpoints: [{ fqdn: 'api.example.com', port: 443 }],
      'network.nat': 'pool',
      'network.natPoolSize': 1,
      'backend.healthCheck': 'https',
      'backend.tlsRoots': 'public-roots',
      'frontend.certificate': 'certificate.pem',
      'frontend.privateKey': 'key.pem',
      'frontend.redirectHttp': true,
    },
  ],
});
