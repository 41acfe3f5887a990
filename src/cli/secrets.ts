import { randomBytes } from 'node:crypto';
import { cleanLine, keepSecret } from '../clean.ts';
import { NegctlError } from '../errors.ts';
import type { Command, SecretInFile } from '../gcloud/command.ts';
import type { Gcloud } from '../gcloud/gcloud.ts';
import { secretFileField } from '../inputs/fields/backend.ts';
import { secretIn } from '../inputs/secret-file.ts';
import type { Values } from '../inputs/values.ts';
import { secretDigest } from '../resources/secret.ts';
import type { App } from './app.ts';

/** More than the 16 random bytes that the documents advise. */
const RANDOM_BYTES = 24;

/** The SHA-256 of the secret in a file, which nothing that is shown or stored has from here on; `null` where there is no such file. */
export function secretDigestIn({ readText }: Pick<App, 'readText'>, path: string): string | null {
  const file = readText(path);
  if (!file.ok) return null;
  const secret = secretIn(file.text);
  keepSecret(secret);
  return secretDigest(secret);
}

/** Makes the file of a secret that is asked for and not there. @returns its path where it was made */
export async function makeSecret(
  { readText, writeNew }: Pick<App, 'readText' | 'writeNew'>,
  values: Values,
): Promise<string | null> {
  const path = values.get(secretFileField);
  const file = path === undefined ? null : readText(path);
  if (path === undefined || file === null || file.ok || !file.isMissing) return null;
  await writeNew(path, `${randomBytes(RANDOM_BYTES).toString('hex')}\n`);
  return path;
}

function withSecret(
  { readText }: Pick<App, 'readText'>,
  stdin: string,
  { file, mark, sha256 }: SecretInFile,
): string {
  const found = readText(file);
  const secret = found.ok ? secretIn(found.text) : null;
  if (secret === null || secretDigest(secret) !== sha256) {
    throw new NegctlError('environment', [
      {
        code: 'NEG-5106',
        what: `${cleanLine(file)} does not hold the secret of the plan any more`,
        why: found.ok ? 'it was changed after the plan was made' : cleanLine(found.reason),
        fix: 'bring the file back; or roll the run back, which does not need it, and begin anew',
      },
    ]);
  }
  keepSecret(secret);
  return stdin.replaceAll(mark, () => secret);
}

/** The command with its secret in the place of the mark. */
function filled(app: Pick<App, 'readText'>, command: Command): Command {
  const { argv, stdin, secret } = command;
  if (stdin === undefined || secret === undefined) return command;
  return { argv, stdin: withSecret(app, stdin, secret) };
}

/** Puts secrets into documents on their way to gcloud, and nowhere else. */
export function withSecrets(app: Pick<App, 'readText'>, gcloud: Gcloud): Gcloud {
  return { run: async (command, options) => gcloud.run(filled(app, command), options) };
}

/**
 * Makes sure, before anything is sent, that the secrets of all commands are there, and as they were.
 * @throws {NegctlError} ending `environment` where one is not
 */
export function requireSecrets(app: Pick<App, 'readText'>, commands: readonly Command[]): void {
  for (const command of commands) filled(app, command);
}
