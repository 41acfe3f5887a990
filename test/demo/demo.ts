/**
 * The main job, for real and without an account: an emulator, the example spec through the real gcloud,
 * a second run that changes nothing, and a run whose fifth step fails and is put back. Then a migration of
 * live traffic: two URL maps with four references, once with a gate that fails, once to the end.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MIGRATE, prepareProject, urlMaps } from './migration.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const NEGCTL = join(ROOT, 'bin', 'negctl.js');
const SPEC = join('templates', 'specs', 'internet-neg-https.yaml');
const CREATE = ['create', 'internet-neg', '-f', SPEC, '--emulator', '--yes'];

const directory = mkdtempSync(join(tmpdir(), 'negctl-demo-'));
const environment = {
  ...process.env,
  NEGCTL_STATE_DIR: directory,
  NEGCTL_CONFIG_DIR: directory,
};

function say(text: string): void {
  process.stdout.write(`\n--- ${text}\n`);
}

/** Runs negctl with everything it prints on the screen, and insists on how it ends. */
function negctl(words: readonly string[], expected: number): void {
  process.stdout.write(`$ negctl ${words.join(' ')}\n`);
  const { status } = spawnSync(process.execPath, [NEGCTL, ...words], {
    cwd: ROOT,
    env: environment,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== expected) throw new Error(`ended with ${status}, expected was ${expected}`);
}

/** What exists in the emulated project, as people see it. */
function emulatorState(): string {
  const { stdout } = spawnSync(process.execPath, [NEGCTL, 'emulator', 'state'], {
    env: environment,
  });
  return stdout.toString();
}

/** What an operator would paste to use the emulator. */
function emulatorEnvironment(): string {
  const { stdout } = spawnSync(process.execPath, [NEGCTL, 'emulator', 'env'], { env: environment });
  return stdout.toString();
}

function demo(): void {
  say('An emulator of the Google Cloud APIs, with operations ten times as fast as real ones');
  negctl(['emulator', 'start', '--timing=0.1'], 0);
  say('The example: HTTPS with a Google-managed certificate, HTTP redirected to it');
  negctl(CREATE, 0);
  const whole = emulatorState();
  say('The same again: nothing to do');
  negctl(CREATE, 0);
  say(
    'Another one, whose step 5 (the URL map) is made to fail: all of it is put back, exit code 7',
  );
  const fault = '--emulator-fault=insert:urlMaps/shop-map=quota';
  negctl([...CREATE, '--set=name=shop', fault], 7);
  if (emulatorState() !== whole) throw new Error('the failed run left something behind');
  say('What is there now: the first set-up, and nothing of the second');
  process.stdout.write(whole);
}

async function migration(): Promise<void> {
  say(
    'Another project: two URL maps send requests to servers by their addresses, from four places',
  );
  negctl(['emulator', 'reset'], 0);
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(emulatorEnvironment())?.[0] ?? '';
  await prepareProject(url);
  const before = await urlMaps(url);
  say('Its requests are moved by weights, and the gate says no: all of them go back, exit code 9');
  negctl([...MIGRATE, '--steps=25,100', '--gate=command', '--gate-command=false'], 9);
  if ((await urlMaps(url)) !== before) throw new Error('the URL maps are not what they were');
  say('Once more, and the gate says yes: what was made before is taken as it is');
  negctl([...MIGRATE, '--steps=25,100', '--gate=command', '--gate-command=true'], 0);
  const moved = before.replaceAll('backendServices/shop"', 'backendServices/shop-fqdn-bes"');
  if ((await urlMaps(url)) !== moved) throw new Error('the URL maps are not what was planned');
}

const started = Date.now();
try {
  if (spawnSync('gcloud', ['--version'], { stdio: 'ignore' }).error !== undefined) {
    throw new Error('gcloud is not on PATH: see cloud.google.com/sdk/docs/install');
  }
  demo();
  await migration();
} catch (thrown) {
  process.stdout.write(
    `\nThe demo failed: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`,
  );
  process.exitCode = 1;
} finally {
  spawnSync(process.execPath, [NEGCTL, 'emulator', 'stop'], { env: environment });
  rmSync(directory, { recursive: true, force: true });
}
const { version }: { readonly version: string } = JSON.parse(
  readFileSync(join(ROOT, 'package.json'), 'utf8'),
);
say(`negctl ${version}: ${((Date.now() - started) / 1_000).toFixed(0)} s in all`);
