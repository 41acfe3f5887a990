import { resolve } from 'node:path';
import { NegctlError } from '../errors.ts';
import { isHostName, normalisedHostName } from '../inputs/host-name.ts';
import type { MigrationWish } from '../plan/migration.ts';
import type { PlannedInput } from '../plan/plan.ts';
import { isResourceName } from '../rules/naming.ts';
import { type GateWish, LIMITS, ON_FAIL, type OnFail } from '../traffic/gate.ts';
import { parseSchedule } from '../traffic/schedule.ts';
import type { Invocation } from './command.ts';
import type { Flags } from './flags.ts';
import type { OptionRow } from './options.ts';
import { parseCount, parseDuration } from './settings.ts';

function row(init: Pick<OptionRow, 'flag' | 'summary'> & Partial<OptionRow>) {
  return { takes: 'value', placeholder: '', group: 'input', variable: true, ...init } as const;
}

/** What a migration is about. */
export const MIGRATION_ROWS: readonly OptionRow[] = [
  row({
    flag: 'backend-service',
    placeholder: 'NAME',
    summary: 'The backend service whose requests are moved (required)',
  }),
  row({
    flag: 'fqdn',
    placeholder: 'HOST',
    summary: 'The host name of the new backend (required)',
  }),
  row({
    flag: 'port',
    placeholder: 'PORT',
    summary: 'Its port (default: that of the old endpoints)',
  }),
  row({
    flag: 'dns-zone',
    placeholder: 'ZONE',
    summary:
      "Cloud DNS zone in which the host name gets an A record of today's endpoints; one that is there is compared",
  }),
];

/** How the traffic is moved. */

export const SHIFT_ROWS: readonly OptionRow[] = [
  row({
    flag: 'steps',
    placeholder: 'LIST',
    summary: 'Shares of the requests in per cent, rising to 100 (default: 5,25,50,100)',
  }),
  row({
    flag: 'soak',
    placeholder: 'DURATION',
    summary: 'How long each share is waited with before the gates (default: 6m)',
  }),
  row({
    flag: 'gate',
    placeholder: 'LIST',
    summary:
      'What is asked before more is moved: manual, probe, metrics, command (default: manual)',
  }),
  row({
    flag: 'probe-url',
    placeholder: 'URL',
    summary: 'Where the gate `probe` sends its requests: the front end, or the new host',
  }),
  row({
    flag: 'probe-samples',
    placeholder: 'N',
    summary: 'How many requests it sends each time (default: 20)',
  }),
  row({
    flag: 'test-host',
    placeholder: 'HOST',
    summary:
      'First let this host, which nobody uses, lead to the new backend, and request it through --probe-url',
  }),
  row({
    flag: 'min-requests',
    placeholder: 'N',
    summary: 'Requests to a service without which the gate `metrics` says nothing (default: 100)',
  }),
  row({
    flag: 'gate-command',
    placeholder: 'PROGRAM',
    summary:
      'What the gate `command` runs, without arguments: exit 0 passes, 75 says nothing, the rest fails',
  }),
  row({
    flag: 'gate-interval',
    placeholder: 'DURATION',
    summary: 'Time from one look at the gates to the next (default: 60s)',
  }),
  row({
    flag: 'fail-limit',
    placeholder: 'N',
    summary: 'The failure in a row that sends the requests back (default: 2, the second)',
  }),
  row({
    flag: 'fail-total',
    placeholder: 'N',
    summary: 'The failure in all steps that does, whatever passed between (default: 5, the fifth)',
  }),
  row({
    flag: 'on-fail',
    placeholder: ON_FAIL.join('|'),
    summary:
      'What follows then: all requests go back (default), the shares stay, or those of the step before are put back',
  }),
  row({
    flag: 'max-hold',
    placeholder: 'DURATION',
    summary: 'How long gates may stay without a verdict; then exit 12 (default: 30m)',
  }),
  row({
    flag: 'delete-old',
    takes: 'switch',
    summary:
      'At the end delete the old backend service, and those of its NEGs that nobody else uses; asks for its name',
  }),
];

function usage(what: string, why: string, fix: string): NegctlError {
  return new NegctlError('usage', [{ code: 'NEG-1001', what, why, fix }]);
}

function text(flags: Flags, flag: string): string | undefined {
  const value = flags.get(flag);
  return typeof value === 'string' ? value : undefined;
}

function needed(flags: Flags): readonly [string, string] {
  const [service, fqdn] = ['backend-service', 'fqdn'].map((flag) => text(flags, flag));
  if (service !== undefined && fqdn !== undefined) return [service, fqdn];
  const missing = [
    ...(service === undefined ? ['backend-service'] : []),
    ...(fqdn === undefined ? ['fqdn'] : []),
  ];
  throw new NegctlError(
    'input',
    missing.map((flag) => ({
      code: 'NEG-2003',
      what: `--${flag} is missing`,
      why: 'a migration leads from one backend service to one host name',
      fix: `give --${flag}=…`,
    })),
  );
}

const DEFAULT_SOAK = '6m';
const MOST_SAMPLES = 1_000;

function probeGate(flags: Flags): Extract<GateWish, { type: 'probe' }> {
  const url = text(flags, 'probe-url');
  if (url === undefined || !URL.canParse(url) || !/^https?:/.test(url)) {
    throw usage(
      url === undefined ? '--gate=probe needs --probe-url' : `--probe-url: "${url}" is not a URL`,
      'the requests are sent there',
      'write --probe-url=https://www.example.com/healthz',
    );
  }
  const samples = text(flags, 'probe-samples') ?? '20';
  const count = parseCount(samples, 'probe-samples', 1, MOST_SAMPLES);
  return { type: 'probe', url, samples: count, host: null };
}

function metricsGate(flags: Flags): GateWish {
  const minRequests = text(flags, 'min-requests') ?? '100';
  return { type: 'metrics', minRequests: parseCount(minRequests, 'min-requests', 1) };
}

function commandGate(flags: Flags, cwd: string): GateWish {
  const program = text(flags, 'gate-command');
  if (program === undefined) {
    throw usage(
      '--gate=command needs --gate-command',
      'somebody has to say which program',
      'write --gate-command=./check.sh',
    );
  }
  return { type: 'command', program: program.includes('/') ? resolve(cwd, program) : program };
}

const HEALTHLESS =
  'no API shows the health of endpoints of internet NEGs, which is where the requests go';

function gatesOf(flags: Flags, cwd: string): readonly GateWish[] {
  const words = (text(flags, 'gate') ?? 'manual').split(',');
  return [...new Set(words)].map((word): GateWish => {
    if (word === 'manual') return { type: 'manual' };
    if (word === 'probe') return probeGate(flags);
    if (word === 'command') return commandGate(flags, cwd);
    if (word === 'metrics') return metricsGate(flags);
    if (word === 'health') {
      throw usage('--gate=health can say nothing', HEALTHLESS, 'use probe, metrics or command');
    }
    throw usage(
      `--gate: "${word}" is not known`,
      'it takes only certain words',
      'use manual, probe, metrics, command',
    );
  });
}

/** Reads what is asked for, before anything is looked at. */
export function migrationWish({ app, flags, args }: Invocation): {
  readonly backendService: string;
  readonly wish: MigrationWish;
} {
  const [service, host] = needed(flags);
  const fqdn = normalisedHostName(host);
  if (!isHostName(fqdn)) {
    throw usage(
      `--fqdn: "${host}" is not a host name`,
      'it names the new backend',
      'write api.example.com',
    );
  }
  const steps = text(flags, 'steps') ?? '5,25,50,100';
  const schedule = parseSchedule(steps);
  if (schedule === null) {
    throw usage(
      `--steps: "${steps}" does not rise from 1 to 100`,
      'each step is the share of the requests that the new backend has after it',
      'write --steps=5,25,50,100',
    );
  }
  const plain = service.split('/').at(-1) ?? service;
  const name = args[0] ?? `${plain}-fqdn`;
  if (!isResourceName(`${name}-bes`)) {
    throw usage(
      `"${name}-bes" cannot be the name of a backend service`,
      'names have at most 63 lower-case letters, digits and dashes, a letter first',
      'give a short NAME: negctl migrate ip-to-fqdn NAME …',
    );
  }
  const port = text(flags, 'port');
  const soak = parseDuration(text(flags, 'soak') ?? DEFAULT_SOAK, 'soak', 1_000);
  const interval = parseDuration(text(flags, 'gate-interval') ?? '60s', 'gate-interval', 1_000);
  const hold = parseDuration(text(flags, 'max-hold') ?? '30m', 'max-hold', 1_000);
  return {
    backendService: service,
    wish: {
      name,
      fqdn,
      dnsZone: text(flags, 'dns-zone') ?? null,
      port: port === undefined ? null : parseCount(port, 'port', 1, 65_535),
      schedule,
      soakSeconds: soak / 1_000,
      gates: gatesOf(flags, app.cwd),
      limits: {
        ...LIMITS,
        consecutiveFailures: parseCount(text(flags, 'fail-limit') ?? '2', 'fail-limit', 1),
        failures: parseCount(text(flags, 'fail-total') ?? '5', 'fail-total', 1),
        intervalSeconds: interval / 1_000,
        holdSeconds: hold / 1_000,
      },
      test: testOf(flags),
      onFail: onFailOf(flags),
      deleteOld: flags.get('delete-old') === true,
      inputs: inputsOf(flags),
    },
  };
}

function testOf(flags: Flags): MigrationWish['test'] {
  const given = text(flags, 'test-host');
  if (given === undefined) return null;
  const host = normalisedHostName(given);
  if (!isHostName(host)) {
    throw usage(
      `--test-host: "${given}" is not a host name`,
      'requests for it lead to the new backend while it is tested',
      'write canary.example.com, a name that nobody uses',
    );
  }
  return { ...probeGate(flags), host };
}

function onFailOf(flags: Flags): OnFail {
  const word = text(flags, 'on-fail') ?? 'rollback';
  const known = ON_FAIL.find((one) => one === word);
  if (known !== undefined) return known;
  throw usage(
    `--on-fail: "${word}" is not known`,
    'it takes only certain words',
    `use ${ON_FAIL.join(', ')}`,
  );
}

function inputsOf(flags: Flags): readonly PlannedInput[] {
  return [...MIGRATION_ROWS, ...SHIFT_ROWS].flatMap(({ flag }) => {
    const value = text(flags, flag);
    return value === undefined ? [] : [{ path: flag, value, source: `--${flag}` }];
  });
}
