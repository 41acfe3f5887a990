import type { Reporter, TestModule } from 'vitest/node';

/** What one test of the harness did, for the sum at the end. */
export interface Tally {
  readonly crashPoints: number;
  readonly faults: number;
  readonly invariants: number;
  readonly violations: readonly string[];
  readonly seed?: number;
}

declare module 'vitest' {
  interface TaskMeta {
    tally?: Tally;
  }
}

/** Adds up what all tests did, and says it at the end. */
export class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const tallies = tests.flatMap((test) => test.meta().tally ?? []);
    const sum = (part: 'crashPoints' | 'faults' | 'invariants'): number =>
      tallies.reduce((total, tally) => total + tally[part], 0);
    const untold = tests.filter(
      (test) =>
        test.result().state !== 'passed' && (test.meta().tally?.violations ?? []).length === 0,
    );
    const seeds = [...new Set(tallies.flatMap(({ seed }) => seed ?? []))];
    process.stdout.write(
      [
        `crash points        ${sum('crashPoints')}`,
        `faults              ${sum('faults')}`,
        `invariants checked  ${sum('invariants')}`,
        `seeds               ${seeds.join(' ')}`,
        `tests not passed    ${untold.length} (beside those with violations)`,
        `violations          ${tallies.flatMap(({ violations }) => violations).length}`,
        '',
      ].join('\n'),
    );
  }
}
