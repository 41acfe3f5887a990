/** Which of some permissions the account has on the whole project; or why that could not be asked. */
export type Granted =
  | { readonly known: true; readonly names: ReadonlySet<string> }
  | { readonly known: false; readonly because: string };

/** Asks what the account may do. It changes nothing, and needs no permission. */
export interface Iam {
  /** Whom to grant something, as in an IAM binding: `user:ada@example.com`. */
  readonly member: string;
  /**
   * Which of these permissions the account has on the project, inherited ones included. One that is
   * granted on a single resource, or under a condition about the resource, is not among them.
   */
  granted(project: string, permissions: readonly string[]): Promise<Granted>;
}
