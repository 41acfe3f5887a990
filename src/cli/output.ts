import { cleanLine, cleanLines, jsonText } from '../clean.ts';
import { type Ending, EXIT_CODES, type Problem } from '../errors.ts';
import type { Leftover, RunEvent } from '../execute/events.ts';
import type { Json } from '../json.ts';
import type { Plan } from '../plan/plan.ts';
import { JsonLines } from '../progress/json-lines.ts';
import { planLines } from '../render/plan-text.ts';
import {
  adviceLines,
  problemLines,
  problemOfDiagnostic,
  warningLines,
} from '../render/problems.ts';
import type { Style } from '../render/style.ts';
import { wrapped } from '../render/wrap.ts';
import type { Diagnostic } from '../rules/rule.ts';
import type { App } from './app.ts';
import { runArgument } from './run-argument.ts';
import type { Settings } from './settings.ts';

/** How a command ended, for every format. */
export interface Report {
  readonly ending: Ending;
  readonly problems: readonly Problem[];
  readonly run: string | null;
  readonly plan: Plan | null;
  readonly leftovers: readonly Leftover[];
  /** The asked-for result as data. */
  readonly result: Json;
}

export const NOTHING: Omit<Report, 'ending'> = {
  problems: [],
  run: null,
  plan: null,
  leftovers: [],
  result: null,
};

const SCHEMA = 'negctl/result/v1';
const MAX_ANNOTATIONS = 10;
/** A machine reads them all; nobody reads more on a screen. */
const MAX_PROBLEMS = 50;

/** The settings that decide how something is said. */
type OutputSettings = Pick<Settings, 'format' | 'verbosity' | 'colour' | 'accessible' | 'state'>;

/** The one way by which commands say something: text as it comes, documents at the end, events at once. */
export class Output {
  readonly style: Style;
  readonly talkStyle: Style;
  readonly events: JsonLines;
  readonly #app: App;
  readonly #settings: OutputSettings;
  readonly #command: string;
  readonly #diagnostics: Diagnostic[] = [];
  #exitCode: number | null = null;

  constructor(app: App, settings: OutputSettings, command: string) {
    const colour = settings.accessible ? 'never' : settings.colour;
    this.#app = app;
    this.#settings = settings;
    this.#command = command;
    this.style = app.terminal.style('out', colour);
    this.talkStyle = app.terminal.style('err', colour);
    this.events = new JsonLines(app.out, () => app.clock.now());
  }

  get isText(): boolean {
    return this.#settings.format === 'text';
  }

  /** Part of the result. */
  result(lines: readonly string[]): void {
    if (this.isText && lines.length > 0) this.#app.out(`${lines.join('\n')}\n`);
  }

  /** Talk beside the result: to people, whatever the format of the result. */
  talk(lines: readonly string[]): void {
    if (lines.length > 0) this.#app.err(`${lines.join('\n')}\n`);
  }

  /** What could not be checked; DNS, a proxy or an API may have had a say in the words. */
  unchecked(whats: readonly string[]): void {
    this.talk(
      whats.flatMap((what) => wrapped(`Not checked: ${cleanLine(what)}`, this.talkStyle.width, 2)),
    );
  }

  event(event: RunEvent | { readonly event: string; readonly [detail: string]: unknown }): void {
    if (this.#settings.format === 'ndjson') this.events.line(event);
  }

  /** Warnings and advice of the rules. */
  diagnosed(diagnostics: readonly Diagnostic[]): void {
    this.#diagnostics.push(...diagnostics);
    const { verbosity } = this.#settings;
    const advice = diagnostics.filter(({ severity }) => severity === 'advice');
    if (verbosity === 'error') return;
    for (const diagnostic of diagnostics) {
      if (diagnostic.severity === 'warning') this.talk(warningLines(diagnostic, this.talkStyle));
    }
    if (advice.length === 0) return;
    if (verbosity === 'warning') {
      const count = `${advice.length} piece${advice.length === 1 ? '' : 's'} of advice`;
      this.talk([this.talkStyle.faint(`Note  ${count}, shown by --verbosity=info`)]);
    } else this.talk(advice.flatMap((diagnostic) => adviceLines(diagnostic, this.talkStyle)));
  }

  /** The plan: the result itself of a dry run, talk before an execution. */
  plan(plan: Plan, isResult: boolean): void {
    this.event({ event: 'plan.ready', hash: plan.hash, steps: plan.steps.length });
    if (!isResult) this.talk(planLines(plan, this.talkStyle));
    else this.result(planLines(plan, this.style));
  }

  /**
   * The last words of a command. What goes wrong after them, such as giving a lock free, is shown and
   * changes neither the result nor the exit code. @returns the exit code
   */
  async finish(report: Report): Promise<number> {
    this.#showProblems(report);
    if (this.#exitCode !== null) return this.#exitCode;
    const exitCode = EXIT_CODES[report.ending];
    this.#exitCode = exitCode;
    const { format } = this.#settings;
    this.event({
      event: 'run.finished',
      ending: report.ending,
      exitCode,
      leftovers: report.leftovers.map(shown),
    });
    if (format === 'json') this.#app.out(`${jsonText(this.#document(report), 2)}\n`);
    if (format === 'yaml') {
      const { toYaml } = await import('../inputs/to-yaml.ts');
      this.#app.out(toYaml(this.#document(report)));
    }
    return exitCode;
  }

  #showProblems({ problems, run }: Report): void {
    const { length } = problems;
    if (length > MAX_PROBLEMS) {
      this.talk([`The first ${MAX_PROBLEMS} of ${length} errors; --format=json has them all.`]);
    }
    for (const problem of problems.slice(0, MAX_PROBLEMS)) {
      const log =
        run === null ? '' : `   ·   log: negctl runs logs ${runArgument(run, this.#settings)}`;
      this.talk(problemLines(problem, this.talkStyle, `negctl explain ${problem.code}${log}`));
    }
    if (this.#app.environment['GITHUB_ACTIONS'] !== 'true') return;
    const warnings = this.#diagnostics.filter(({ severity }) => severity === 'warning');
    this.talk([
      ...problems.slice(0, MAX_ANNOTATIONS).map((problem) => annotation('error', problem)),
      ...warnings
        .slice(0, MAX_ANNOTATIONS)
        .map((warning) => annotation('warning', problemOfDiagnostic(warning))),
    ]);
  }

  #document(report: Report): Json {
    const { ending, problems, run, plan, leftovers, result } = report;
    const exitCode = EXIT_CODES[ending];
    const warnings = this.#diagnostics.map(({ rule, severity, message, fix, sources }) => ({
      rule,
      severity,
      message: cleanLine(message),
      fix: cleanLine(fix),
      sources,
    }));
    const document = {
      schema: SCHEMA,
      command: this.#command,
      ok: exitCode === 0,
      exitCode,
      ending,
      run,
      plan,
      result,
      leftovers: leftovers.map(shown),
      warnings,
      errors: problems.map((problem) => cleaned(problem)),
    };
    const plain: Json = JSON.parse(jsonText(document));
    return plain;
  }
}

function cleaned({ code, what, why, fix, said }: Problem): Json {
  const shown = { code, what: cleanLine(what), why: cleanLine(why), fix: cleanLine(fix) };
  return said === undefined ? shown : { ...shown, said: cleanLines(said).join('\n') };
}

/** The words about what is left are cleaned; its command is to be copied as it is. */
function shown({ because, said, ...rest }: Leftover): Leftover {
  const words = said === null ? null : cleanLines(said).join('\n');
  return { ...rest, because: cleanLine(because), said: words };
}

function escapedData(text: string): string {
  return cleanLine(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** A line that GitHub's runner shows beside the job. */
function annotation(level: 'error' | 'warning', problem: Problem): string {
  const title = escapedData(problem.code).replaceAll(':', '%3A').replaceAll(',', '%2C');
  return `::${level} title=${title}::${escapedData(`${problem.what} - ${problem.fix}`)}`;
}
