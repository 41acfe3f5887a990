import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withGcloud } from '../support/gcloud.ts';
import { Machine, SPECS, start } from '../support/real.ts';
import { FULL } from '../support/set-ups.ts';

const HTTPS = join(SPECS, 'internet-neg-https.yaml');
const SECRET = 'wh4tNobodyButTheEndpointKnows';

/** Two endpoints behind a NAT with an address of its own, and a header by which they know the load balancer. */
function regionalWithSecret({ directory }: Machine): readonly string[] {
  const file = join(directory, 'origin.key');
  writeFileSync(file, `${SECRET}\n`, { mode: 0o600 });
  return [
    ...['create', 'internet-neg', 'web', '--project=demo', '--lb=regional-external'],
    '--region=us-central1',
    ...[
      '--add-endpoint=fqdn=one.example.com,port=443',
      '--add-endpoint=fqdn=two.example.com,port=8443',
    ],
    ...[
      '--nat-pool-size=1',
      '--proxy-only-subnet-range=192.168.0.0/23',
      '--frontend-protocol=HTTP',
    ],
    ...['--secret-header=X-Origin-Key', `--secret-file=${file}`],
  ];
}

const CREATE = ['create', 'internet-neg', '-f', HTTPS, '--emulator', '--yes'];

withGcloud('create internet-neg through the real gcloud', () => {
  it('makes the example, a second run changes nothing, a failing one leaves what was', async () => {
    const machine = new Machine();
    const made = await machine.cold.run(...CREATE);
    expect(made.exitCode, made.err).toBe(0);
    expect(made.out).toContain('12 of 12 steps done and read back');
    const state = machine.emulatorState();

    const again = await machine.run(...CREATE);
    expect(again.out).toContain('0 changes');
    expect(again.exitCode).toBe(0);

    const fault = '--emulator-fault=insert:urlMaps/shop-map=quota';
    const failed = await machine.run(...CREATE, '--set=name=shop', fault);
    expect(failed.exitCode, failed.err).toBe(7);
    expect(failed.err.replaceAll(/\s+/g, ' ')).toContain(
      'quota URL_MAPS of project demo is used up',
    );
    expect(machine.emulatorState()).toEqual(state);
  });

  it.each([
    ['a global set-up', () => FULL],
    ['a regional one with a secret', regionalWithSecret],
  ])(
    '%s leaves the state that its script leaves, run by sh in an empty directory',
    async (_name, flags) => {
      const [negctl, script] = [new Machine(), new Machine()];
      const words = flags(script);
      const executed = await negctl.run(...words, '--emulator', '--yes');
      expect(executed.exitCode, executed.err).toBe(0);

      const { out: text } = await script.run(...words, '--dry-run', '--format=script');
      expect(text).not.toContain(SECRET);
      const empty = join(script.directory, 'empty');
      mkdirSync(empty);
      writeFileSync(join(script.directory, 'run.sh'), text);
      expect((await script.run('emulator', 'start', '--timing=0')).exitCode).toBe(0);
      const { out: exports } = await script.run('emulator', 'env');
      const ran = await start('sh', ['-c', `${exports}\nsh ../run.sh`], {
        environment: script.environment,
        cwd: empty,
      }).ended;
      await script.run('emulator', 'stop');
      expect(ran.exitCode, ran.err).toBe(0);
      expect(readdirSync(empty)).toEqual([]);
      expect(script.emulatorState()).toEqual(negctl.emulatorState());
    },
  );

  it('never shows gcloud the credentials or settings of the operator', async () => {
    const machine = new Machine();
    const log = join(machine.directory, 'environment.log');
    const wrapper = join(machine.directory, 'gcloud-wrapper');
    writeFileSync(wrapper, `#!/bin/sh\nenv >> "${log}"\nexec gcloud "$@"\n`, { mode: 0o755 });
    const spying = new Machine({
      NEGCTL_STATE_DIR: machine.directory,
      NEGCTL_GCLOUD: wrapper,
      CLOUDSDK_AUTH_ACCESS_TOKEN: 'ya29.of-the-operator',
      CLOUDSDK_CONFIG: '/nonexistent/operator',
      GOOGLE_APPLICATION_CREDENTIALS: '/nonexistent/key.json',
      HTTPS_PROXY: 'http://proxy.example:3128',
      CLOUDSDK_COMPUTE_REGION: 'europe-west1',
    });
    const only = join(SPECS, 'internet-neg-only.yaml');
    const ended = await spying.run('create', 'internet-neg', '-f', only, '--emulator', '--yes');
    expect(ended.exitCode, ended.err).toBe(0);
    const seen = readFileSync(log, 'utf8');
    expect(seen).toContain('CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE=http://127.0.0.1:');
    expect(seen).not.toMatch(/of-the-operator|nonexistent|proxy\.example|europe-west1/);
  });

  it('keeps every file of a run for its owner alone', async () => {
    const machine = new Machine();
    const only = join(SPECS, 'internet-neg-only.yaml');
    const umask = process.umask(0);
    const ended = await machine
      .run('create', 'internet-neg', '-f', only, '--emulator', '--yes')
      .finally(() => process.umask(umask));
    expect(ended.exitCode, ended.err).toBe(0);
    const runs = join(machine.directory, 'runs');
    const [run = ''] = readdirSync(runs);
    const files = readdirSync(join(runs, run), { recursive: true, withFileTypes: true });
    expect(files.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'plan.json',
        'spec.yaml',
        'script.sh',
        'target.json',
        'journal.ndjson',
        'steps',
      ]),
    );
    for (const file of files) {
      const { mode } = statSync(join(file.parentPath, file.name));
      expect(mode & 0o777, file.name).toBe(file.isDirectory() ? 0o700 : 0o600);
    }
  });

  it('keeps what gcloud printed with the run', async () => {
    const machine = new Machine();
    const only = join(SPECS, 'internet-neg-only.yaml');
    await machine.run('create', 'internet-neg', '-f', only, '--emulator', '--yes');
    const [run = ''] = readdirSync(join(machine.directory, 'runs'));
    const logs = await machine.run('runs', 'logs', run, '--step=1');
    expect(logs.out).toContain('Created [');
    expect(logs.out).toContain('Step 1: create network endpoint group partner-endpoint');
    expect(logs.out).not.toContain('Step 2');
  });
});

it('says so where gcloud is missing, and touches nothing', async () => {
  const machine = new Machine({ NEGCTL_GCLOUD: '/nonexistent/gcloud' });
  const ended = await machine.run(...CREATE);
  expect(ended.exitCode).toBe(5);
  expect(ended.err).toContain('NEG-5101');
  expect(readdirSync(machine.directory)).not.toContain('runs');
});
