import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { latencyOf } from '../../src/emulator/latencies.ts';
import { remainingWeights } from '../../src/plan/graph.ts';
import { median } from './start-up.ts';

const NEGCTL = join(import.meta.dirname, '..', '..', 'bin', 'negctl.js');
const PROJECT = 'demo';

/** One set-up that is timed, as flags of `create internet-neg`. */
export interface SetUp {
  readonly name: string;
  readonly flags: readonly string[];
}

export interface RunTime {
  readonly name: string;
  readonly steps: number;
  /** Seconds: operation times plus one gcloud start a step, along the longest way through the graph. */
  readonly criticalPath: number;
  /** Seconds of all steps one after another, by the same figures: no script can be beaten by more. */
  readonly sequential: number;
  /** Seconds from the first step's start to the last one's end. */
  readonly execution: number;
  /** Seconds from the first step's start until everything is read back. */
  readonly verified: number;
  /** Seconds of the whole command, reading the project first included. */
  readonly whole: number;
  /** Seconds of the printed script, run by sh. */
  readonly script: number;
}

interface PlannedStep {
  readonly id: string;
  readonly needs: readonly string[];
  readonly resource: { readonly kind: string };
}

interface Event {
  readonly event: string;
  readonly ts: string;
}

function secondsSince(started: bigint): number {
  return Number(process.hrtime.bigint() - started) / 1e9;
}

/** A machine of its own with an emulator whose operations take as long as real ones. */
class Bench {
  readonly #directory = mkdtempSync(join(tmpdir(), 'negctl-bench-'));
  readonly #environment = {
    ...process.env,
    NEGCTL_STATE_DIR: this.#directory,
    NEGCTL_CONFIG_DIR: this.#directory,
  };

  constructor(timing: number) {
    this.#negctl('emulator', 'start', `--timing=${timing}`);
  }

  close(): void {
    this.#negctl('emulator', 'stop');
    rmSync(this.#directory, { recursive: true, force: true });
  }

  /** Seconds that one gcloud command takes whose operation is done at once. */
  gcloudStart(): number {
    this.#negctl('emulator', 'stop');
    this.#negctl('emulator', 'start', '--timing=0');
    const words = ['compute', 'addresses', 'create'];
    const flags = [
      '--global',
      '--ip-version=IPV4',
      `--project=${PROJECT}`,
      '--quiet',
      '--format=json',
    ];
    const seconds = [1, 2, 3, 4, 5].map((nth) => {
      const started = process.hrtime.bigint();
      this.#shell(`gcloud ${words.join(' ')} bench-${nth} ${flags.join(' ')}`);
      return secondsSince(started);
    });
    this.#negctl('emulator', 'reset');
    return median(seconds);
  }

  plan({ flags }: SetUp): readonly PlannedStep[] {
    const { stdout } = this.#negctl(
      'create',
      'internet-neg',
      ...flags,
      '--dry-run',
      '--format=json',
    );
    const document: { readonly plan: { readonly steps: readonly PlannedStep[] } } =
      JSON.parse(stdout);
    return document.plan.steps;
  }

  execute({ flags }: SetUp): Pick<RunTime, 'execution' | 'verified' | 'whole'> {
    this.#negctl('emulator', 'reset');
    const started = process.hrtime.bigint();
    const { stdout } = this.#negctl(
      'create',
      'internet-neg',
      ...flags,
      '--emulator',
      '--yes',
      '--format=ndjson',
    );
    const whole = secondsSince(started);
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line): Event => JSON.parse(line));
    const timesOf = (name: string) =>
      events.filter(({ event }) => event === name).map(({ ts }) => Date.parse(ts));
    const first = Math.min(...timesOf('step.started'));
    const execution = (Math.max(...timesOf('step.finished')) - first) / 1_000;
    const verified = (Math.max(...timesOf('verify.finished')) - first) / 1_000;
    return { execution, verified, whole };
  }

  script({ flags }: SetUp): number {
    this.#negctl('emulator', 'reset');
    const { stdout } = this.#negctl(
      'create',
      'internet-neg',
      ...flags,
      '--dry-run',
      '--format=script',
    );
    const file = join(this.#directory, 'script.sh');
    writeFileSync(file, stdout);
    const started = process.hrtime.bigint();
    this.#shell(`sh ${file}`);
    return secondsSince(started);
  }

  #negctl(...words: readonly string[]): SpawnSyncReturns<string> {
    const ended = spawnSync(process.execPath, [NEGCTL, ...words], {
      env: this.#environment,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    if (ended.status !== 0) throw new Error(`negctl ${words.join(' ')}\n${ended.stderr}`);
    return ended;
  }

  /** Runs a line with gcloud pointed at the emulator, as `emulator env` prints it. */
  #shell(line: string): void {
    const { stdout: exports } = this.#negctl('emulator', 'env');
    const ended = spawnSync('sh', ['-c', `${exports}\n${line}`], {
      env: this.#environment,
      encoding: 'utf8',
    });
    if (ended.status !== 0) throw new Error(`${line}\n${ended.stderr}`);
  }
}

/** The emulator's time for the operation of a step: an attachment changes its container. */
function operationSeconds({ resource: { kind } }: PlannedStep): number {
  if (kind === 'networkEndpoints')
    return latencyOf('recorded', 'networkEndpointGroups', 'attachNetworkEndpoints') / 1_000;
  if (kind === 'backends') return latencyOf('recorded', 'backendServices', 'update') / 1_000;
  return latencyOf('recorded', kind, 'insert') / 1_000;
}

function pathsOf(
  steps: readonly PlannedStep[],
  gcloudStart: number,
  timing: number,
): Pick<RunTime, 'criticalPath' | 'sequential'> {
  const seconds = new Map(
    steps.map((step) => [step.id, operationSeconds(step) * timing + gcloudStart]),
  );
  const criticalPath = Math.max(
    ...remainingWeights(steps, ({ id }) => seconds.get(id) ?? 0).values(),
  );
  return { criticalPath, sequential: [...seconds.values()].reduce((sum, each) => sum + each, 0) };
}

/** Times set-ups against the emulator, each as negctl executes it and as its script. */
export function measureRunTimes(setUps: readonly SetUp[], timing: number): readonly RunTime[] {
  const starter = new Bench(0);
  const gcloudStart = starter.gcloudStart();
  starter.close();
  process.stdout.write(`One gcloud start: ${gcloudStart.toFixed(2)} s\n`);
  const bench = new Bench(timing);
  try {
    return setUps.map((setUp) => {
      const steps = bench.plan(setUp);
      const paths = pathsOf(steps, gcloudStart, timing);
      const executed = bench.execute(setUp);
      const script = bench.script(setUp);
      return { name: setUp.name, steps: steps.length, ...paths, ...executed, script };
    });
  } finally {
    bench.close();
  }
}
