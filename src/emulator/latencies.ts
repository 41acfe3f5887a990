/** Seconds from insertTime to endTime, by collection and verb; `*` is every verb not named. */
type Table = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** The stub's times that performance.md was measured with. */
const REFERENCE: Table = {
  networkEndpointGroups: { '*': 4 },
  healthChecks: { '*': 4 },
  backendServices: { '*': 10 },
  urlMaps: { '*': 4 },
  targetHttpProxies: { '*': 4 },
  targetHttpsProxies: { '*': 4 },
  targetTcpProxies: { '*': 4 },
  targetSslProxies: { '*': 4 },
  sslCertificates: { '*': 3 },
  addresses: { '*': 3, setLabels: 0 },
  forwardingRules: { '*': 15, setLabels: 0 },
  subnetworks: { '*': 12 },
  routers: { '*': 6 },
  networks: { '*': 20 },
  firewalls: { '*': 8 },
  instances: { '*': 15 },
};

/** Medians of the recordings (compute-api-behaviour.md 2.6); what was never recorded is as in the reference table. */
const RECORDED: Table = {
  addresses: { insert: 1.7, delete: 2.1, setLabels: 0 },
  healthChecks: { insert: 0.88, delete: 3 },
  backendServices: { insert: 17.8, delete: 11 },
  urlMaps: { insert: 0.68, delete: 1.15 },
  targetHttpProxies: { insert: 1.1, delete: 1.3 },
  forwardingRules: { insert: 10.7, delete: 8, setTarget: 10, setLabels: 0 },
  networks: { insert: 9.3, delete: 16.8, removePeering: 9 },
};

/** Which of the two tables of operation times counts. */
export type LatencyTable = 'recorded' | 'reference';

/** How long an operation takes, in milliseconds. */
export function latencyOf(table: LatencyTable, collection: string, verb: string): number {
  const recorded = table === 'recorded' ? RECORDED[collection]?.[verb] : undefined;
  const known = REFERENCE[collection];
  return 1000 * (recorded ?? known?.[verb] ?? known?.['*'] ?? 4);
}
