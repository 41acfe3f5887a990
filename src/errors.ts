/** Every way a command can end, with its exit code (cli-conventions, section 3; complete). */
export const EXIT_CODES = {
  ok: 0,
  internal: 1,
  usage: 2,
  input: 3,
  auth: 4,
  environment: 5,
  preflight: 6,
  'rolled-back': 7,
  leftovers: 8,
  gate: 9,
  locked: 10,
  changed: 11,
  waiting: 12,
  diff: 20,
  deadline: 124,
  hangup: 129,
  interrupt: 130,
  terminated: 143,
} as const;

/** The name of an ending; `EXIT_CODES` has its number. */
export type Ending = keyof typeof EXIT_CODES;

/**
 * One thing that is wrong, in the form in which every format shows it: what happened, why, and
 * how to mend it. `code` is a `NEG-` code or a rule id; `negctl explain` knows both.
 */
export interface Problem {
  readonly code: string;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
  /** The words of gcloud or of an API, not yet cleaned. */
  readonly said?: string;
}

/** An expected failure: it carries what the operator needs and how the command ends. */
export class NegctlError extends Error {
  readonly ending: Ending;
  readonly problems: readonly Problem[];

  constructor(ending: Ending, problems: readonly Problem[], cause?: unknown) {
    super(problems.map((problem) => `${problem.code}: ${problem.what}`).join('\n'), { cause });
    this.name = 'NegctlError';
    this.ending = ending;
    this.problems = problems;
  }
}

/** What is wrong, on one line. */
export function whatIn({ problems }: NegctlError): string {
  return problems.map(({ what }) => what).join('; ');
}

/** The text of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
