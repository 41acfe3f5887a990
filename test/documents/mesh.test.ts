import { it } from 'vitest';
import { withGcloud } from '../support/gcloud.ts';
import { Documents, type Intended, type Stage } from './harness.ts';

/* Seed 000: "Set up external backends with internet network endpoint groups". */

const ZONE = `
gcloud dns managed-zones create example-zone \\
    --description=test --dns-name=example.com --networks=default --visibility=private
gcloud dns record-sets transaction start --zone=example-zone
gcloud dns record-sets transaction add 10.0.0.100 10.0.0.101 10.0.0.102 \\
    --name=example.com --ttl=300 --type=A --zone=example-zone
gcloud dns record-sets transaction execute --zone=example-zone
`;

const ROUTING = `
gcloud compute network-endpoint-groups create on-prem-service-a-neg \\
    --global --network-endpoint-type INTERNET_FQDN_PORT
gcloud compute network-endpoint-groups update on-prem-service-a-neg \\
    --global --add-endpoint=fqdn=example.com,port=443
gcloud compute health-checks create http service-a-http-health-check
gcloud compute backend-services create on-prem-service-a \\
    --global --load-balancing-scheme=INTERNAL_SELF_MANAGED \\
    --health-checks service-a-http-health-check
gcloud compute backend-services add-backend on-prem-service-a \\
    --global --global-network-endpoint-group \\
    --network-endpoint-group on-prem-service-a-neg
gcloud compute url-maps create td-url-map --default-service on-prem-service-a
gcloud compute target-http-proxies create td-proxy --url-map td-url-map
gcloud compute forwarding-rules create td-forwarding-rule \\
    --global --load-balancing-scheme=INTERNAL_SELF_MANAGED --address=0.0.0.0 \\
    --target-http-proxy=td-proxy --ports=443 --network=default
`;

const TLS = `
cat << EOF > client_unauthenticated_tls_policy.yaml
name: "client_unauthenticated_tls_policy"
sni: "example.com"
EOF
gcloud beta network-security client-tls-policies import client_unauthenticated_tls_policy \\
    --source=client_unauthenticated_tls_policy.yaml --location=global
gcloud compute backend-services update on-prem-service-a --global --no-health-checks
gcloud compute health-checks create https service-a-https-health-check
gcloud compute backend-services export on-prem-service-a \\
    --global --destination=on-prem-service-a.yaml
cat << EOF >> on-prem-service-a.yaml
securitySettings:
  clientTlsPolicy: projects/\${PROJECT_ID}/locations/global/clientTlsPolicies/client_unauthenticated_tls_policy
healthChecks:
  - projects/\${PROJECT_ID}/global/healthChecks/service-a-https-health-check
EOF
gcloud compute backend-services import on-prem-service-a \\
    --global --source=on-prem-service-a.yaml
`;

const NAMES = {
  'example-zone': 'web-zone',
  'on-prem-service-a-neg': 'web-neg',
  'on-prem-service-a': 'web-bes',
  'td-url-map': 'web-map',
  'td-proxy': 'web-proxy',
  'td-forwarding-rule': 'web-fr',
};

const CHECK = 'projects/demo/global/healthChecks/web-hc';
const AUTHORITY = 'ns-gcp-private.googledomains.com. cloud-dns-hostmaster.google.com.';
const TIMES = '21600 3600 259200 300';

/** What of DNS is meant to differ. */
const IN_DNS: readonly Intended[] = [
  {
    resource: 'projects/demo/managedZones/web-zone',
    field: 'description',
    documents: 'test',
    negctl: '',
    because: 'the name of the zone says what it is for',
  },
  {
    resource: 'projects/demo/managedZones/web-zone/rrsets/example.com./SOA',
    field: 'rrdatas',
    documents: [`${AUTHORITY} 2 ${TIMES}`],
    negctl: [`${AUTHORITY} 1 ${TIMES}`],
    because:
      'a transaction counts the serial up, one request for the record does not; no secondary server asks for it',
  },
];

function probe(port: number): Intended['documents'] {
  return { port, portSpecification: 'USE_FIXED_PORT', proxyHeader: 'NONE', requestPath: '/' };
}

const SERVING = { portSpecification: 'USE_SERVING_PORT', proxyHeader: 'NONE', requestPath: '/' };

const WORDS = [
  'create',
  'internet-neg',
  'web',
  '--lb=mesh',
  '--add-endpoint=fqdn=example.com,port=443',
  '--dns-addresses=10.0.0.100,10.0.0.101,10.0.0.102',
  '--ports=443',
];

const PLAIN: Stage = {
  name: 'without TLS',
  script: ZONE + ROUTING,
  words: WORDS,
  negctl: 'in process',
  names: { ...NAMES, 'service-a-http-health-check': 'web-hc' },
  intended: [
    ...IN_DNS,
    {
      resource: CHECK,
      field: 'httpHealthCheck',
      documents: probe(80),
      negctl: SERVING,
      because:
        'the endpoints listen on 443: a probe of port 80 would find none (health-check/port)',
    },
  ],
};

const SECURED: Stage = {
  name: 'with TLS',
  script: TLS,
  words: [...WORDS, '--tls'],
  negctl: 'real',
  names: {
    ...NAMES,
    'service-a-https-health-check': 'web-hc',
    client_unauthenticated_tls_policy: 'web-tls',
  },
  intended: [
    ...IN_DNS,
    {
      resource: CHECK,
      field: 'httpsHealthCheck',
      documents: probe(80),
      negctl: SERVING,
      because: 'gcloud takes port 80 for HTTPS too, and the endpoints listen on 443',
    },
    {
      resource: 'projects/demo/global/healthChecks/service-a-http-health-check',
      field: null,
      documents: {
        checkIntervalSec: 5,
        healthyThreshold: 2,
        httpHealthCheck: probe(80) ?? null,
        timeoutSec: 5,
        type: 'HTTP',
        unhealthyThreshold: 2,
      },
      negctl: undefined,
      because: 'the documents detach it and leave it behind; negctl makes only the HTTPS one',
    },
  ],
};

withGcloud('what the documents leave for the mesh, and what negctl leaves', () => {
  it('is the same without TLS and with it, but for what is listed', async () => {
    const documents = new Documents();
    await documents.open();
    try {
      for (const stage of [PLAIN, SECURED]) await documents.compare(stage);
    } finally {
      await documents.close();
    }
  }, 600_000);
});
