import { runProgram } from './cli/program.ts';
import { composeApp } from './compose.ts';
import { EXIT_CODES, messageOf, NegctlError } from './errors.ts';
import { problemLines } from './render/problems.ts';

/** A reader that went away (`| head`) ends the output, not the run. */
function tolerateClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}

/** Runs one command line and leaves its exit code; output is never cut off by leaving early. */
export async function runMain(words: readonly string[]): Promise<void> {
  tolerateClosedPipes();
  const app = await composeApp(process.env);
  try {
    process.exitCode = await runProgram(app, words);
  } catch (thrown) {
    const style = app.terminal.style('err', 'as-found');
    const known = thrown instanceof NegctlError;
    const problems = known
      ? thrown.problems
      : [
          {
            code: 'NEG-9001',
            what: messageOf(thrown),
            why: 'this should not be possible',
            fix: 'please report it; NEGCTL_DEBUG=1 shows where it happened',
          },
        ];
    for (const problem of problems) app.err(`${problemLines(problem, style).join('\n')}\n`);
    if (!known && app.environment['NEGCTL_DEBUG'] === '1' && thrown instanceof Error) {
      app.err(`${thrown.stack ?? ''}\n`);
    }
    process.exitCode = EXIT_CODES[known ? thrown.ending : 'internal'];
  }
}
