import * as forms from './forms.ts';

/** Forms of the result; `script` only where there is a plan to write down. */
export const FORMATS = ['text', 'json', 'ndjson', 'yaml', 'script'] as const;
export type Format = (typeof FORMATS)[number];

/** Groups of flags, in the order in which help shows them. */
export type OptionGroup = 'plan' | 'consent' | 'input' | 'run' | 'emulator' | 'gcloud' | 'output';

/** One flag that does not belong to a recipe: parsed, documented and completed from this row. */
export interface OptionRow {
  readonly flag: string;
  readonly short?: string;
  /** `value`: must have one; `switch`: has none; `list`: may be repeated; `word`: `--x` means `--x=WORD`. */
  readonly takes: 'value' | 'switch' | 'list' | 'word';
  readonly placeholder: string;
  /** True for a switch that also has a `--no-` form. */
  readonly hasNegation?: boolean;
  /** What the bare flag stands for, where it `takes` a `word`. */
  readonly bare?: string;
  readonly words?: readonly string[];
  /** What a value looks like, where neither words nor a number say it. */
  readonly form?: forms.Form;
  readonly summary: string;
  readonly group: OptionGroup;
  /** True where `NEGCTL_<FLAG>` stands in for it; never for consent. */
  readonly variable: boolean;
}

type RowInit = Pick<OptionRow, 'flag' | 'takes' | 'summary' | 'group'> & Partial<OptionRow>;

function row(init: RowInit): OptionRow {
  return { placeholder: '', variable: init.group !== 'consent', ...init };
}

export const PLAN_OPTIONS: readonly OptionRow[] = [
  row({
    flag: 'dry-run',
    takes: 'word',
    bare: 'client',
    words: ['client', 'server'],
    placeholder: 'client|server',
    summary: 'Show the plan and do nothing: offline, or read against the live project',
    group: 'plan',
    variable: false,
  }),
  row({
    flag: 'detailed-exitcode',
    takes: 'switch',
    summary: 'With --dry-run: exit 20 where the plan has changes',
    group: 'plan',
  }),
];

export const CONSENT_OPTIONS: readonly OptionRow[] = [
  row({
    flag: 'yes',
    short: 'y',
    takes: 'switch',
    summary: 'Consent to the plan',
    group: 'consent',
  }),
  row({
    flag: 'plan-hash',
    takes: 'value',
    placeholder: 'sha256:…',
    summary: 'Go on only if the plan is this very one (exit 11 otherwise)',
    form: forms.PLAN_HASH,
    group: 'consent',
  }),
  row({
    flag: 'strict',
    takes: 'switch',
    summary: 'Refuse what the rules only warn about',
    group: 'consent',
    variable: true,
  }),
];

/** What a plain yes is not enough for: the name has to be given once more. */
export const CONFIRM_OPTION: OptionRow = row({
  flag: 'confirm',
  takes: 'value',
  placeholder: 'NAME',
  summary: 'The name once more: what --yes needs where a plain yes is not enough',
  group: 'consent',
});

/** Consent to what cannot be taken back. */
const DESTROY_OPTIONS: readonly OptionRow[] = [
  ...CONSENT_OPTIONS.filter(({ flag }) => flag !== 'strict'),
  CONFIRM_OPTION,
];

export const INPUT_OPTIONS: readonly OptionRow[] = [
  row({
    flag: 'file',
    short: 'f',
    takes: 'value',
    placeholder: 'SPEC',
    summary: 'Read the inputs from a YAML or JSON spec; "-" is standard input',
    form: forms.FILE,
    group: 'input',
  }),
  row({
    flag: 'set',
    takes: 'list',
    placeholder: 'PATH=VALUE',
    summary: 'Override one value of the spec (repeatable)',
    group: 'input',
    variable: false,
  }),
  row({
    flag: 'save-spec',
    takes: 'value',
    placeholder: 'FILE',
    summary: 'Write the inputs as a spec',
    form: forms.FILE,
    group: 'input',
    variable: false,
  }),
  row({ flag: 'no-input', takes: 'switch', summary: 'Ask nothing', group: 'input' }),
  row({
    flag: 'no-saved-answers',
    takes: 'switch',
    summary: 'Start the questions without the answers of last time',
    group: 'input',
  }),
];

/** Where runs and locks are kept; every command that looks at them has it. */
export const STATE_OPTION: OptionRow = row({
  flag: 'state',
  takes: 'value',
  placeholder: 'gs://BUCKET/PREFIX',
  summary: 'Keep runs and locks in Cloud Storage, or "local" (the default)',
  group: 'run',
});

export const RUN_OPTIONS: readonly OptionRow[] = [
  STATE_OPTION,
  row({
    flag: 'no-permission-check',
    takes: 'switch',
    summary: 'Do not ask IAM beforehand whether the project grants all it takes',
    group: 'run',
  }),
  row({
    flag: 'no-rollback-on-failure',
    takes: 'switch',
    summary: 'Leave what was made when a step fails (exit 8)',
    group: 'run',
  }),
  row({
    flag: 'on-interrupt',
    takes: 'value',
    words: ['stop', 'rollback'],
    placeholder: 'stop|rollback',
    summary: 'What Ctrl-C does once the running step is done (default: stop)',
    group: 'run',
  }),
  row({
    flag: 'max-parallel',
    takes: 'value',
    placeholder: 'N',
    summary: 'Steps at the same time (default: 4)',
    group: 'run',
  }),
  row({
    flag: 'retries',
    takes: 'value',
    placeholder: 'N',
    summary: 'Attempts after one that a read proved undone (default: 3)',
    group: 'run',
  }),
  row({
    flag: 'step-timeout',
    takes: 'value',
    placeholder: 'DURATION',
    summary: 'Longest time for one step (default: 10m)',
    group: 'run',
  }),
  row({
    flag: 'deadline',
    takes: 'value',
    placeholder: 'DURATION',
    summary: 'Start no step after this time (default: 60m; exit 124)',
    group: 'run',
  }),
  row({
    flag: 'lock-timeout',
    takes: 'value',
    placeholder: 'DURATION',
    summary: 'How long to wait for another run (default: 0s)',
    group: 'run',
  }),
];

export const EMULATOR_OPTIONS: readonly OptionRow[] = [
  row({
    flag: 'emulator',
    takes: 'word',
    bare: 'local',
    placeholder: 'URL',
    summary: 'Act on the built-in emulator instead of Google Cloud',
    form: forms.EMULATOR,
    group: 'emulator',
  }),
  row({
    flag: 'emulator-fault',
    takes: 'list',
    placeholder: 'SPEC',
    summary: 'Make a call fail, see `negctl help emulator` (repeatable)',
    form: forms.FAULT,
    group: 'emulator',
    variable: false,
  }),
  row({
    flag: 'emulator-permissions',
    takes: 'value',
    placeholder: 'LIST|@FILE',
    summary: 'Allow only these IAM permissions, see `negctl help emulator`',
    form: forms.PERMISSIONS,
    group: 'emulator',
    variable: false,
  }),
  row({
    flag: 'emulator-timing',
    takes: 'value',
    placeholder: 'FACTOR',
    summary: 'Operation times as a factor of real ones (default: 0.1)',
    group: 'emulator',
  }),
];

export const GCLOUD_OPTIONS: readonly OptionRow[] = [
  ...(
    [
      ['account', 'Google account that gcloud acts as', forms.ACCOUNT],
      ['configuration', 'gcloud configuration to use', forms.CONFIGURATION],
      ['impersonate-service-account', 'Service account to impersonate', forms.SERVICE_ACCOUNTS],
      ['billing-project', 'Project that is charged for API quota', forms.BILLING_PROJECT],
    ] as const
  ).map(([flag, summary, form]) =>
    row({ flag, takes: 'value', placeholder: 'VALUE', summary, form, group: 'gcloud' }),
  ),
];

/** What commands have that look at runs and locks without acting on the project. */
export const LOOK_OPTIONS: readonly OptionRow[] = [
  STATE_OPTION,
  ...EMULATOR_OPTIONS.filter(({ flag }) => flag === 'emulator'),
  ...GCLOUD_OPTIONS,
];

function formatRow(words: readonly Format[]): OptionRow {
  return row({
    flag: 'format',
    takes: 'value',
    words,
    placeholder: words.join('|'),
    summary: 'Form of the result on standard output (default: text)',
    group: 'output',
  });
}

const REDRAWING_OPTIONS: readonly OptionRow[] = [
  row({
    flag: 'no-color',
    takes: 'switch',
    summary: 'No colour',
    group: 'output',
    variable: false,
  }),
  row({
    flag: 'accessible',
    takes: 'switch',
    summary: 'No redrawing, no colour; choices by number',
    group: 'output',
  }),
  row({
    flag: 'no-progress',
    takes: 'switch',
    summary: 'No progress on standard error',
    group: 'output',
  }),
  row({
    flag: 'verbosity',
    takes: 'value',
    words: ['error', 'warning', 'info', 'debug'],
    placeholder: 'error|warning|info|debug',
    summary: 'info shows each gcloud command, error hides warnings and advice (default: warning)',
    group: 'output',
  }),
  row({
    flag: 'quiet',
    short: 'q',
    takes: 'switch',
    summary: 'Never ask; optional answers take their defaults. Not consent',
    group: 'output',
  }),
];

/** What every command has. */
export const OUTPUT_OPTIONS: readonly OptionRow[] = [
  formatRow(['text', 'json', 'ndjson', 'yaml']),
  ...REDRAWING_OPTIONS,
];

/** The same for commands that can show a plan, which has one more form. */
export const PLAN_OUTPUT_OPTIONS: readonly OptionRow[] = [formatRow(FORMATS), ...REDRAWING_OPTIONS];

/** What commands have that read the live project, whoever made what is in it. */
const PROJECT_OPTIONS: readonly OptionRow[] = [
  row({
    flag: 'project',
    takes: 'value',
    placeholder: 'PROJECT_ID',
    summary: "Google Cloud project (default: gcloud's configuration)",
    group: 'gcloud',
  }),
  ...GCLOUD_OPTIONS,
];

export const LIVE_OPTIONS: readonly OptionRow[] = [
  STATE_OPTION,
  ...EMULATOR_OPTIONS,
  ...PROJECT_OPTIONS,
  ...OUTPUT_OPTIONS,
];

/** What `runs unlock` has. */
export const UNLOCK_OPTIONS: readonly OptionRow[] = [
  ...DESTROY_OPTIONS.filter(({ flag }) => flag !== 'plan-hash'),
  STATE_OPTION,
  ...EMULATOR_OPTIONS.filter(({ flag }) => flag === 'emulator'),
  ...PROJECT_OPTIONS,
  ...OUTPUT_OPTIONS,
];

/** Flags of runs that make no sense where nothing can be taken back. */
const REVERSIBLE_ONLY: ReadonlySet<string> = new Set(['no-rollback-on-failure', 'on-interrupt']);

/** What commands have that delete. */
export const DELETE_OPTIONS: readonly OptionRow[] = [
  ...PLAN_OPTIONS,
  ...DESTROY_OPTIONS,
  ...RUN_OPTIONS.filter(({ flag }) => !REVERSIBLE_ONLY.has(flag)),
  ...EMULATOR_OPTIONS,
  ...PROJECT_OPTIONS,
  ...PLAN_OUTPUT_OPTIONS,
];

/** What commands have that change what is there, and can take that back. */
export const CHANGE_OPTIONS: readonly OptionRow[] = [
  ...PLAN_OPTIONS,
  ...CONSENT_OPTIONS.filter(({ flag }) => flag !== 'strict'),
  ...RUN_OPTIONS,
  ...EMULATOR_OPTIONS,
  ...PROJECT_OPTIONS,
  ...PLAN_OUTPUT_OPTIONS,
];

/** How far a migration goes now. */
export const UNTIL_OPTION: OptionRow = row({
  flag: 'until',
  takes: 'value',
  placeholder: 'PERCENT',
  summary: 'Give the new backend at most this share now, then exit 12; resume goes on',
  group: 'run',
  variable: false,
});

/** What commands have that move traffic. */
export const MIGRATE_OPTIONS: readonly OptionRow[] = [
  UNTIL_OPTION,
  CONFIRM_OPTION,
  ...INPUT_OPTIONS.filter(({ flag }) => flag === 'file'),
  ...CHANGE_OPTIONS,
];
