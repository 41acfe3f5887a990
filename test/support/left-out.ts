import type { Reporter, TestModule } from 'vitest/node';

/** Of the names of suites that are left out where gcloud is missing. */
export const NEEDS_GCLOUD = '(needs gcloud: see cloud.google.com/sdk/docs/install)';

/** Names every test that was left out for want of gcloud; the default reporter only counts them. */
export class LeftOut implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const names = modules.flatMap((module) =>
      [...module.children.allTests('skipped')]
        .map(({ fullName }) => fullName)
        .filter((name) => name.includes(NEEDS_GCLOUD))
        .map((name) => `  ${module.relativeModuleId} > ${name.replace(` ${NEEDS_GCLOUD}`, '')}`),
    );
    if (names.length === 0) return;
    const heading = `\nSkipped, ${names.length} tests ${NEEDS_GCLOUD}:`;
    process.stdout.write(`${[heading, ...names].join('\n')}\n`);
  }
}
