import { regionalProxy } from './regional-proxy.ts';

/** The regional internal proxy Network Load Balancer: TCP at an address of the network, in one region. */
export const regionalInternalTcp = regionalProxy({
  word: 'regional-internal-tcp',
  meaning: 'regional internal proxy Network Load Balancer, for TCP',
  scheme: 'INTERNAL_MANAGED',
  fullest: [
    {
      name: 'db',
      lb: 'regional-internal-tcp',
      region: 'us-central1',
      'network.subnet': 'default',
      endpoints: [{ fqdn: 'db.example.com', port: 5432 }],
      'network.nat': 'pool',
      'network.natPoolSize': 1,
      'backend.healthCheck': 'tcp',
    },
  ],
});
