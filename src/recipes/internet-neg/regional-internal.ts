import { regionalApplication } from './regional-application.ts';

/** The regional internal Application Load Balancer: at an address of the network, in one region. */
export const regionalInternal = regionalApplication({
  word: 'regional-internal',
  meaning: 'regional internal Application Load Balancer',
  scheme: 'INTERNAL_MANAGED',
  fullest: [
    {
      name: 'web',
      lb: 'regional-internal',
      region: 'us-central1',
      'network.subnet': 'default',
      endpoints: [{ fqdn: 'api.example.com', port: 443 }],
      'network.nat': 'pool',
      'network.natPoolSize': 1,
      'backend.healthCheck': 'https',
      'backend.tlsRoots': 'our-roots',
      'frontend.certificate': 'certificate.pem',
      'frontend.privateKey': 'key.pem',
      'frontend.redirectHttp': true,
    },
  ],
});
