import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { withGcloud } from '../support/gcloud.ts';
import { Documents, type Stage } from './harness.ts';

/*
 * Seed 001, "Internet network endpoint groups overview": the set-ups in its figures, by the commands of the
 * guides that it leads to, in one region and with names as they stand there.
 */

const CERTIFICATES = join(import.meta.dirname, '..', 'emulator', 'certificates');
const CERTIFICATE = join(CERTIFICATES, 'certificate.pem');
const KEY = join(CERTIFICATES, 'key.pem');

const GLOBAL_EXTERNAL: Stage = {
  name: 'global external Application Load Balancer',
  script: `
gcloud compute addresses create lb-ipv4-1 \\
    --ip-version=IPV4 --network-tier=PREMIUM --global
gcloud compute network-endpoint-groups create internet-neg \\
    --network-endpoint-type=internet-fqdn-port --global
gcloud compute network-endpoint-groups update internet-neg \\
    --add-endpoint=fqdn=backend.example.com,port=443 --global
gcloud compute backend-services create external-backend \\
    --load-balancing-scheme=EXTERNAL_MANAGED --protocol=HTTPS --enable-cdn \\
    --custom-request-header="Host: backend.example.com" --global
gcloud compute backend-services add-backend external-backend \\
    --network-endpoint-group=internet-neg --global-network-endpoint-group --global
gcloud compute url-maps create https-map --default-service=external-backend --global
gcloud compute ssl-certificates create www-ssl-cert \\
    --certificate=certificate.pem --private-key=key.pem --global
gcloud compute target-https-proxies create https-proxy \\
    --url-map=https-map --ssl-certificates=www-ssl-cert --global
gcloud compute forwarding-rules create https-content-rule \\
    --load-balancing-scheme=EXTERNAL_MANAGED --network-tier=PREMIUM --address=lb-ipv4-1 \\
    --target-https-proxy=https-proxy --ports=443 --global
`,
  words: [
    ...['create', 'internet-neg', 'web', '--lb=global-external'],
    '--add-endpoint=fqdn=backend.example.com,port=443',
    ...[`--certificate=${CERTIFICATE}`, `--private-key=${KEY}`],
  ],
  negctl: 'in process',
  names: {
    'lb-ipv4-1': 'web-ip',
    'internet-neg': 'web-neg',
    'external-backend': 'web-bes',
    'https-map': 'web-map',
    'www-ssl-cert': 'web-cert',
    'https-proxy': 'web-proxy',
    'https-content-rule': 'web-fr',
  },
  intended: [
    {
      resource: 'projects/demo/global/backendServices/web-bes',
      field: 'customRequestHeaders',
      documents: ['Host: backend.example.com'],
      negctl: ['Host:backend.example.com'],
      because: 'the blank behind the colon is no part of the value',
    },
    {
      resource: 'projects/demo/global/backendServices/web-bes',
      field: 'enableCDN',
      documents: true,
      negctl: false,
      because:
        'the guide is about Cloud CDN; caching what an origin answers is a decision of its own',
    },
  ],
};

const PROXIES = `
gcloud compute networks subnets create proxy-only-subnet \\
    --purpose=REGIONAL_MANAGED_PROXY --role=ACTIVE --region=us-central1 \\
    --network=default --range=192.168.0.0/23
gcloud compute routers create router --network=default --region=us-central1
`;

const NAT = 'gcloud compute routers nats create nat --router=router --region=us-central1';
const FOR_PROXIES = '--endpoint-types=ENDPOINT_TYPE_MANAGED_PROXY_LB --nat-all-subnet-ip-ranges';

/** The network of these tests has a subnet in each region, which 10.129.0.0/23 of the guides would overlap. */
const RANGE = '--proxy-only-subnet-range=192.168.0.0/23';

const REGIONAL_NAMES = {
  'proxy-only-subnet': 'web-proxy-subnet',
  router: 'web-router',
  nat: 'web-nat',
  'nat-ip-1': 'web-nat-ip-1',
  'nat-ip-2': 'web-nat-ip-2',
  'internet-neg': 'web-neg',
  'lb-ip': 'web-ip',
  'external-backend': 'web-bes',
  'http-map': 'web-map',
  'lb-proxy': 'web-proxy',
  'lb-rule': 'web-fr',
  'tcp-check': 'web-hc',
};

const REGIONAL_EXTERNAL: Stage = {
  name: 'regional external Application Load Balancer with reserved addresses of its NAT',
  script: `${PROXIES}
gcloud compute addresses create nat-ip-1 --region=us-central1
gcloud compute addresses create nat-ip-2 --region=us-central1
${NAT} ${FOR_PROXIES} --nat-external-ip-pool=nat-ip-1,nat-ip-2
gcloud compute addresses create lb-ip --region=us-central1 --network-tier=PREMIUM
gcloud compute network-endpoint-groups create internet-neg \\
    --network-endpoint-type=INTERNET_FQDN_PORT --default-port=443 \\
    --network=default --region=us-central1
gcloud compute network-endpoint-groups update internet-neg \\
    --add-endpoint=fqdn=one.example.com,port=443 \\
    --add-endpoint=fqdn=two.example.com,port=8443 --region=us-central1
gcloud compute backend-services create external-backend \\
    --load-balancing-scheme=EXTERNAL_MANAGED --protocol=HTTPS --region=us-central1
gcloud compute backend-services add-backend external-backend \\
    --network-endpoint-group=internet-neg \\
    --network-endpoint-group-region=us-central1 --region=us-central1
gcloud compute url-maps create http-map \\
    --default-service=external-backend --region=us-central1
gcloud compute target-http-proxies create lb-proxy \\
    --url-map=http-map --url-map-region=us-central1 --region=us-central1
gcloud compute forwarding-rules create lb-rule \\
    --load-balancing-scheme=EXTERNAL_MANAGED --network-tier=PREMIUM --network=default \\
    --address=lb-ip --target-http-proxy=lb-proxy --target-http-proxy-region=us-central1 \\
    --ports=80 --region=us-central1
`,
  words: [
    ...['create', 'internet-neg', 'web', '--lb=regional-external', '--region=us-central1'],
    ...['--default-port=443', '--add-endpoint=fqdn=one.example.com,port=443'],
    ...['--add-endpoint=fqdn=two.example.com,port=8443', '--nat-pool-size=2'],
    ...['--frontend-protocol=HTTP', RANGE],
  ],
  negctl: 'in process',
  names: REGIONAL_NAMES,
  intended: [],
};

const REGIONAL_INTERNAL_PROXY: Stage = {
  name: 'regional internal proxy Network Load Balancer with automatic addresses of its NAT',
  script: `${PROXIES}
${NAT} ${FOR_PROXIES} --auto-allocate-nat-external-ips
gcloud compute network-endpoint-groups create internet-neg \\
    --network-endpoint-type=INTERNET_IP_PORT --network=default --region=us-central1
gcloud compute network-endpoint-groups update internet-neg \\
    --add-endpoint=ip=192.0.43.8,port=110 --region=us-central1
gcloud compute health-checks create tcp tcp-check --region=us-central1 --use-serving-port
gcloud compute backend-services create external-backend \\
    --load-balancing-scheme=INTERNAL_MANAGED --protocol=TCP --region=us-central1 \\
    --health-checks=tcp-check --health-checks-region=us-central1
gcloud compute backend-services add-backend external-backend \\
    --network-endpoint-group=internet-neg \\
    --network-endpoint-group-region=us-central1 --region=us-central1
gcloud compute target-tcp-proxies create lb-proxy \\
    --backend-service=external-backend --backend-service-region=us-central1 \\
    --region=us-central1
gcloud compute addresses create lb-ip --region=us-central1 --subnet=default
gcloud compute forwarding-rules create lb-rule \\
    --load-balancing-scheme=INTERNAL_MANAGED --network=default --subnet=default \\
    --address=lb-ip --target-tcp-proxy=lb-proxy --target-tcp-proxy-region=us-central1 \\
    --ports=110 --region=us-central1
`,
  words: [
    ...['create', 'internet-neg', 'web', '--lb=regional-internal-tcp', '--region=us-central1'],
    ...['--subnet=default', '--add-endpoint=ip=192.0.43.8,port=110', '--health-check=tcp'],
    RANGE,
  ],
  negctl: 'in process',
  names: REGIONAL_NAMES,
  intended: [
    {
      resource: 'projects/demo/regions/us-central1/healthChecks/web-hc',
      field: 'checkIntervalSec',
      documents: 5,
      negctl: 10,
      because: 'each proxy probes each endpoint, through the NAT (health-check/quadratic-traffic)',
    },
  ],
};

withGcloud('what the guides of internet NEGs leave, and what negctl leaves', () => {
  describe.each([GLOBAL_EXTERNAL, REGIONAL_EXTERNAL, REGIONAL_INTERNAL_PROXY])('$name', (stage) => {
    it('is the same, but for what is listed', async () => {
      const documents = new Documents();
      await documents.open();
      try {
        for (const file of [CERTIFICATE, KEY]) copyFileSync(file, documents.pathOf(file));
        await documents.compare(stage);
      } finally {
        await documents.close();
      }
    }, 600_000);
  });
});
