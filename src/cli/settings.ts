import { NegctlError } from '../errors.ts';
import type { GcloudIdentity } from '../gcloud/command.ts';
import { variableOf } from '../inputs/from-flags.ts';
import { didYouMean } from '../inputs/near.ts';
import type { EmulatorWish } from './app.ts';
import type { Flags } from './flags.ts';
import { FORMATS, type Format, type OptionRow } from './options.ts';

export type Verbosity = 'error' | 'warning' | 'info' | 'debug';

/** What the flags that belong to no recipe say, read and checked. Times in milliseconds. */
export interface Settings {
  readonly format: Format;
  readonly colour: 'as-found' | 'never';
  readonly accessible: boolean;
  readonly progress: boolean;
  readonly verbosity: Verbosity;
  readonly mayAsk: boolean;
  readonly file: string | undefined;
  readonly set: readonly string[];
  readonly saveSpec: string | undefined;
  readonly savedAnswers: boolean;
  readonly yes: boolean;
  /** The name of what is to be deleted or unlocked, given once more. */
  readonly confirm: string | undefined;
  readonly planHash: string | undefined;
  readonly strict: boolean;
  readonly dryRun: 'client' | 'server' | null;
  readonly detailedExitcode: boolean;
  readonly emulator: EmulatorWish | null;
  /** False: what the account may do is not asked before the first write. */
  readonly permissionCheck: boolean;
  readonly rollbackOnFailure: boolean;
  /** The largest share that a new backend may get now, in per cent. */
  readonly until: number;
  readonly onInterrupt: 'stop' | 'rollback';
  readonly maxParallel: number;
  readonly retries: number;
  readonly stepTimeout: number;
  /** `null`: as long as such a run usually may take. */
  readonly deadline: number | null;
  readonly lockTimeout: number;
  readonly identity: GcloudIdentity;
  /** Where runs and locks are kept: `gs://BUCKET/PREFIX`; `null` for the state directory. */
  readonly state: string | null;
}

function usage(what: string, why: string, fix: string): NegctlError {
  return new NegctlError('usage', [{ code: 'NEG-1001', what, why, fix }]);
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** A week. Node's timers hold less than 25 days, and fire at once where they are given more. */
const LONGEST_DURATION = 7 * 24 * 3_600_000;

/** A duration such as `90s`, `6m` or `1h`, in milliseconds. */
export function parseDuration(text: string, flag: string, least: number): number {
  const match = /^(\d{1,9})(ms|s|m|h)$/.exec(text);
  const unit = UNITS[match?.[2] ?? ''];
  if (match === null || unit === undefined) {
    throw usage(
      `--${flag}: "${text}" is not a duration`,
      'a number and a unit',
      'write 90s, 6m or 1h',
    );
  }
  const duration = Number(match[1]) * unit;
  if (duration < least || duration > LONGEST_DURATION) {
    throw usage(
      `--${flag}: ${text} is too ${duration < least ? 'short' : 'long'}`,
      `it is from ${least} ms to a week (168h)`,
      'write 90s, 6m or 1h',
    );
  }
  return duration;
}

/** A whole number from `least` to `most`. */
export function parseCount(text: string, flag: string, least: number, most = 99_999): number {
  const count = /^\d{1,5}$/.test(text) ? Number(text) : -1;
  if (count >= least && count <= most) return count;
  throw usage(
    `--${flag}: "${text}" is not a whole number from ${least} to ${most}`,
    'nothing else can be meant by it',
    `write --${flag}=${least}`,
  );
}

/** A factor from 0 to 1000. */
export function parseFactor(text: string, flag: string): number {
  const factor = /^\d{1,4}(\.\d{1,9})?$/.test(text) ? Number(text) : -1;
  if (factor >= 0 && factor <= 1_000) return factor;
  throw usage(
    `--${flag}: "${text}" is not a number from 0 to 1000`,
    'it is a factor on times',
    'write 0, 0.1 or 1',
  );
}

function refuseUnfit({ flag, words, form }: OptionRow, value: string): void {
  if (form !== undefined && !form.fits(value)) {
    const why = 'gcloud, or another program, would take it as it stands';
    throw usage(`--${flag}: "${value}" is not ${form.expected}`, why, `write ${form.example}`);
  }
  if (words === undefined || words.includes(value)) return;
  const guess = didYouMean(value, words);
  const fix = `use one of ${words.join(', ')}${guess === '' ? '' : `; ${guess}`}`;
  throw usage(`--${flag}: "${value}" is not known`, 'it takes only certain words', fix);
}

/** The flags, with the environment standing in for those that are not given. */
export function withEnvironment(
  rows: readonly OptionRow[],
  flags: Flags,
  environment: Readonly<Record<string, string | undefined>>,
): Flags {
  const merged = new Map(flags);
  for (const row of rows) {
    const value = environment[variableOf(row.flag)];
    if (!row.variable || merged.has(row.flag) || value === undefined || value === '') continue;
    if (row.takes !== 'switch') merged.set(row.flag, value);
    else if (isOn(row.flag, value)) merged.set(row.flag, true);
  }
  return merged;
}

function isOn(flag: string, value: string): boolean {
  if (['1', 'true'].includes(value)) return true;
  if (['0', 'false'].includes(value)) return false;
  const variable = variableOf(flag);
  throw usage(
    `${variable}: "${value}" is neither yes nor no`,
    `it stands in for --${flag}, which is given or not`,
    `set ${variable} to 1 or 0`,
  );
}

/**
 * Refuses values that their flag does not know, wherever they came from.
 * @throws {NegctlError} ending `usage`
 */
export function checkedFlags(rows: readonly OptionRow[], flags: Flags): Flags {
  for (const row of rows) {
    const value = flags.get(row.flag);
    const values = typeof value === 'string' ? [value] : Array.isArray(value) ? value : [];
    for (const given of values) refuseUnfit(row, given);
  }
  return flags;
}

function oneOf<const T extends string>(words: readonly T[], value: unknown, fallback: T): T {
  return words.find((word) => word === value) ?? fallback;
}

function dryRunOf(flags: Flags): Settings['dryRun'] {
  if (!flags.has('dry-run')) return null;
  return flags.get('dry-run') === 'server' ? 'server' : 'client';
}

function formatOf(flags: Flags): Format {
  const format = oneOf(FORMATS, flags.get('format'), 'text');
  if (format !== 'script' || flags.has('dry-run')) return format;
  throw usage(
    '--format=script is given without --dry-run',
    'a script is the plan written down; a run has another result',
    'add --dry-run or --dry-run=server, or take --format=json',
  );
}

function emulatorWish(flags: Flags): EmulatorWish | null {
  const at = flags.get('emulator');
  const faults = flags.get('emulator-fault');
  const permissions = text(flags, 'emulator-permissions') ?? null;
  const timing = flags.get('emulator-timing');
  if (typeof at !== 'string') {
    if (faults !== undefined) {
      throw usage(
        '--emulator-fault is given without --emulator',
        'only the emulator fails on demand',
        'add --emulator',
      );
    }
    if (permissions === null) return null;
    throw usage(
      '--emulator-permissions is given without --emulator',
      'what an account may do in Google Cloud is said by IAM',
      'add --emulator',
    );
  }
  return {
    at,
    faults: Array.isArray(faults) ? faults : [],
    permissions,
    timing: typeof timing === 'string' ? parseFactor(timing, 'emulator-timing') : 0.1,
  };
}

function text(flags: Flags, flag: string): string | undefined {
  const value = flags.get(flag);
  return typeof value === 'string' ? value : undefined;
}

function duration(flags: Flags, flag: string, fallback: number, least: number): number {
  const value = text(flags, flag);
  return value === undefined ? fallback : parseDuration(value, flag, least);
}

const IDENTITY = [
  ['account', 'account'],
  ['configuration', 'configuration'],
  ['impersonate-service-account', 'impersonateServiceAccount'],
  ['billing-project', 'billingProject'],
] as const;

function identityOf(flags: Flags): GcloudIdentity {
  const given = IDENTITY.flatMap(([flag, key]) => {
    const value = text(flags, flag);
    return value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(given);
}

/** Nothing in it is a wildcard, a generation or a step upwards to gcloud. */
const PLACE = /^gs:\/\/[a-z0-9][a-z0-9._-]{1,220}[a-z0-9](\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*\/?$/;

function stateOf(flags: Flags): string | null {
  const place = text(flags, 'state');
  if (place === undefined || place === 'local') return null;
  if (PLACE.test(place)) return place;
  throw usage(
    `--state: "${place}" is not a place in Cloud Storage`,
    'runs and locks are kept below a prefix of a bucket',
    'write --state=gs://BUCKET/PREFIX, or --state=local for this machine',
  );
}

/**
 * Reads the flags that belong to no recipe.
 * @throws {NegctlError} ending `usage`
 */
export function settingsOf(flags: Flags): Settings {
  const list = flags.get('set');
  return {
    format: formatOf(flags),
    colour: flags.has('no-color') ? 'never' : 'as-found',
    accessible: flags.get('accessible') === true,
    progress: !flags.has('no-progress'),
    verbosity: oneOf(['error', 'warning', 'info', 'debug'], flags.get('verbosity'), 'warning'),
    mayAsk: !flags.has('no-input') && flags.get('quiet') !== true,
    file: text(flags, 'file'),
    set: Array.isArray(list) ? list : [],
    saveSpec: text(flags, 'save-spec'),
    savedAnswers: !flags.has('no-saved-answers'),
    yes: flags.get('yes') === true,
    confirm: text(flags, 'confirm'),
    planHash: text(flags, 'plan-hash'),
    strict: flags.get('strict') === true,
    dryRun: dryRunOf(flags),
    detailedExitcode: flags.get('detailed-exitcode') === true,
    emulator: emulatorWish(flags),
    permissionCheck: !flags.has('no-permission-check'),
    until: parseCount(text(flags, 'until') ?? '100', 'until', 1, 100),
    rollbackOnFailure: !flags.has('no-rollback-on-failure'),
    onInterrupt: oneOf(['stop', 'rollback'], flags.get('on-interrupt'), 'stop'),
    maxParallel: parseCount(text(flags, 'max-parallel') ?? '4', 'max-parallel', 1),
    retries: parseCount(text(flags, 'retries') ?? '3', 'retries', 0),
    stepTimeout: duration(flags, 'step-timeout', 600_000, 1_000),
    deadline: flags.has('deadline') ? duration(flags, 'deadline', 0, 1) : null,
    lockTimeout: duration(flags, 'lock-timeout', 0, 0),
    identity: identityOf(flags),
    state: stateOf(flags),
  };
}
