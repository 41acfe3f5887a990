/**
 * One gcloud invocation as data: the words after `gcloud`, without the flags that every call gets
 * (project, quiet, format, account), and the document it reads from standard input, if any.
 */
export interface Command {
  readonly argv: readonly string[];
  readonly stdin?: string;
  readonly secret?: SecretInFile;
  /** What in its words is known only once something else exists. */
  readonly late?: LateValue;
}

/**
 * What a document holds in the place of a secret, and the file that the secret is in: it is put in where gcloud
 * is started, so that no plan, journal or command line has it.
 */
export interface SecretInFile {
  readonly mark: string;
  /** Absolute path; the text without its line ends is the secret. */
  readonly file: string;
  /** Of the secret, in hex; `null` where the file was still to be made when the plan was. */
  readonly sha256: string | null;
}

/** A value that a plan cannot know yet: a field of what another step makes, as a later command needs it. */
export interface LateValue {
  /** What stands for it in the words of the command. */
  readonly stand: string;
  /** The resource, and its field. */
  readonly of: { readonly resource: string; readonly field: string };
  /** Prints the value and nothing else, for a shell. */
  readonly shownBy: readonly string[];
}

/** The command with its late value in its place. */
export function withLateValue({ late, ...command }: Command, value: string): Command {
  if (late === undefined) return command;
  return { ...command, argv: command.argv.map((word) => word.replace(late.stand, value)) };
}

/** Who gcloud acts as. */
export interface GcloudIdentity {
  readonly account?: string;
  readonly configuration?: string;
  readonly impersonateServiceAccount?: string;
  readonly billingProject?: string;
}

/** Which project and identity gcloud acts on and as; the same for every call of a run. */
export interface GcloudContext extends GcloudIdentity {
  readonly project: string;
}

const CONTEXT_FLAGS = [
  ['account', 'account'],
  ['configuration', 'configuration'],
  ['impersonateServiceAccount', 'impersonate-service-account'],
  ['billingProject', 'billing-project'],
] as const;

/** The flags that carry the context, in a fixed order. */
export function contextFlags(context: GcloudContext | GcloudIdentity): readonly string[] {
  const given = CONTEXT_FLAGS.flatMap(([key, flag]) => {
    const value = context[key];
    return value === undefined ? [] : [`--${flag}=${value}`];
  });
  const project = 'project' in context ? [`--project=${context.project}`] : [];
  return [...project, ...given];
}

/**
 * The whole argument vector for one call. `--quiet` because gcloud's own questions answer
 * themselves with yes at the end of input (lessons M4).
 */
export function fullArgv(
  command: Command,
  context: GcloudContext | GcloudIdentity,
): readonly string[] {
  return [...command.argv, ...contextFlags(context), '--quiet', '--format=json'];
}
