import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'vitest';
import type { Json, JsonObject } from '../../src/json.ts';
import { isJsonObject } from '../../src/json.ts';
import { Machine, start } from '../support/real.ts';
import { World } from '../support/world.ts';

/*
 * The proof that negctl leaves what the documents leave: their own commands, as they stand there, are run by
 * sh with the real gcloud against an emulator; negctl is run against another one; the two states are equal,
 * names aside, but for differences that are listed here with their reason.
 */

/** One field, or a whole resource, in which the two states are meant to differ. */
export interface Intended {
  /** Path of the resource, with negctl's names where it has one. */
  readonly resource: string;
  /** `null` where the whole resource is there on one side only. */
  readonly field: string | null;
  /** What the documents leave; `undefined` for nothing. */
  readonly documents: Json | undefined;
  readonly negctl: Json | undefined;
  /** Why that is better than what the documents leave. */
  readonly because: string;
}

/** A part of a procedure after which the two are compared. */
export interface Stage {
  readonly name: string;
  /** The documents' commands, in the directory that the stages before have left. */
  readonly script: string;
  /** What does the same with negctl, from an empty project. */
  readonly words: readonly string[];
  /** negctl in a process of its own with the real gcloud, or in this one with its stand-in. */
  readonly negctl: 'real' | 'in process';
  /** Names in the documents, and what negctl calls the same. */
  readonly names: Readonly<Record<string, string>>;
  readonly intended: readonly Intended[];
}

type Resources = Readonly<Record<string, Json>>;

/** What projects begin with, which neither of the two has made. */
const GROUNDWORK = /\/(networks|subnetworks)\/default$/;

function resourcesIn(state: unknown): Resources {
  const resources = new Map(Object.entries(Object(state))).get('resources');
  return Object.fromEntries(
    Object.entries(Object(resources)).filter(
      (entry): entry is [string, Json] => !GROUNDWORK.test(entry[0]),
    ),
  );
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/** The state with other names: as parts of paths, and as whole values. */
function renamed(resources: Resources, names: Stage['names']): Resources {
  let text = JSON.stringify(resources);
  for (const [theirs, ours] of Object.entries(names)) {
    text = text.replaceAll(new RegExp(`(?<=["/])${escaped(theirs)}(?=["/])`, 'g'), ours);
  }
  const parsed: Resources = JSON.parse(text);
  return parsed;
}

function fieldOf(resources: Resources, { resource, field }: Intended): Json | undefined {
  const found = resources[resource];
  if (field === null || found === undefined) return found;
  return isJsonObject(found) ? found[field] : undefined;
}

function without(resources: Resources, { resource, field }: Intended): Resources {
  const found = resources[resource];
  const others = Object.entries(resources).filter(([path]) => path !== resource);
  if (field === null || !isJsonObject(found)) return Object.fromEntries(others);
  const kept: JsonObject = Object.fromEntries(
    Object.entries(found).filter(([name]) => name !== field),
  );
  return Object.fromEntries([...others, [resource, kept]]);
}

async function negctlState({ words, negctl }: Stage): Promise<unknown> {
  if (negctl === 'in process') {
    const world = new World({ start: { defaultNetwork: ['us-central1'] } });
    const ended = await world.run(...words, '--project=demo', '--yes');
    expect(ended.exitCode, ended.err).toBe(0);
    return world.state();
  }
  const machine = new Machine();
  const ended = await machine.run(...words, '--emulator', '--yes');
  expect(ended.exitCode, ended.err).toBe(0);
  return machine.emulatorState();
}

/** Where the commands of a document are run, stage after stage, by the real gcloud. */
export class Documents {
  readonly #machine = new Machine();
  readonly #directory = join(this.#machine.directory, 'documents');
  #exports = '';

  /** Starts the emulator. */
  async open(): Promise<void> {
    mkdirSync(this.#directory);
    const started = await this.#machine.run('emulator', 'start', '--timing=0');
    expect(started.exitCode, started.err).toBe(0);
    this.#exports = (await this.#machine.run('emulator', 'env')).out;
  }

  /** Where a file of that name is, for the commands. */
  pathOf(file: string): string {
    return join(this.#directory, basename(file));
  }

  async close(): Promise<void> {
    await this.#machine.run('emulator', 'stop');
  }

  /** Runs the commands of a stage, and holds what they leave against what negctl leaves. */
  async compare(stage: Stage): Promise<void> {
    const settings =
      'export CLOUDSDK_CORE_DISABLE_PROMPTS=1 CLOUDSDK_CORE_PROJECT=demo PROJECT_ID=demo';
    const ran = await start('sh', ['-euc', `${this.#exports}\n${settings}\n${stage.script}`], {
      environment: this.#machine.environment,
      cwd: this.#directory,
    }).ended;
    expect(ran.exitCode, ran.err).toBe(0);
    let documents = renamed(resourcesIn(this.#machine.emulatorState()), stage.names);
    let negctl = resourcesIn(await negctlState(stage));
    expect(Object.keys(documents)).not.toEqual([]);
    for (const one of stage.intended) {
      const where = `${one.resource} ${one.field ?? ''}`;
      expect(one.because, where).not.toBe('');
      expect(fieldOf(documents, one), `${where} by the documents`).toEqual(one.documents);
      expect(fieldOf(negctl, one), `${where} by negctl`).toEqual(one.negctl);
      documents = without(documents, one);
      negctl = without(negctl, one);
    }
    expect(negctl).toEqual(documents);
  }
}
