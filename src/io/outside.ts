import * as http from 'node:http';
import * as https from 'node:https';
import { isIP } from 'node:net';
import { execa } from 'execa';
import type { Outside } from '../cli/app.ts';
import { messageOf } from '../errors.ts';

const ANSWER_MILLISECONDS = 10_000;
const PROGRAM_MILLISECONDS = 600_000;

/**
 * The status of the answer to one GET. Not by `fetch`, which sends the host of the URL whatever it is told. The TLS
 * handshake is with the server that the URL names, whose certificate counts; where that is an address, with the host.
 */
function statusOf(url: URL, host: string | null): Promise<number> {
  const server = url.hostname.replace(/^\[|\]$/g, '');
  const { get } = url.protocol === 'https:' ? https : http;
  const options = {
    signal: AbortSignal.timeout(ANSWER_MILLISECONDS),
    headers: host === null ? {} : { host },
    ...(isIP(server) === 0 ? { servername: server } : {}),
  };
  return new Promise((resolve, reject) => {
    get(url, options, (answer) => {
      answer.destroy();
      if (answer.statusCode === undefined) reject(new Error('an answer without a status'));
      else resolve(answer.statusCode);
    }).on('error', reject);
  });
}

/** The real outside: HTTP requests from this machine, and programs of the operator's. */
export const outside: Outside = {
  request: async (url, host) => {
    try {
      return { status: await statusOf(new URL(url), host) };
    } catch (thrown) {
      return { status: null, because: messageOf(thrown) };
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
