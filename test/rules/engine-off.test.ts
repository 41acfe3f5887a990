import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { CHECKS, SERVICES } from '../emulator/bodies/backend-services.ts';
import { COMMON } from '../emulator/bodies/common.ts';
import { ENDPOINTS, GROUPS } from '../emulator/bodies/endpoint-groups.ts';
import { PROXIES, RULES } from '../emulator/bodies/front-ends.ts';
import { CERTIFICATES } from '../emulator/bodies/networks-and-certificates.ts';
import { OK } from '../emulator/bodies/row.ts';
import { World } from '../support/world.ts';
import { SITES } from './live-sites.ts';
import { ILLEGAL, type InputExample } from './table.ts';
import { create, type Noun, short, spoke } from './trying.ts';

/* With the rules switched off, what the real API refuses is refused by the emulator. */

vi.mock('../../src/rules/judge.ts', () => ({
  judgeInputs: () => [],
  judgeLive: () => [],
  judgeNetwork: () => [],
  refusals: () => [],
}));

/** The noun and the rule of examples that no API refuses here. */
type Key = `${Noun} ${string}`;

/** No recipe sends it, and yet the API refuses it: by the row of test/emulator/bodies that shows so. */
const UNSENT: Readonly<Record<Key, string>> = {
  'internet-neg name/rfc1035': 'a name with an underscore',
  'internet-neg name/neg': 'a name with an underscore',
  'zonal-neg name/neg': 'a name with an underscore',
  'internet-neg neg/type-supported': 'an unknown word',
  'internet-neg neg/scope-for-type': 'a zonal FQDN group',
  'internet-neg neg/lb-compat': 'an IP group in the mesh',
  'internet-neg endpoint/keys-match-type': 'the key of another type',
  'internet-neg endpoint/one-per-global-internet': 'a second endpoint on a global internet group',
  'internet-neg backend-service/protocol': 'TCP to a global internet group',
  'internet-neg backend-service/balancing-mode-forbidden':
    'a balancing mode over an internet group',
  'internet-neg health-check/none-global-internet': 'a health check over a global internet group',
  'internet-neg health-check/at-most-one': 'two health checks',
  'internet-neg neg/premium-tier': 'a global rule in Standard tier',
  'internet-neg forwarding-rule/tier': 'a global rule in Standard tier',
  'internet-neg proxy/https-needs-certificate': 'an HTTPS proxy without certificate',
  'internet-neg tls/backend-auth-support': 'TLS settings over HTTP',
  'internet-neg tls/regional-managed-cert': 'a regional managed certificate',
  'serverless-ilb tls/regional-managed-cert': 'a regional managed certificate',
  'internet-neg tls/cert-files': 'no certificate',
  'zonal-neg neg/port-required': 'a regional endpoint without any port',
  'zonal-neg backend-service/protocol': 'a TCP proxy to HTTP',
  'zonal-neg backend-service/no-utilization-for-negs': 'a zonal group with utilization',
  'zonal-neg backend-service/rate-or-connection': 'a zonal group by connections behind HTTP',
  'serverless-ilb neg/default-port-forbidden': 'a serverless group with a port',
  'serverless-ilb health-check/none-serverless': 'a health check over a serverless group',
  'serverless-ilb backend-service/serverless-timeout': 'a timeout over a serverless group',
  'serverless-ilb backend-service/port-name-irrelevant': 'a port name over a serverless group',
  'serverless-ilb backend-service/balancing-mode-forbidden':
    'a balancing mode over a serverless group',
};

/** What no API is known to refuse, and why it is refused all the same. */
const OURS: readonly (readonly [why: string, keys: readonly Key[]])[] = [
  [
    'gcloud would act on another project or misread the text, before any API sees it',
    [
      'internet-neg name/project-id',
      'internet-neg name/network',
      'internet-neg name/existing',
      'internet-neg health-check/name',
      'serverless-ilb name/network',
      'serverless-ilb dns/name-trailing-dot',
      'serverless-ilb dns/ttl',
      'serverless-ilb url-mask/captured-syntax',
    ],
  ],
  [
    'the second of two steps for one resource would meet the first',
    ['internet-neg name/unique-in-plan'],
  ],
  [
    'the file would be left out, or would hold something else',
    ['zonal-neg endpoint/file', 'internet-neg headers/secret-file', 'internet-neg headers/name'],
  ],
  [
    'the API takes it, and it does nothing, or not what was meant',
    [
      'internet-neg endpoint/google-api-port',
      'internet-neg endpoint/unique',
      'zonal-neg endpoint/unique',
      'hybrid-neg endpoint/unique',
      'internet-neg dns/one-name',
      'internet-neg dns/record-data',
      'internet-neg url-map/redirect-needs-https',
      'internet-neg forwarding-rule/redirect-address',
      'internet-neg mesh/sni',
      'internet-neg health-check/match-tls',
      'serverless-ilb backend-service/serverless-protocol',
      'serverless-ilb backend-service/serverless-no-affinity',
    ],
  ],
  [
    'documented, but the answer of the API is recorded nowhere, so the emulator has none',
    [
      'internet-neg headers/host',
      'internet-neg tls/backend-auth-names',
      'internet-neg headers/host-envoy',
      'internet-neg headers/host-rewrite',
      'internet-neg health-check/request-path',
      'hybrid-neg health-check/envoy-protocols',
      'serverless-ilb url-map/host-unique',
      'serverless-ilb neg/serverless-target-required',
      'serverless-neg neg/serverless-name-or-mask',
      'serverless-ilb url-mask/placeholders',
      'serverless-neg url-mask/placeholders',
      'serverless-ilb url-mask/no-scheme',
      'serverless-ilb url-mask/host-or-path',
      'serverless-ilb url-mask/service-xor',
      'serverless-ilb url-mask/tag-needs-service',
      'serverless-ilb url-mask/adjacent',
    ],
  ],
];

/** Limits by counting, of which others are met in less time. */
const SAME_LIMIT: readonly Key[] = [
  'internet-neg endpoint/max-256-regional-internet',
  'internet-neg backend-service/max-50-negs',
  'zonal-neg endpoint/max-10000-zonal',
];

const NOT_REFUSED: ReadonlySet<string> = new Set([
  ...Object.keys(UNSENT),
  ...OURS.flatMap(([, keys]) => keys),
]);

function siteOf(noun: Noun): Promise<World> {
  if (noun === 'internet-neg') return SITES.fresh;
  return noun.startsWith('serverless') ? SITES.deployed : SITES.endpoints;
}

const REFUSED = 'refused, and undone';

/** Whether the API refused what was sent, and the project is as before then. */
async function outcomeOf({ noun, speaking }: InputExample): Promise<string> {
  const world = new World({ from: await siteOf(noun) });
  const before = world.state();
  const ended = await create(world, noun, speaking, '--yes').catch(() => null);
  if (ended === null || ![6, 7].includes(ended.exitCode)) return 'not refused';
  const codes = spoke(ended).filter((code) => /^NEG-(?:4|6001)/.test(code));
  if (codes.every((code) => code === 'NEG-4120')) return 'not refused';
  return isDeepStrictEqual(world.state(), before) ? REFUSED : 'refused, and something is left';
}

const keyOf = ({ noun, rule }: InputExample): string => `${noun} ${rule}`;

describe('with the rules switched off the emulator refuses', () => {
  const sent = ILLEGAL.filter(
    (one) => !NOT_REFUSED.has(keyOf(one)) && !SAME_LIMIT.some((key) => key === keyOf(one)),
  );

  it('at least 60 of the illegal combinations', () => {
    expect(sent.length).toBeGreaterThanOrEqual(60);
  });

  it.each(sent)('$noun, $rule: $speaking', async (example) => {
    expect(await outcomeOf(example), short(example.speaking)).toBe(REFUSED);
  });
});

describe('what reaches no API, or is refused by none,', () => {
  it('is in the table of illegal combinations, and nothing else is named', () => {
    const known = new Set(ILLEGAL.map(keyOf));
    expect([...NOT_REFUSED].filter((key) => !known.has(key))).toEqual([]);
  });

  it.each(Object.entries(UNSENT))('%s: %s is refused as a document', (_key, title) => {
    const rows = [COMMON, GROUPS, ENDPOINTS, CHECKS, SERVICES, PROXIES, RULES, CERTIFICATES].flat();
    expect(rows.some(([known, , , answer]) => known === title && answer !== OK)).toBe(true);
  });
});
