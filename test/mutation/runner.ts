import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import { type RunnerTask, type RunnerTestCase, type RunnerTestFile, TestRunner } from 'vitest';
import { type Job, linesIn, readJob, say } from './job.ts';
import { Switchboard } from './switchboard.ts';

const job = readJob(env['NEGCTL_MUTATION_JOB'] ?? '');
const switchboard = new Switchboard();
globalThis.negctlMutation = switchboard;
if (job.do === 'try') switchboard.awake = job.fromStart;

/** Milliseconds that are spent on the tests of one mutant before it counts as survived. */
const BUDGET = 30_000;
/** A test may take this many times as long as without a mutant, and at least {@link LEAST}. */
const PATIENCE = 40;
const LEAST = 8_000;
/** Mutants after which a worker is replaced: what they left running slows it down. */
const LIFETIME = 60;

interface Known {
  readonly test: RunnerTestCase;
  readonly name: string;
  readonly milliseconds: number;
  readonly met: ReadonlySet<number>;
}

/** Small for a fast test that meets few places: it was written for them. */
function costOf({ milliseconds, met }: Known): number {
  return milliseconds * met.size;
}

function testsIn(tasks: readonly RunnerTask[]): readonly RunnerTestCase[] {
  return tasks.flatMap((task) => (task.type === 'test' ? [task] : testsIn(task.tasks)));
}

function nameOf(test: RunnerTestCase): string {
  const names: string[] = [];
  for (let at: RunnerTask | undefined = test; at !== undefined; at = at.suite)
    names.unshift(at.name);
  return names.join(' > ');
}

/** How a test ended: well, with an error, or not within its time. */
async function endOf(
  test: RunnerTestCase,
  milliseconds: number,
): Promise<{ readonly error: string | null; readonly late: boolean }> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), milliseconds);
  });
  try {
    const work = TestRunner.getTestFn(test)();
    return (await Promise.race([work, late])) === 'late'
      ? { error: 'not within its time', late: true }
      : { error: null, late: false };
  } catch (thrown) {
    return { error: String(thrown), late: false };
  } finally {
    clearTimeout(timer);
  }
}

async function record(tests: readonly RunnerTestCase[], given: Job & { do: 'record' }) {
  for (const [index, test] of tests.entries()) {
    if (index % given.of !== given.shard) continue;
    switchboard.met = new Set();
    const started = performance.now();
    const { error } = await endOf(test, 110_000);
    const milliseconds = performance.now() - started;
    const met = [...switchboard.met];
    say(given.out, { say: 'test', test: nameOf(test), milliseconds, met, error });
  }
}

/** Takes a mutant that no other worker has taken. */
function take(claims: string, mutant: number): boolean {
  try {
    closeSync(openSync(join(claims, String(mutant)), 'wx'));
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST') return false;
    throw thrown;
  }
}

class Trial {
  readonly #known: readonly Known[];
  readonly #out: string;
  /** Tests that found an earlier mutant, the last one first: the next one is often found by the same. */
  #finders: readonly Known[] = [];
  spoilt = false;

  constructor(tests: readonly RunnerTestCase[], record: string, out: string) {
    const recorded = new Map(
      linesIn(record).flatMap((line) => (line.say === 'test' ? [[line.test, line]] : [])),
    );
    this.#out = out;
    this.#known = tests
      .flatMap((test) => {
        const name = nameOf(test);
        const line = recorded.get(name);
        if (line === undefined) return [];
        return [{ test, name, milliseconds: line.milliseconds, met: new Set(line.met) }];
      })
      .sort((one, other) => costOf(one) - costOf(other));
  }

  async try(mutant: number, everywhere: boolean): Promise<void> {
    say(this.#out, { say: 'begin', mutant });
    const seeing = [...new Set([...this.#finders, ...this.#known])].filter(
      ({ met }) => everywhere || met.has(mutant),
    );
    let spent = 0;
    let tests = 0;
    for (const known of seeing) {
      if (spent > BUDGET) break;
      spent += known.milliseconds;
      tests += 1;
      const failure = await this.#failureOf(known, mutant);
      if (failure === null) continue;
      this.#finders = [known, ...this.#finders.filter((other) => other !== known)].slice(0, 8);
      say(this.#out, {
        say: 'verdict',
        mutant,
        by: known.name,
        tests,
        timed: failure === 'late',
      });
      return;
    }
    say(this.#out, { say: 'verdict', mutant, by: null, tests, timed: false });
  }

  /** Twice, so that a test that fails now and then by itself proves nothing. */
  async #failureOf(
    { test, milliseconds }: Known,
    mutant: number,
  ): Promise<'failed' | 'late' | null> {
    const within = Math.max(LEAST, PATIENCE * milliseconds);
    for (const _time of ['first', 'second']) {
      say(this.#out, { say: 'alive', within });
      switchboard.awake = mutant;
      const { error, late } = await endOf(test, within);
      switchboard.awake = 0;
      if (error === null) return null;
      if (late) {
        this.spoilt = true;
        return 'late';
      }
    }
    return 'failed';
  }
}

async function tryAll(tests: readonly RunnerTestCase[], given: Job & { do: 'try' }) {
  const trial = new Trial(tests, given.record, given.out);
  let tried = 0;
  for (const mutant of given.mutants) {
    if (!take(given.claims, mutant)) continue;
    await trial.try(mutant, given.fromStart !== 0);
    tried += 1;
    if (!trial.spoilt && tried < LIFETIME) continue;
    say(given.out, { say: 'spoilt' });
    await new Promise(() => undefined);
  }
}

/** Does a job with the tests instead of running each of them once. */
export default class MutationRunner extends TestRunner {
  async onCollected(files: readonly RunnerTestFile[]): Promise<void> {
    const broken = files.some(({ result }) => result?.state === 'fail');
    if (broken && (job.do === 'record' || job.fromStart === 0)) {
      throw new Error(`the tests cannot be loaded: ${files[0]?.result?.errors?.[0]?.message}`);
    }
    const tests = testsIn(files);
    if (job.do === 'record') await record(tests, job);
    else if (broken) {
      const mutant = job.fromStart;
      say(job.out, { say: 'verdict', mutant, by: 'loading the tests', tests: 0, timed: false });
    } else await tryAll(tests, job);
    say(job.out, { say: 'over' });
    for (const test of tests) test.mode = 'skip';
  }
}
