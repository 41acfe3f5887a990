import { Command, CommanderError, Option } from 'commander';
import { NegctlError } from '../errors.ts';
import { didYouMean } from '../inputs/near.ts';
import { VERSION } from '../version.ts';
import type { App } from './app.ts';
import type { CommandBody } from './command.ts';
import { COMMANDS, type CommandRow } from './commands.ts';
import { readConfig, withConfig } from './config.ts';
import { flagsFrom } from './flags.ts';
import { commandHelp, groupHelp, overview } from './help.ts';
import type { OptionRow } from './options.ts';
import { checkedFlags, withEnvironment } from './settings.ts';

function usage(what: string, fix: string): NegctlError {
  return new NegctlError('usage', [
    { code: 'NEG-1001', what, why: 'the command line cannot be read', fix },
  ]);
}

function isFlag(word: string): boolean {
  return word.startsWith('-') && word !== '-';
}

/** The command whose words stand first among the arguments, and the rest. */
function findCommand(
  words: readonly string[],
): { readonly row: CommandRow; readonly rest: readonly string[] } | null {
  const at = words.findIndex((word) => !isFlag(word));
  if (at === -1) return null;
  const [first = '', second = ''] = words.slice(at);
  const two = COMMANDS.find(({ name }) => name === `${first} ${second}`);
  const row = two ?? COMMANDS.find(({ name }) => name === first);
  if (row === undefined) return null;
  const length = row.name.split(' ').length;
  return { row, rest: [...words.slice(0, at), ...words.slice(at + length)] };
}

const COLLECT = (value: string, earlier: readonly string[] | undefined): readonly string[] => [
  ...(earlier ?? []),
  value,
];

function optionOf(row: OptionRow): Option {
  const long = `--${row.flag}` as const;
  const start = row.short === undefined ? long : (`-${row.short}, ${long}` as const);
  if (row.takes === 'switch') return new Option(start);
  const option = new Option(`${start} <value>`);
  return row.takes === 'list' ? option.argParser(COLLECT) : option;
}

/** Switches of recipes also have a `--no-` form. */
function negated(row: OptionRow): readonly Option[] {
  const has = row.takes === 'switch' && row.hasNegation === true;
  return has ? [new Option(`--no-${row.flag}`)] : [];
}

function rowsOf(body: CommandBody): readonly OptionRow[] {
  return [...body.own.flatMap(({ rows }) => rows), ...body.unlisted, ...body.options];
}

/**
 * What commander would take silently: an empty value, a value that looks like a flag. A bare flag that
 * stands for a word gets its word, so that it cannot swallow the argument after it.
 */
function checkedWords(words: readonly string[], rows: readonly OptionRow[]): readonly string[] {
  const byFlag = new Map<string, OptionRow>(
    rows.flatMap((row) => [
      [`--${row.flag}`, row] as const,
      ...(row.short === undefined ? [] : [[`-${row.short}`, row] as const]),
    ]),
  );
  return words.map((word, index) => {
    const row = byFlag.get(word);
    if (row?.takes === 'word') return `${word}=${row.bare ?? ''}`;
    const next = words[index + 1];
    if (row !== undefined && row.takes !== 'switch' && next !== undefined && isFlag(next)) {
      throw usage(`${word} has no value`, `write ${word}=VALUE`);
    }
    const [flag = '', ...value] = word.split('=');
    if (byFlag.has(flag) && value.length > 0 && value.join('=') === '') {
      throw usage(`${flag} has an empty value`, `write ${flag}=VALUE, or leave it out`);
    }
    return word;
  });
}

function parse(row: CommandRow, body: CommandBody, words: readonly string[]): Command {
  const command = new Command(`negctl ${row.name}`)
    .exitOverride()
    .configureOutput({ writeOut: () => undefined, writeErr: () => undefined })
    .helpOption(false)
    .showSuggestionAfterError(true)
    .allowExcessArguments(false);
  for (const option of rowsOf(body)) {
    command.addOption(optionOf(option));
    for (const negation of negated(option)) command.addOption(negation);
  }
  for (const { name, required, many } of body.args) {
    const argument = many === true ? `${name}...` : name;
    command.argument(required ? `<${argument}>` : `[${argument}]`);
  }
  command.action(() => undefined);
  try {
    command.parse([...words], { from: 'user' });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    const [what = '', suggestion] = thrown.message.replace(/^error: /, '').split('\n');
    const fix = suggestion ?? `see negctl ${row.name} --help`;
    throw usage(what, fix.replace(/^\((.*)\)$/, '$1'));
  }
  return command;
}

async function runCommand(app: App, row: CommandRow, rest: readonly string[]): Promise<number> {
  try {
    return await runParsed(app, row, rest);
  } catch (thrown) {
    const format = MACHINE_FORMATS.find((name) => rest.includes(`--format=${name}`));
    if (!(thrown instanceof NegctlError) || format === undefined) throw thrown;
    const { NOTHING, Output } = await import('./output.ts');
    const plain = { verbosity: 'warning', colour: 'as-found', accessible: false } as const;
    const output = new Output(app, { ...plain, format, state: null }, row.name);
    return output.finish({ ...NOTHING, ending: thrown.ending, problems: thrown.problems });
  }
}

/** Formats in which a wrong command line is told too. */
const MACHINE_FORMATS = ['json', 'yaml', 'ndjson'] as const;

async function runParsed(app: App, row: CommandRow, rest: readonly string[]): Promise<number> {
  const body = await row.load();
  if (rest.includes('--help') || rest.includes('-h')) {
    app.out(`${commandHelp(row, body, app.terminal.width).join('\n')}\n`);
    return 0;
  }
  const rows = rowsOf(body);
  const command = parse(row, body, checkedWords(rest, rows));
  const names = rows.flatMap(({ flag, hasNegation }) =>
    hasNegation === true ? [flag, `no-${flag}`] : [flag],
  );
  const given = withEnvironment(rows, flagsFrom(command.opts(), names), app.environment);
  const flags = checkedFlags(rows, withConfig(rows, given, await readConfig(app)));
  return body.run({ app, flags, args: command.args });
}

function unknownCommand(words: readonly string[]): NegctlError {
  const given = words.filter((word) => !isFlag(word)).slice(0, 2);
  const names = COMMANDS.map(({ name }) => name);
  const two = didYouMean(given.join(' '), names);
  const guess = two === '' ? didYouMean(given[0] ?? '', names) : two;
  return usage(`unknown command "${given.join(' ')}"`, guess === '' ? 'see negctl help' : guess);
}

const HELP_WORDS: readonly (string | undefined)[] = ['help', '--help', '-h'];
const VERSION_WORDS: readonly (string | undefined)[] = ['version', '--version', '-V'];

/** A group without its command: its commands, as asked-for help or as a complaint. */
function groupAlone(app: App, words: readonly string[]): number | null {
  const [group = '', second] = words;
  const lines = groupHelp(group);
  if (lines.length === 1 || (second !== undefined && !isFlag(second))) return null;
  const asked = HELP_WORDS.includes(second);
  (asked ? app.out : app.err)(`${lines.join('\n')}\n`);
  return asked ? 0 : 2;
}

/**
 * Runs one command line. @returns the exit code
 * @throws {NegctlError} for everything that an operator can mend
 */
export async function runProgram(app: App, words: readonly string[]): Promise<number> {
  const [first, second] = words;
  const help = `${overview(app.terminal.width).join('\n')}\n`;
  if (first === undefined) {
    app.err(help);
    return 2;
  }
  if (first === 'help' && second !== undefined && !isFlag(second))
    return helpOn(app, words.slice(1));
  if (HELP_WORDS.includes(first)) {
    app.out(help);
    return 0;
  }
  if (VERSION_WORDS.includes(first)) {
    app.out(`negctl ${VERSION}\n`);
    return 0;
  }
  const found = findCommand(words);
  if (found !== null) return runCommand(app, found.row, found.rest);
  const ended = groupAlone(app, words);
  if (ended !== null) return ended;
  throw unknownCommand(words);
}

async function helpOn(app: App, words: readonly string[]): Promise<number> {
  const found = findCommand(words);
  if (found !== null) return runCommand(app, found.row, ['--help']);
  const [topic = ''] = words;
  const group = groupHelp(topic);
  const { TOPICS } = await import('./topics.ts');
  const page = (await TOPICS.get(topic)?.(app)) ?? [];
  const text = group.length > 1 ? [...group, ...(page.length > 0 ? ['', ...page] : [])] : page;
  if (text.length === 0) {
    const guess = didYouMean(topic, [...TOPICS.keys(), ...COMMANDS.map(({ name }) => name)]);
    throw usage(`no help on "${topic}"`, guess === '' ? 'see negctl help' : guess);
  }
  app.out(`${text.join('\n')}\n`);
  return 0;
}
