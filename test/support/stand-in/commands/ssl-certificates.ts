import { readFileSync } from 'node:fs';
import type { JsonObject } from '../../../../src/json.ts';
import { TEXT } from '../argv.ts';
import type { Call, Commands } from '../command.ts';
import { GcloudError, NotModelled } from '../failure.ts';
import { collectionCommands } from './collection.ts';

/** A file that gcloud sends, or its complaint. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    if (!(thrown instanceof Error) || !('code' in thrown) || thrown.code !== 'ENOENT') throw thrown;
    throw new GcloudError(
      `Unable to read file [${path}]: [Errno 2] No such file or directory: '${path}'`,
    );
  }
}

function body({ flags }: Call): JsonObject {
  const domains = flags.text('domains');
  if (domains !== undefined) {
    if (flags.has('certificate')) throw new NotModelled('--domains beside --certificate');
    return { type: 'MANAGED', managed: { domains: domains.split(',') } };
  }
  return {
    certificate: readText(flags.needed('certificate')),
    privateKey: readText(flags.needed('private-key')),
  };
}

export const SSL_CERTIFICATES: Commands = collectionCommands({
  group: 'ssl-certificates',
  collection: 'sslCertificates',
  types: ['global', 'region'],
  flags: { domains: TEXT, certificate: TEXT, 'private-key': TEXT },
  body,
});
