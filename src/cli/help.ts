import { type Ending, EXIT_CODES } from '../errors.ts';
import { column, wrapped } from '../render/wrap.ts';
import type { CommandBody } from './command.ts';
import { COMMANDS, type CommandRow } from './commands.ts';
import type { OptionRow } from './options.ts';

const GROUP_HEADINGS: readonly (readonly [OptionRow['group'], string])[] = [
  ['plan', 'Plan'],
  ['consent', 'Consent'],
  ['input', 'Input'],
  ['run', 'Run'],
  ['emulator', 'Emulator'],
  ['gcloud', 'Passed on to gcloud'],
  ['output', 'Output'],
];

/** What each ending means, for help and documentation. */
export const EXIT_MEANINGS: Readonly<Record<Ending, string>> = {
  ok: 'done, or nothing to do',
  internal: 'a bug in negctl',
  usage: 'the command line is wrong',
  input: 'a rule is broken, an input or consent is missing; nothing touched',
  auth: 'not logged in, or permission denied; nothing touched',
  environment: 'gcloud missing, disk full, network down; nothing touched',
  preflight: 'the live project forbids the plan; nothing touched',
  'rolled-back': 'a step failed; everything undone and checked',
  leftovers: 'a step failed and not everything is undone; the list is printed',
  gate: 'a migration gate failed; the first weights are restored',
  locked: 'another run holds the lock; nothing touched',
  changed: 'the plan or the project is not what was approved; nothing touched',
  waiting: 'needs a promotion and nobody can be asked; paused',
  diff: 'with --detailed-exitcode: the plan has changes',
  deadline: 'the deadline passed; the run can be resumed',
  hangup: 'SIGHUP; the run can be resumed',
  interrupt: 'Ctrl-C; the run can be resumed',
  terminated: 'SIGTERM; the run can be resumed',
};

function flagText({ flag, short, takes, placeholder }: OptionRow): string {
  const start = short === undefined ? `--${flag}` : `-${short}, --${flag}`;
  if (takes === 'switch') return start;
  return takes === 'word' ? `${start}[=${placeholder}]` : `${start}=${placeholder}`;
}

const FLAG_COLUMN = 30;

function rowLines(row: OptionRow, width: number): readonly string[] {
  const flag = `  ${flagText(row)}`;
  const indent = FLAG_COLUMN + 2;
  const summary = wrapped(row.summary, width - indent, 0);
  const rest = summary.slice(1).map((line) => `${' '.repeat(indent)}${line}`);
  const [first = ''] = summary;
  if (flag.length > FLAG_COLUMN) {
    return [flag, `${' '.repeat(indent)}${first}`, ...rest];
  }
  return [`${flag.padEnd(indent)}${first}`, ...rest];
}

/** A command line over as many lines as it needs, to be copied into a shell as it stands. */
function exampleLines(example: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = ' ';
  for (const word of example.split(/ (?=--|>)/)) {
    if (line.length + word.length + ' \\'.length >= width) {
      lines.push(`${line} \\`);
      line = '   ';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}

function section(heading: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `${heading}:`, ...lines];
}

/** The list of commands: `negctl help`. */
export function overview(width: number): readonly string[] {
  const groups = [...new Set(COMMANDS.map(({ group }) => group))];
  return [
    'negctl builds Google Cloud load balancers in front of network endpoint groups',
    'through your own gcloud: it asks, checks, shows, executes, verifies, and puts',
    'everything back when anything goes wrong.',
    '',
    'Usage: negctl COMMAND [NAME] [--flag=value ...]',
    ...groups.flatMap((group) => {
      const rows = COMMANDS.filter((row) => row.group === group);
      const lines = rows.flatMap(({ name, usage, purpose }) => {
        const called = `  ${name} ${usage}`.trimEnd();
        const beside = called.length <= FLAG_COLUMN;
        const text = `${(beside ? called : '').padEnd(FLAG_COLUMN + 2)}${purpose}`;
        return [...(beside ? [] : [called]), ...wrapped(text, width, FLAG_COLUMN + 2)];
      });
      return section(group, lines);
    }),
    ...section('Try it without an account', [
      '  negctl create internet-neg web --emulator \\',
      '    --add-endpoint=fqdn=api.example.com,port=443 --domains=www.example.com',
    ]),
    '',
    '`negctl COMMAND --help` tells more; `negctl help TOPIC`: exit-codes, environment,',
    'formats, files, prompts, emulator.',
  ];
}

/** The help of a group of commands: `negctl runs`. */
export function groupHelp(group: string): readonly string[] {
  const rows = COMMANDS.filter(({ name }) => name.startsWith(`${group} `));
  const names = column(rows.map(({ name, usage }) => `  negctl ${name} ${usage}`.trimEnd()));
  return ['Usage:', ...rows.map((row, index) => `${names[index] ?? ''}  ${row.purpose}`)];
}

/** The help page of one command. */
export function commandHelp(row: CommandRow, body: CommandBody, width: number): readonly string[] {
  const args = body.args.flatMap(({ name, summary }) =>
    wrapped(`  ${name.toUpperCase().padEnd(FLAG_COLUMN)}${summary}`, width, FLAG_COLUMN + 2),
  );
  const groups = GROUP_HEADINGS.flatMap(([group, heading]) =>
    section(
      heading,
      body.options
        .filter((option) => option.group === group)
        .flatMap((option) => rowLines(option, width)),
    ),
  );
  return [
    row.purpose,
    ...section(
      'Examples',
      body.examples.flatMap((example) => exampleLines(example, width)),
    ),
    ...section('Usage', [
      `  negctl ${row.name} ${row.usage} [--flag=value ...]`.replace('  [', ' ['),
    ]),
    ...section('Arguments', args),
    ...body.own.flatMap(({ heading, rows }) =>
      section(
        heading,
        rows.flatMap((option) => rowLines(option, width)),
      ),
    ),
    ...groups,
    ...section(
      'Exit codes',
      exitLines(width).filter((line) => body.exits.some((code) => line.startsWith(`  ${code} `))),
    ),
    '',
    'See also: negctl help exit-codes, negctl explain CODE',
  ];
}

/** The table of exit codes. */
export function exitLines(width: number): readonly string[] {
  return Object.entries(EXIT_CODES).flatMap(([ending, code]) => {
    const meaning = Object.entries(EXIT_MEANINGS).find(([name]) => name === ending)?.[1] ?? '';
    return wrapped(`  ${String(code).padEnd(5)}${meaning}`, width, 7);
  });
}
