import { execa } from 'execa';
import {
  type Command,
  fullArgv,
  type GcloudContext,
  type GcloudIdentity,
} from '../gcloud/command.ts';
import type { Gcloud, RunOptions } from '../gcloud/gcloud.ts';
import type { GcloudResult } from '../gcloud/result.ts';
import { identityOf } from './process-identity.ts';

const MAX_OUTPUT = 64 * 1024 * 1024;
const GRACE_MILLISECONDS = 5_000;

/** Variables that silently fill in a scope or a question's answer when they are set. */
const UNSET = ['CLOUDSDK_COMPUTE_REGION', 'CLOUDSDK_COMPUTE_ZONE', 'CLOUDSDK_RUN_REGION'];

/** gcloud's environment: the operator's own, without what would change the meaning of a command. */
function environmentFor(
  base: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const cleared = Object.fromEntries(UNSET.map((name) => [name, undefined]));
  return {
    ...base,
    ...cleared,
    CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
    CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK: 'true',
    CLOUDSDK_CORE_LOG_HTTP: 'false',
    TERM: 'dumb',
  };
}

export interface GcloudProcessInit {
  /** The program: `gcloud`, or the path in `NEGCTL_GCLOUD`. */
  readonly program: string;
  readonly context: GcloudContext | GcloudIdentity;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Runs the real gcloud: no shell, nothing on its standard input but the command's document, in a
 * process group of its own so that the terminal's Ctrl-C cannot end it in the middle of a request.
 */
export function gcloudProcess({ program, context, environment }: GcloudProcessInit): Gcloud {
  const env = environmentFor(environment);
  return {
    run: async (command: Command, options: RunOptions = {}): Promise<GcloudResult> => {
      const { onStart, timeoutMilliseconds = 0 } = options;
      const child = execa(program, fullArgv(command, context), {
        shell: false,
        detached: true,
        cleanup: false,
        reject: false,
        extendEnv: false,
        env,
        ...(command.stdin === undefined ? { stdin: 'ignore' as const } : { input: command.stdin }),
        maxBuffer: MAX_OUTPUT,
        stripFinalNewline: false,
        timeout: timeoutMilliseconds,
        forceKillAfterDelay: GRACE_MILLISECONDS,
      });
      if (child.pid !== undefined) onStart?.(identityOf(child.pid));
      const result = await child;
      return {
        exitCode: result.exitCode ?? null,
        signal: result.signal ?? null,
        stdout: result.stdout,
        stderr: result.stderr,
        timedOut: result.timedOut,
        startError: child.pid === undefined ? (result.code ?? 'could not be started') : null,
      };
    },
  };
}
