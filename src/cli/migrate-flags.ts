import { resolve } from 'node:path';
import { isHostName, normalisedHostName } from '../inputs/host-name.ts';
import type { MigrationWish } from '../plan/migration.ts';
import type { PlannedInput } from '../plan/plan.ts';
import { type GateWish, LIMITS, ON_FAIL, type OnFail } from '../traffic/gate.ts';
import { parseSchedule } from '../traffic/schedule.ts';
import type { Invocation } from './command.ts';
import type { Flags } from './flags.ts';
import {
  type AskedServices,
  askedServices,
  type Named,
  perService,
  text,
  texts,
  usage,
  valueFor,
} from './migrate-services.ts';
import type { OptionRow } from './options.ts';
import { parseCount, parseDuration } from './settings.ts';

function row(init: Pick<OptionRow, 'flag' | 'summary'> & Partial<OptionRow>) {
  return { takes: 'value', placeholder: '', group: 'input', variable: true, ...init } as const;
}

/** What a migration is about. */
export const MIGRATION_ROWS: readonly OptionRow[] = [
  row({
    flag: 'backend-service',
    takes: 'list',
    placeholder: 'NAME',
    summary:
      'The backend service whose requests are moved; several are moved together and judged each by itself (repeatable)',
  }),
  row({
    flag: 'all-on',
    placeholder: 'URL_MAP',
    summary: 'Instead: every service of this URL map whose endpoints are addresses',
  }),
  row({
    flag: 'fqdn',
    takes: 'list',
    placeholder: 'HOST',
    summary:
      'The host name of the new backend (required); of several services each its own by SERVICE=HOST (repeatable)',
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
  row({
    flag: 'dns-name',
    placeholder: 'DOMAIN',
    summary: 'Domain of that zone: it is made, private on the network, where there is none',
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
    takes: 'list',
    placeholder: 'URL',
    summary:
      'Where the gate `probe` sends its requests: the front end, or the new host; of several services each its own by SERVICE=URL (repeatable)',
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

const DEFAULT_SOAK = '6m';
const MOST_SAMPLES = 1_000;

function probeGate(flags: Flags, url: string | undefined): Extract<GateWish, { type: 'probe' }> {
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

function gatesOf(flags: Flags, cwd: string, url: string | undefined): readonly GateWish[] {
  const words = (text(flags, 'gate') ?? 'manual').split(',');
  return [...new Set(words)].map((word): GateWish => {
    if (word === 'manual') return { type: 'manual' };
    if (word === 'probe') return probeGate(flags, url);
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

/** What is asked for, before anything is looked at. */
export interface Asked {
  readonly services: AskedServices;
  /** The gates of a service by its name and id. */
  readonly gatesFor: (service: Named) => readonly GateWish[];
  readonly wish: MigrationWish;
}

/** Reads what is asked for. */
export function migrationAsked({ app, flags, args }: Invocation): Asked {
  const services = askedServices(flags, args[0]);
  const urls = perService(texts(flags, 'probe-url'));
  const gatesFor = (service: Named) => gatesOf(flags, app.cwd, valueFor(urls, service));
  // What is wrong with them is said before anything is read.
  for (const url of urls.own.values()) gatesOf(flags, app.cwd, url);
  if (urls.own.size === 0) gatesOf(flags, app.cwd, urls.all);
  const steps = text(flags, 'steps') ?? '5,25,50,100';
  const schedule = parseSchedule(steps);
  if (schedule === null) {
    throw usage(
      `--steps: "${steps}" does not rise from 1 to 100`,
      'each step is the share of the requests that the new backend has after it',
      'write --steps=5,25,50,100',
    );
  }
  const port = text(flags, 'port');
  const soak = parseDuration(text(flags, 'soak') ?? DEFAULT_SOAK, 'soak', 1_000);
  const interval = parseDuration(text(flags, 'gate-interval') ?? '60s', 'gate-interval', 1_000);
  const hold = parseDuration(text(flags, 'max-hold') ?? '30m', 'max-hold', 1_000);
  return {
    services,
    gatesFor,
    wish: {
      name: services.run,
      ...dnsOf(flags),
      port: port === undefined ? null : parseCount(port, 'port', 1, 65_535),
      schedule,
      soakSeconds: soak / 1_000,
      limits: {
        ...LIMITS,
        consecutiveFailures: parseCount(text(flags, 'fail-limit') ?? '2', 'fail-limit', 1),
        failures: parseCount(text(flags, 'fail-total') ?? '5', 'fail-total', 1),
        intervalSeconds: interval / 1_000,
        holdSeconds: hold / 1_000,
      },
      test: testOf(flags, services, urls.all),
      onFail: onFailOf(flags),
      deleteOld: flags.get('delete-old') === true,
      inputs: inputsOf(flags),
    },
  };
}

function dnsOf(flags: Flags): Pick<MigrationWish, 'dnsZone' | 'dnsName'> {
  const [dnsZone = null, given] = ['dns-zone', 'dns-name'].map((flag) => text(flags, flag));
  if (given === undefined) return { dnsZone, dnsName: null };
  const dnsName = normalisedHostName(given);
  if (dnsZone !== null && isHostName(dnsName)) return { dnsZone, dnsName };
  throw usage(
    dnsZone === null
      ? '--dns-name is given without --dns-zone'
      : `--dns-name: "${given}" is not a domain name`,
    'it is the domain of the zone that is made',
    'write --dns-zone=corp --dns-name=corp.example.com',
  );
}

function testOf(
  flags: Flags,
  services: AskedServices,
  url: string | undefined,
): MigrationWish['test'] {
  const given = text(flags, 'test-host');
  if (given === undefined) return null;
  if (services.isMany) {
    throw usage(
      '--test-host is for one service',
      'one host leads to one new backend',
      'test the services one at a time, or leave --test-host out',
    );
  }
  const host = normalisedHostName(given);
  if (!isHostName(host)) {
    throw usage(
      `--test-host: "${given}" is not a host name`,
      'requests for it lead to the new backend while it is tested',
      'write canary.example.com, a name that nobody uses',
    );
  }
  return { ...probeGate(flags, url), host };
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
    const values = texts(flags, flag);
    const value = values.join(',');
    return values.length === 0 ? [] : [{ path: flag, value, source: `--${flag}` }];
  });
}
