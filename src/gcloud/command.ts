/**
 * One gcloud invocation as data: the words after `gcloud`, without the flags that every call gets
 * (project, quiet, format, account), and the document it reads from standard input, if any.
 */
export interface Command {
  readonly argv: readonly string[];
  readonly stdin?: string;
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
