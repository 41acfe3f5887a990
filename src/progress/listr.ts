import { DefaultRenderer, Listr, ListrLogger, ProcessOutput } from 'listr2';
import { cleanLine } from '../clean.ts';
import type { RunEvent } from '../execute/events.ts';
import type { Progress } from './progress.ts';

const WAITING = ' (waiting)';
const READ_BACK = 'read back what was done';

/** Draws steps that have not started with a dot: listr2 would show them as running. */
class StepRenderer extends DefaultRenderer {
  static override nonTTY = true;

  protected override style(
    task: Parameters<DefaultRenderer['style']>[0],
    output?: boolean,
  ): string {
    return task.title?.endsWith(WAITING) === true ? '·' : super.style(task, output);
  }
}

/** What a row of the screen needs of listr2's task. */
interface Line {
  title: string;
  output: string;
}

/** A step on the screen, steered from outside of listr2; what is said before it is drawn is kept. */
class Row {
  readonly #title: string;
  #line: Line;
  #open = true;
  #settle: { readonly resolve: () => void; readonly reject: (reason: Error) => void } | null = null;
  #end: Error | 'done' | null = null;

  constructor(title: string) {
    this.#title = title;
    this.#line = { title: `${title}${WAITING}`, output: '' };
  }

  get title(): string {
    return this.#line.title;
  }

  /** Hands the row over to listr2; the promise is the life of its task. */
  draw(line: Line): Promise<void> {
    line.title = this.#line.title;
    line.output = this.#line.output;
    this.#line = line;
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#settleIfEnded();
    });
  }

  show(suffix: string, output = ''): void {
    this.#line.title = `${this.#title}${suffix}`;
    this.#line.output = output;
  }

  done(suffix: string): void {
    this.show(suffix);
    this.#close('done');
  }

  failed(why: string): void {
    this.show('');
    this.#close(new Error(why));
  }

  /** For a step that never came to its turn. */
  abandon(): void {
    if (this.#open) this.#close('done');
  }

  #close(end: Error | 'done'): void {
    this.#open = false;
    this.#end = end;
    this.#settleIfEnded();
  }

  #settleIfEnded(): void {
    if (this.#settle === null || this.#end === null) return;
    if (this.#end === 'done') this.#settle.resolve();
    else this.#settle.reject(this.#end);
  }
}

function draw(rows: readonly Row[], stream: NodeJS.WriteStream): Promise<unknown> {
  const tasks = rows.map((row) => ({
    title: row.title,
    task: (_context: unknown, line: Line): Promise<void> => row.draw(line),
  }));
  const list = new Listr(tasks, {
    concurrent: true,
    exitOnError: false,
    registerSignalListeners: false,
    renderer: StepRenderer,
    rendererOptions: {
      collapseErrors: false,
      showErrorMessage: true,
      logger: new ListrLogger({ processOutput: new ProcessOutput(stream, stream) }),
    },
  });
  return list.run();
}

export interface ListrOptions {
  readonly stream: NodeJS.WriteStream;
  /** Show each gcloud command under its step. */
  readonly commands: boolean;
}

/** All steps at once, redrawn in place: which wait, which run, which are done and after how long. */
export class ListrProgress implements Progress {
  readonly #options: ListrOptions;
  readonly #titles = new Map<string, string>();
  #rows: ReadonlyMap<string, Row> = new Map();
  #drawing: Promise<unknown> = Promise.resolve();

  constructor(options: ListrOptions) {
    this.#options = options;
  }

  event(event: RunEvent): void {
    switch (event.event) {
      case 'run.started':
        for (const { id, title } of event.steps) this.#titles.set(id, title);
        this.#begin(event.steps.map(({ id }) => id));
        for (const { id, done } of event.steps)
          if (done) this.#rows.get(id)?.done('  (done before)');
        return;
      case 'rollback.started':
        for (const { id, title } of event.steps) this.#titles.set(id, title);
        this.#begin(
          event.steps.map(({ id }) => id),
          'undo: ',
        );
        return;
      case 'step.started':
        this.#rows
          .get(event.step)
          ?.show('', this.#options.commands ? cleanLine(event.command) : '');
        return;
      case 'step.finished':
        this.#rows.get(event.step)?.done(`  ${event.seconds.toFixed(1)} s${howText(event.how)}`);
        return;
      case 'step.failed':
        this.#rows.get(event.step)?.failed(cleanLine(event.problem.what));
        return;
      case 'step.retry':
        this.#rows.get(event.step)?.show(`  attempt ${event.attempt} in ${event.seconds} s`);
        return;
      case 'step.unknown':
      case 'waiting':
        this.#rows.get(event.step)?.show('', cleanLine(event.because));
        return;
      case 'verify.started':
        this.#begin([READ_BACK]);
        this.#rows.get(READ_BACK)?.show('');
        return;
      case 'verify.finished':
        this.#verified(event.differences);
        return;
      case 'rollback.finished':
        this.#abandonAll();
        return;
      case 'gate.started':
        this.#rows.get(event.step)?.show('', `soaks for ${event.seconds} s`);
        return;
      case 'gate.verdict':
        this.#rows.get(event.step)?.show('', `${event.verdict}: ${cleanLine(event.said)}`);
        return;
      case 'gate.sample':
      case 'weight.changed':
      case 'service.aside':
      case 'interrupted':
        return;
    }
  }

  async end(): Promise<void> {
    this.#abandonAll();
    await this.#drawing;
  }

  #verified(differences: readonly string[]): void {
    for (const row of this.#rows.values()) {
      if (differences.length === 0) row.done('');
      else row.failed(differences.map(cleanLine).join('; '));
    }
  }

  #begin(ids: readonly string[], prefix = ''): void {
    this.#abandonAll();
    const rows = new Map(
      ids.map((id) => [id, new Row(`${prefix}${cleanLine(this.#titles.get(id) ?? id)}`)]),
    );
    this.#rows = rows;
    if (rows.size === 0) return;
    this.#drawing = this.#drawing.then(() => draw([...rows.values()], this.#options.stream));
  }

  #abandonAll(): void {
    for (const row of this.#rows.values()) row.abandon();
  }
}

/** What a read showed, where gcloud's answer alone did not tell. */
function howText(how: string): string {
  return how === 'created' || how === 'removed' ? '' : ` (${how.replaceAll('-', ' ')})`;
}
