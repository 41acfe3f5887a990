import { describe, expect, it } from 'vitest';
import { classify, isRetryable, wasRefused } from '../../src/gcloud/classify.ts';
import type { GcloudResult } from '../../src/gcloud/result.ts';
import { succeeded } from '../../src/gcloud/result.ts';

function failed(stderr: string, other: Partial<GcloudResult> = {}): GcloudResult {
  return {
    exitCode: 1,
    signal: null,
    stdout: '',
    stderr,
    timedOut: false,
    startError: null,
    ...other,
  };
}

const MODE_A = 'ERROR: (gcloud.compute.addresses.create) Could not fetch resource:\n - ';
const MODE_B = 'ERROR: (gcloud.compute.url-maps.import) ';

/** What gcloud 528 was seen to print (gcloud-commands 9.4), and what it means. */
const CORPUS: readonly (readonly [text: string, meaning: object])[] = [
  [`${MODE_A}The resource 'projects/p/global/addresses/a' already exists`, { class: 'exists' }],
  [
    `${MODE_B}HTTPError 409: The resource 'projects/p/global/urlMaps/m' already exists`,
    { class: 'exists' },
  ],
  [
    'ERROR: (gcloud.dns) Resource in projects [p] is the subject of a conflict: zone already exists',
    { class: 'exists' },
  ],
  [
    "ERROR: (gcloud.network-security) ALREADY_EXISTS: Resource 'x' already exists",
    { class: 'exists' },
  ],
  [
    'ERROR: (gcloud.compute.backend-services.add-backend) Backend [n] in global already exists in backend service [b].',
    { class: 'exists' },
  ],
  [`${MODE_A}The resource 'projects/p/global/addresses/a' was not found`, { class: 'not-found' }],
  [
    `${MODE_B}HTTPError 404: The resource 'projects/p/global/urlMaps/m' was not found`,
    { class: 'not-found' },
  ],
  [
    "ERROR: (gcloud.network-services) NOT_FOUND: Resource 'x' was not found",
    { class: 'not-found' },
  ],
  [
    'ERROR: (gcloud.compute.backend-services.remove-backend) Backend [n] in zone [None] is not a backend of backend service [b].',
    { class: 'not-found' },
  ],
  [
    "ERROR: (gcloud.compute.backend-services.delete) Some requests did not succeed:\n - The backend_service resource 'projects/p/global/backendServices/b' is already being used by 'projects/p/global/urlMaps/m'",
    { class: 'in-use', by: 'projects/p/global/urlMaps/m' },
  ],
  [
    `${MODE_A}The resource cannot be deleted because it's being used by //networkservices.googleapis.com/projects/1/locations/global/grpcRoutes/r`,
    {
      class: 'in-use',
      by: '//networkservices.googleapis.com/projects/1/locations/global/grpcRoutes/r',
    },
  ],
  [
    `${MODE_A}Required 'compute.addresses.create' permission for 'projects/p/global/addresses/a'`,
    { class: 'permission', permission: 'compute.addresses.create' },
  ],
  [
    `${MODE_B}HTTPError 403: Required 'compute.urlMaps.create' permission for 'projects/p/global/urlMaps/m'. This command is authenticated as a@b.c which is the active account`,
    { class: 'permission', permission: 'compute.urlMaps.create' },
  ],
  [
    'ERROR: (gcloud.projects.describe) [a@b.c] does not have permission to access projects instance [p] (or it may not exist): The caller does not have permission.',
    { class: 'permission', permission: null },
  ],
  [
    'ERROR: (gcloud.compute.addresses.list) PERMISSION_DENIED: Compute Engine API has not been used in project p before or it is disabled. Enable it by visiting https://console.developers.google.com/apis/api/compute.googleapis.com/overview?project=p then retry.\nreason: SERVICE_DISABLED\n  service: compute.googleapis.com',
    { class: 'api-disabled', service: 'compute.googleapis.com' },
  ],
  [
    `${MODE_A}Quota 'NETWORK_ENDPOINT_GROUPS' exceeded.  Limit: 100.0 globally.`,
    { class: 'quota', metric: 'NETWORK_ENDPOINT_GROUPS', limit: '100.0' },
  ],
  [
    `${MODE_B}HTTPError 403: Quota 'URL_MAPS' exceeded.  Limit: 10.0 globally.`,
    { class: 'quota', metric: 'URL_MAPS', limit: '10.0' },
  ],
  [
    `${MODE_A}Quota exceeded for quota group 'ReadGroup' and limit 'Read requests per 100 seconds'`,
    { class: 'rate-limited' },
  ],
  [
    'ERROR: (gcloud.x) RESOURCE_EXHAUSTED: Quota exceeded for quota metric',
    { class: 'rate-limited' },
  ],
  [`${MODE_B}HTTPError 429: Too Many Requests`, { class: 'rate-limited' }],
  [`${MODE_A}Invalid fingerprint.`, { class: 'fingerprint' }],
  [`${MODE_B}HTTPError 412: Invalid fingerprint.`, { class: 'fingerprint' }],
  [
    `${MODE_A}Supplied fingerprint does not match current metadata fingerprint.`,
    { class: 'fingerprint' },
  ],
  [`${MODE_A}The resource 'projects/p/global/networks/n' is not ready`, { class: 'not-ready' }],
  [
    `${MODE_A}Invalid value for field 'resource.name': 'X'. Must be a match of regex`,
    { class: 'invalid' },
  ],
  [`${MODE_B}HTTPError 400: Invalid value for field 'resource.weight'`, { class: 'invalid' }],
  [
    `${MODE_A}Backend services with global network endpoint groups can have health checks only for INTERNAL_SELF_MANAGED. Invalid value for field 'resource.healthChecks'`,
    { class: 'invalid' },
  ],
  [
    'ERROR: (gcloud.compute.ssl-certificates.create) Unable to read file [x.pem]: No such file',
    { class: 'invalid' },
  ],
  [
    "ERROR: (gcloud.compute.url-maps.import) Cannot parse YAML: Additional properties are not allowed ('foo' was unexpected)",
    { class: 'invalid' },
  ],
  [
    'ERROR: gcloud crashed (ConnectionError): HTTPConnectionPool: Max retries exceeded [Errno 111] Connection refused',
    { class: 'transient' },
  ],
  [
    "ERROR: gcloud crashed (ConnectionError): ('Connection aborted.', RemoteDisconnected('Remote end closed'))",
    { class: 'transient' },
  ],
  ['ERROR: gcloud crashed (ReadTimeout): read timed out', { class: 'transient' }],
  [
    "ERROR: (gcloud.compute.url-maps.import) HttpError accessing <http://x>: response: <{'status': 503}>, content <>\nThis may be due to network connectivity issues.",
    { class: 'transient' },
  ],
  [`${MODE_A}Internal error. Please try again or contact Google Support.`, { class: 'transient' }],
  [
    'ERROR: (gcloud.compute.x) You do not currently have an active account selected.',
    { class: 'credentials' },
  ],
  [
    'ERROR: (gcloud.compute.x) Your current active account [a@b.c] does not have any valid credentials',
    { class: 'credentials' },
  ],
  [
    "ERROR: (gcloud.x) There was a problem refreshing your current auth tokens: ('invalid_grant: Token has been expired or revoked.')",
    { class: 'credentials' },
  ],
  [
    'ERROR: (gcloud.x) Reauthentication failed. cannot prompt during non-interactive execution.',
    { class: 'credentials' },
  ],
  [
    `${MODE_A}Request had invalid authentication credentials. Expected OAuth 2 access token`,
    { class: 'credentials' },
  ],
  ['ERROR: (gcloud.x) something nobody has seen before', { class: 'unknown' }],
];

describe('what gcloud prints when it fails', () => {
  it.each(CORPUS)('%j is understood', (text, meaning) => {
    expect(classify(failed(text))).toMatchObject(meaning);
  });

  it('says more by how it ended', () => {
    expect(classify(failed('', { exitCode: 2 })).class).toBe('usage');
    expect(classify(failed('', { exitCode: null, signal: 'SIGKILL' }))).toMatchObject({
      class: 'killed',
      signal: 'SIGKILL',
    });
    expect(classify(failed('', { exitCode: null, timedOut: true })).class).toBe('timeout');
    expect(classify(failed('', { exitCode: null, startError: 'ENOENT' })).class).toBe(
      'not-started',
    );
  });

  it('is kept in its telling part, without headers and hints', () => {
    const text = `Created [x].\n${MODE_A}Quota 'URL_MAPS' exceeded.  Limit: 10.0 globally.\n\nIf you would like to report this issue, please run:\n  gcloud feedback`;
    expect(classify(failed(text)).said).toBe("Quota 'URL_MAPS' exceeded.  Limit: 10.0 globally.");
  });

  it('with exit 0 still counts where a list hides a refusal', () => {
    const hidden = failed('WARNING: Some requests did not succeed.\n - Required permission', {
      exitCode: 0,
      stdout: '[]',
    });
    expect(succeeded(hidden)).toBe(false);
    expect(
      succeeded(failed('WARNING: This command is using impersonation.', { exitCode: 0 })),
    ).toBe(true);
  });
});

describe('what may be concluded', () => {
  it('only what may pass is tried again', () => {
    const classes = CORPUS.map(([text]) => classify(failed(text)));
    const retried = new Set(classes.filter(isRetryable).map((failure) => failure.class));
    expect([...retried].sort()).toEqual(['fingerprint', 'not-ready', 'rate-limited', 'transient']);
  });

  it('a missing permission is a refusal of the write only where it is the one to write', () => {
    const needs = (permission: string) =>
      classify(failed(`${MODE_A}Required '${permission}' permission for 'projects/p'`));
    expect(wasRefused(needs('compute.addresses.create'))).toBe(true);
    expect(wasRefused(needs('compute.globalOperations.get'))).toBe(false);
    expect(wasRefused(classify(failed('ERROR: gcloud crashed (ConnectionError)')))).toBe(false);
  });
});
