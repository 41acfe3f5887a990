import { regionalProxy } from './regional-proxy.ts';

/** The regional external proxy Network Load Balancer: TCP on the internet, in one region. */
export const regionalExternalTcp = regionalProxy({
  word: 'regional-external-tcp',
  meaning: 'regional external proxy Network Load Balancer, for TCP',
  scheme: 'EXTERNAL_MANAGED',
  fullest: [],
});
