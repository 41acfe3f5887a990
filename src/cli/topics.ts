import { wrapped } from '../render/wrap.ts';
import type { App } from './app.ts';
import { exitLines } from './help.ts';

function paragraphs(texts: readonly string[], width: number): readonly string[] {
  return texts.flatMap((text, index) => [
    ...(index === 0 ? [] : ['']),
    ...text.split('\n').flatMap((line) => wrapped(line, width, line.search(/\S|$/))),
  ]);
}

/** A page of `negctl help TOPIC`. */
export type Topic = (app: App) => Promise<readonly string[]> | readonly string[];

/** The pages of `negctl help TOPIC`. */
export const TOPICS: ReadonlyMap<string, Topic> = new Map<string, Topic>([
  ['exit-codes', ({ terminal: { width } }) => ['Exit codes:', ...exitLines(width)]],
  [
    'environment',
    ({ terminal: { width } }) =>
      paragraphs(
        [
          'NEGCTL_<FLAG> stands in for any flag, dashes as underscores: NEGCTL_PROJECT, NEGCTL_FORMAT. A switch takes 1 or 0. Consent has no variable.',
          'Which value wins, highest first: flag, NEGCTL_<FLAG>, spec, config.yaml (negctl config), gcloud configuration, default.',
          'NEGCTL_STATE_DIR  runs, locks, saved answers, the emulator (default: $XDG_STATE_HOME/negctl or ~/.local/state/negctl)',
          'NEGCTL_CONFIG_DIR config.yaml (default: $XDG_CONFIG_HOME/negctl or ~/.config/negctl)',
          'NEGCTL_STATE      gs://BUCKET/PREFIX for runs and locks, as --state',
          'NEGCTL_HOST       name of this machine in locks and runs (default: host name)',
          'NEGCTL_GCLOUD     path of gcloud',
          'NO_COLOR, CLICOLOR=0, FORCE_COLOR=0, TERM=dumb switch colour off; FORCE_COLOR, CLICOLOR_FORCE switch it on. ACCESSIBLE is --accessible. With CI nothing is asked and nothing redrawn.',
          'CLOUDSDK_* and the proxy variables are handed to gcloud as they are; with --emulator gcloud sees none of them.',
        ],
        width,
      ),
  ],
  [
    'formats',
    ({ terminal: { width } }) =>
      paragraphs(
        [
          'Standard output holds the result and nothing else; questions, progress, warnings and errors go to standard error.',
          'text    for people\njson    one document at the end, on failure too: schema, command, ok, exitCode, ending, run, plan, result, leftovers, warnings, errors\nyaml    the same as YAML\nndjson  one event a line as it happens: v, ts, seq, run, event\nscript  with --dry-run: a POSIX shell script of gcloud commands',
        ],
        width,
      ),
  ],
  [
    'files',
    ({ terminal: { width } }) =>
      paragraphs(
        [
          'Runs are kept in the state directory: runs/RUN/ holds spec.yaml, plan.json, script.sh, target.json, journal.ndjson and steps/NN-STEP.{out,err}. Folders are 0700, files 0600.',
          'With --state=gs://BUCKET/PREFIX runs and locks are objects there: runs/RUN/run.json, runs/RUN/journal/NNNNNNNN.ndjson, locks/PROJECT--NAME.json. Each is written only on the condition that it is as it was read, so two machines cannot write over each other. What gcloud printed stays here, in outputs/RUN/.',
          'The journal is written ahead and fsynced: an intent before gcloud is started, the outcome before anything that depends on it.',
        ],
        width,
      ),
  ],
  [
    'prompts',
    ({ terminal: { width } }) =>
      paragraphs(
        [
          'Questions are asked only where input and error output are terminals, and not with --no-input, --quiet, CI or a machine format. Otherwise everything that is missing is listed at once (exit 3).',
          ':back   the question before\n:help   more about this one\n:cmd    the command so far\n:quit   leave; the answers are kept for next time',
        ],
        width,
      ),
  ],
  [
    'emulator',
    async ({ terminal: { width }, emulator }) => {
      const { faultHelp, permissionHelp } = await emulator();
      return [
        ...paragraphs(
          [
            '--emulator acts on a local emulator of the Google Cloud APIs, driven by your real gcloud with a private configuration. Its state is kept between commands; `negctl emulator state` shows it, `negctl emulator reset` empties it. `negctl emulator start` runs one for several commands at once.',
          ],
          width,
        ),
        '',
        '--emulator-fault=SPEC makes calls fail (repeatable):',
        '',
        ...faultHelp.trimEnd().split('\n'),
        '',
        '--emulator-permissions, and --permissions of emulator start, allow only:',
        '',
        ...permissionHelp.trimEnd().split('\n'),
      ];
    },
  ],
]);
