import type { Json } from '../../../src/json.ts';

/** A command, flag or value that nobody has held against the real gcloud yet: no test goes on with it. */
export class NotModelled extends Error {
  override readonly name = 'NotModelled';

  constructor(what: string) {
    super(
      `${what} is not known to the stand-in for gcloud. Add it in test/support/stand-in, and a case in test/conformance that holds it against the real gcloud.`,
    );
  }
}

/** How gcloud ends with exit code 1: a message about what it was told, or a stack that it hides. */
export class GcloudError extends Error {
  override readonly name = 'GcloudError';
  /** The Python exception, where gcloud says that it crashed. */
  readonly crash: string | null;
  /** What stands on standard output all the same; lists print what they have. */
  readonly printed: Json | undefined;
  /** True where the message does not begin with the command: one task of several failed. */
  readonly isTask: boolean;

  constructor(
    message: string,
    crash: string | null = null,
    printed?: Json,
    isTask: boolean = false,
  ) {
    super(message);
    this.crash = crash;
    this.printed = printed;
    this.isTask = isTask;
  }

  /** The same end of a command that had printed something by then. */
  having(printed: Json): GcloudError {
    return new GcloudError(this.message, this.crash, printed);
  }

  /** The words on standard error. */
  words(command: string): string {
    if (this.isTask) return `ERROR: ${this.message}\n`;
    if (this.crash === null) {
      return `ERROR: (gcloud.${command.replaceAll(' ', '.')}) ${this.message}\n`;
    }
    return `ERROR: gcloud crashed (${this.crash}): ${this.message}${AFTER_CRASH}`;
  }
}

const AFTER_CRASH = `

If you would like to report this issue, please run the following command:
  gcloud feedback

To check gcloud for common problems, please run the following command:
  gcloud info --run-diagnostics
`;

/** gcloud's way to print a title and what belongs to it. */
export function listed(title: string, items: readonly string[]): string {
  const lines = [...new Set(items)].sort().map((item) => ` - ${item}\n`);
  return `${title === '' ? '' : `${title}\n`}${lines.join('')}`;
}
