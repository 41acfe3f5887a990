import { execa } from 'execa';
import type { Outside } from '../cli/app.ts';
import { messageOf } from '../errors.ts';

const ANSWER_MILLISECONDS = 10_000;
const PROGRAM_MILLISECONDS = 600_000;

/** The real outside: HTTP requests from this machine, and programs of the operator's. */
export const outside: Outside = {
  request: async (url, host) => {
    const signal = AbortSignal.timeout(ANSWER_MILLISECONDS);
    try {
      const answer = await fetch(url, {
        signal,
        redirect: 'manual',
        headers: host === null ? {} : { host },
      });
      await answer.body?.cancel();
      return { status: answer.status };
    } catch (thrown) {
      const cause = thrown instanceof Error ? thrown.cause : undefined;
      return { status: null, because: messageOf(cause ?? thrown) };
    }
  },
  run: async (program, environment) => {
    const result = await execa(program, [], {
      shell: false,
      reject: false,
      env: { ...environment },
      stdin: 'ignore',
      stdout: 'ignore',
      stderr: 'ignore',
      timeout: PROGRAM_MILLISECONDS,
    });
    const { exitCode = null, timedOut, signal, code } = result;
    if (exitCode !== null) return { exitCode };
    return { exitCode, because: timedOut ? 'it took too long' : (signal ?? code ?? 'unknown') };
  },
};
