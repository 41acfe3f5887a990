import { join } from 'node:path';
import { privateDirectory, writeWhole } from './durable-file.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** APIs whose clients put the version behind the override themselves (gcloud-commands 9.8). */
const UNVERSIONED = [
  'NETWORKSECURITY',
  'NETWORKSERVICES',
  'CERTIFICATEMANAGER',
  'SERVICEUSAGE',
  'CLOUDRESOURCEMANAGER',
  'IAMCREDENTIALS',
  'MONITORING',
];

/** Everything of the operator's that could lead gcloud past the emulator or to their credentials. */
function isForeign(name: string): boolean {
  return /^(CLOUDSDK_|GOOGLE_|(HTTPS?|ALL|NO)_PROXY$)/i.test(name);
}

/**
 * gcloud's environment for the emulator: every API it may call points there, its configuration is a
 * private one, and nothing of the operator's own is left in it.
 */
export async function emulatorEnvironment(
  base: Environment,
  url: string,
  directory: string,
): Promise<Environment> {
  const config = join(directory, 'gcloud');
  await privateDirectory(directory, 'gcloud');
  const tokenFile = join(directory, 'token');
  await writeWhole(tokenFile, 'emulator');
  const kept = Object.entries(base).filter(([name]) => !isForeign(name));
  const unversioned = UNVERSIONED.map((api) => [
    `CLOUDSDK_API_ENDPOINT_OVERRIDES_${api}`,
    `${url}/${api.toLowerCase()}/`,
  ]);
  return {
    ...Object.fromEntries(kept),
    ...Object.fromEntries(unversioned),
    CLOUDSDK_CONFIG: config,
    CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: tokenFile,
    CLOUDSDK_AUTH_TOKEN_HOST: `${url}/token`,
    CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE: `${url}/compute/v1/`,
    CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE: `${url}/storage/v1/`,
    CLOUDSDK_API_ENDPOINT_OVERRIDES_DNS: `${url}/dns/v1/`,
    // gcloud puts the region before this host; no resolver knows it, so the emulator is its proxy.
    CLOUDSDK_API_ENDPOINT_OVERRIDES_RUN: 'http://run.emulator/run/',
    HTTP_PROXY: url,
    CLOUDSDK_CORE_DISABLE_FILE_LOGGING: 'true',
    CLOUDSDK_CORE_DISABLE_USAGE_REPORTING: 'true',
    NO_PROXY: '127.0.0.1',
  };
}
