import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { EmulatorState } from '../../src/emulator/emulator.ts';
import type { Command as GcloudCommand } from '../../src/gcloud/command.ts';
import { RunFolders } from '../../src/io/run-store.ts';
import { NegctlDied } from '../support/stand-in/deaths.ts';
import { standIn } from '../support/stand-in/stand-in.ts';
import { type Hooks, World } from '../support/world.ts';
import { type Command, type SeenRequest, type Site, senderIn } from './site.ts';

/** Every file below a directory, in one text. */
export function allTextBelow(directory: string): string {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => join(directory, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
}

/** The words of a printed line, as a shell reads them. */
function wordsOf(line: string): readonly string[] {
  const script = `set -- ${line}\nprintf '%s\\n' "$@"`;
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\n').slice(0, -1);
}

/** A case in this process: the stand-in for gcloud, the emulator, and a clock that nobody waits for. */
export class WorldSite implements Site {
  readonly world: World;
  readonly commands: Command[] = [];
  readonly foreign = new Set<string>();
  readonly runs: RunFolders;

  constructor(from?: World) {
    const start = { defaultNetwork: ['us-central1', 'europe-west1'] };
    this.world = new World({ hostile: true, start, ...(from === undefined ? {} : { from }) });
    this.runs = new RunFolders(this.world.directory, () => new Date(this.world.clock.now()));
  }

  /** Runs one command, disturbed by hooks; these are gone once it has ended. */
  async run(words: readonly string[], hooks?: Hooks): Promise<Command> {
    this.world.hook(hooks);
    const command = await this.#ended(words);
    this.world.hook(undefined);
    this.commands.push(command);
    return command;
  }

  async #ended(words: readonly string[]): Promise<Command> {
    try {
      return { words, ...(await this.world.run(...words, '--format=json')) };
    } catch (thrown) {
      if (!(thrown instanceof NegctlDied)) throw thrown;
      return { words, exitCode: null, out: '', err: '' };
    }
  }

  requests(): readonly SeenRequest[] {
    return this.world.dealt.map(({ request, response }) => {
      const status = response.kind === 'dropped' ? 0 : response.status;
      const cutAfter = response.kind === 'dropped' && response.when === 'after';
      const sender = senderIn(request.headers);
      return { ...request, sender, status: cutAfter ? 200 : status };
    });
  }

  state(): EmulatorState {
    return this.world.emulator.state();
  }

  written(): string {
    return allTextBelow(this.world.directory);
  }

  paste(line: string): Promise<void> {
    const [, ...argv] = wordsOf(line);
    const own = argv.filter((word) => !word.startsWith('--project=') && word !== '--quiet');
    return this.do({ argv: own });
  }

  /** Runs one command of gcloud, as another operator. */
  async do(command: GcloudCommand): Promise<void> {
    const { clock, emulator } = this.world;
    await standIn(emulator, { project: 'demo' }, { clock }).run(command);
  }
}
