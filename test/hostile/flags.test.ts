import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  EMULATOR_OPTIONS,
  GCLOUD_OPTIONS,
  PLAN_OPTIONS,
  RUN_OPTIONS,
} from '../../src/cli/options.ts';
import { Machine } from '../support/real.ts';
import { World } from '../support/world.ts';
import { complaints } from './complaints.ts';
import { Trials } from './contexts.ts';

const WHOLE = [
  'web',
  '--project=demo',
  '--add-endpoint=fqdn=api.example.com,port=443',
  '--lb=none',
];

const IDENTITIES = [
  'me',
  '@example.com',
  'me@',
  'me@x',
  '-me@example.com',
  'a b@example.com',
  'me@exa mple.com',
  'me@example.com\n',
  'me@example.com\u202e',
  '--account',
  '$(id)@',
  'me@[::1]',
  'me@example.com/x',
  'ｍｅ@example.com',
  'a@b.example,',
  `${'x'.repeat(5_000)}@example.com`,
];
const DURATIONS = [
  '10',
  's',
  '-1s',
  '+1s',
  '1.5s',
  '1 s',
  '1S',
  '1d',
  '０s',
  '1s\n',
  '0x1s',
  '1e3s',
  '9999999999s',
  '169h',
  '99999999h',
  '١s',
];
const COUNTS = [
  '-1',
  '+1',
  '1.5',
  '1e1',
  '0x1',
  ' 1',
  '1 ',
  '١',
  '１',
  '999999',
  'NaN',
  'x',
  '1,2',
];
const URLS = [
  'yes',
  '1',
  'http://',
  'https://127.0.0.1:8085',
  'http://example.com:8085',
  'http://169.254.169.254:80',
  'http://127.0.0.1',
  'http://127.0.0.1:0',
  'http://127.0.0.1:65536',
  'http://127.0.0.1:8085/',
  'http://127.0.0.1:8085/x',
  'http://user@127.0.0.1:8085',
  'http://127.0.0.1:8085@evil.example',
  'http://127.0.0.1.evil.example:80',
  'http://127.1:8085',
  'http://2130706433:8085',
  'http://0.0.0.0:8085',
  'http://127.0.0.1:8085\n',
  'http://127.0.0.1:8085?x',
  'http://127.0.0.1:8085#x',
  'ftp://127.0.0.1:8085',
  '127.0.0.1:8085',
  'HTTP://127.0.0.1:8085',
  'http://[::ffff:1.2.3.4]:80',
  'file:///dev/zero',
];
const FLAGS: Readonly<Record<string, readonly string[]>> = {
  account: [...IDENTITIES, 'me@example.com,you@example.com', 'principal://evil.example/x'],
  'impersonate-service-account': IDENTITIES,
  configuration: ['-x', 'Bad', '../x', 'a/b', 'a b', '1a', 'a\n', 'ａ', 'none_', 'x'.repeat(64)],
  'billing-project': ['-x', 'Bad', 'a/b', 'projects/x', 'x-', '12345', '012345678', 'a b', 'x\n'],
  'plan-hash': [
    'x',
    'sha256:',
    `sha256:${'0'.repeat(63)}`,
    `sha256:${'0'.repeat(65)}`,
    `sha256:${'G'.repeat(64)}`,
    `SHA256:${'0'.repeat(64)}`,
    `sha256:${'0'.repeat(64)}\n`,
    '-x',
  ],
  emulator: URLS,
  'max-parallel': ['0', ...COUNTS],
  retries: COUNTS,
  'step-timeout': [...DURATIONS, '0s', '999ms'],
  deadline: [...DURATIONS, '0s'],
  'lock-timeout': DURATIONS,
  state: [
    'gs://',
    'gs://b',
    's3://team/x',
    'gs://team/a*',
    'gs://team/../x',
    'gs://team/x#1',
    'Local',
    '-x',
    './x',
  ],
  'on-interrupt': ['Stop', 'x', 'constructor', '-x', 'stop,rollback'],
  'dry-run': ['x', 'Client', 'true', 'constructor'],
  format: ['xml', 'JSON', 'constructor', '-x', 'text\n'],
  verbosity: ['x', 'DEBUG', '__proto__'],
  'emulator-timing': ['-1', '+1', '1e3', '1.', '.1', '1001', '٣', 'x'],
  'emulator-permissions': ['a\nb', 'a\u202eb', 'not a permission', '@', 'a,,b', '-x'],
  'emulator-fault': ['insert:*=\u001b[31m', 'x'.repeat(300)],
  file: ['a\nb', 'a\u202eb', 'x'.repeat(5_000)],
  'save-spec': ['a\nb', 'a\u202eb'],
};

describe('flags that belong to no recipe', () => {
  it('are all tried: those of gcloud, of plans, runs and the emulator', () => {
    const valued = [...GCLOUD_OPTIONS, ...RUN_OPTIONS, ...PLAN_OPTIONS, ...EMULATOR_OPTIONS].filter(
      ({ takes }) => takes !== 'switch',
    );
    expect(valued.map(({ flag }) => flag).filter((flag) => !(flag in FLAGS))).toEqual([]);
  });

  it.each(Object.keys(FLAGS))(
    '--%s refuses what it cannot mean, before gcloud is asked',
    async (flag) => {
      const trials = new Trials();
      const found: unknown[] = [];
      const beside = flag.startsWith('emulator-') ? ['--emulator'] : [];
      for (const value of FLAGS[flag] ?? []) {
        const tried = await trials.run(...WHOLE, ...beside, `--${flag}=${value}`);
        const wrong = [
          ...complaints(tried),
          ...(tried.exitCode === 2 ? [] : ['not a usage error']),
        ];
        if (wrong.length > 0) found.push([value, wrong, tried.err]);
      }
      expect(found).toEqual([]);
    },
  );

  it.each([
    ['account', 'me.too+x@example.com'],
    ['account', 'principal://iam.googleapis.com/locations/global/workforcePools/p/subject/me@x'],
    ['impersonate-service-account', 'a@p.iam.gserviceaccount.com,b@p.iam.gserviceaccount.com'],
    ['configuration', 'NONE'],
    ['billing-project', 'example.com:demo'],
    ['billing-project', '123456789012'],
    ['emulator', 'http://127.0.0.1:65535'],
    ['emulator', 'http://[::1]:1'],
    ['step-timeout', '168h'],
    ['step-timeout', '1s'],
    ['deadline', '1ms'],
    ['lock-timeout', '0s'],
    ['max-parallel', '1'],
  ])('--%s takes %s', async (flag, value) => {
    const tried = await new Trials().run(...WHOLE, `--${flag}=${value}`);
    expect(tried.calls, tried.err).toBeGreaterThan(0);
  });

  it.each([
    'NEGCTL_ACCOUNT=-x',
    'NEGCTL_EMULATOR=1',
    'NEGCTL_DEADLINE=99999999h',
    'NEGCTL_STRICT=maybe',
    'NEGCTL_FORMAT=xml',
    'NEGCTL_CONFIGURATION=../x',
  ])('%s is refused as the flag would be', async (assignment) => {
    const [name = '', ...value] = assignment.split('=');
    const world = new World({ environment: { [name]: value.join('=') } });
    const ended = await world.run('create', 'internet-neg', ...WHOLE, '--dry-run=server');
    expect(ended.exitCode).toBe(2);
    expect(world.calls).toEqual([]);
  });

  it.each([
    ['--account', '-x'],
    ['--file', '--yes'],
    ['-f', '-x'],
    ['--project', '--quiet'],
    ['--add-endpoint', '-x'],
    ['--set', '--yes'],
  ])('%s takes no %s as its value', async (...words) => {
    const tried = await new Trials().run(...WHOLE, ...words);
    expect(complaints(tried)).toEqual([]);
    expect(tried.err).toContain(`${words[0]} has no value`);
  });

  it.each([
    '--yes=no',
    '--strict=false',
    '--quiet=1',
    '--no-color=x',
    '--unknown',
    '--unknown=\u001b[31m',
    '-Z',
    '--redirect-http=true',
    '--no-project',
  ])('%s is a usage error', async (word) => {
    const tried = await new Trials().run(...WHOLE, word);
    expect(complaints(tried)).toEqual([]);
    expect(tried.exitCode).toBe(2);
  });

  it.each([
    'nowhere',
    'endpoints',
    '=x',
    '__proto__=x',
    'constructor.name=x',
    'names.__proto__=x',
    'names=x',
    'name.x=y',
    '\u202e=x',
  ])('--set=%s changes nothing', async (setting) => {
    const tried = await new Trials().run(...WHOLE, `--set=${setting}`);
    expect(complaints(tried)).toEqual([]);
  });

  it('a fault that is none is refused before an emulator or gcloud is started', async () => {
    const machine = new Machine({ NEGCTL_GCLOUD: '/nowhere/gcloud' });
    for (const fault of ['nonsense', 'insert=503', 'insert:x=', 'insert:*=999', '*:*=503x0']) {
      const words = ['create', 'internet-neg', ...WHOLE, '--emulator', '--yes'];
      const ended = await machine.run(...words, `--emulator-fault=${fault}`);
      expect(ended.exitCode, ended.err).toBe(2);
    }
  });
});

describe('arguments of other commands', () => {
  it.each([
    [6, ['runs', 'describe', '../../etc/passwd']],
    [6, ['runs', 'describe', 'r-20260102-101500-k3v9qa/..']],
    [6, ['runs', 'logs', '\u001b[31m']],
    [6, ['resume', '/etc/passwd', '--yes']],
    [6, ['rollback', 'r-20260102-101500-K3V9QA', '--yes']],
    [2, ['runs', 'logs', 'r-20260102-101500-k3v9qa', '--step=x']],
    [2, ['runs', 'logs', 'r-20260102-101500-k3v9qa', '--step=0']],
    [2, ['explain', 'constructor']],
    [2, ['explain', '__proto__']],
    [2, ['help', 'constructor']],
    [2, ['config', 'set', 'format', 'xml']],
    [2, ['config', 'set', 'run.deadline', '99999999h']],
    [3, ['config', 'set', 'project', 'Not A Project']],
    [3, ['config', 'set', 'accessible', 'maybe']],
    [3, ['config', 'set', '__proto__', 'x']],
    [3, ['config', 'get', 'constructor']],
    [2, ['constructor']],
    [2, ['\u001b[31mcreate']],
  ])('exit %i: %j', async (exitCode, words) => {
    const world = new World();
    const ended = await world.run(...words);
    expect(ended.exitCode, ended.err).toBe(exitCode);
    expect(complaints({ ...ended, exitCode: 3, calls: world.calls.length })).toEqual([]);
  });

  it.each([
    'format: xml',
    'accessible: "yes"',
    'savedAnswers: 0',
    'project: [a]',
    'project: Not A Project',
    'run: {deadline: 99999999h}',
    'run: {onInterrupt: perhaps}',
    'run: {maxParallel: [1, 2]}',
    'unknown: 1',
    '__proto__: {format: json}',
    'project: &a x',
    '- a',
    '\u0000',
    'project: "\\e[31m"',
  ])('a configuration with %j is refused, not passed over', async (text) => {
    const world = new World();
    writeFileSync(join(world.directory, 'config.yaml'), text);
    const ended = await world.run('create', 'internet-neg', ...WHOLE, '--dry-run=server');
    expect(complaints({ ...ended, calls: world.calls.length })).toEqual([]);
  });

  it('a configuration that cannot be read is not taken for none', async () => {
    const world = new World();
    writeFileSync(join(world.directory, 'config.yaml'), Buffer.from([0x61, 0x3a, 0x20, 0xff]));
    const ended = await world.run('create', 'internet-neg', ...WHOLE, '--dry-run=server');
    expect(ended.exitCode).toBe(5);
    expect(ended.err).toContain('it is not UTF-8 text');
    expect(world.calls).toEqual([]);
  });
});
