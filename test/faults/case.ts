import { stillThere } from './invariants.ts';
import { type Findings, judged, type Scene } from './scene.ts';
import type { Command, Site } from './site.ts';

/** What came of one case. */
export interface Played extends Findings {
  /** How often negctl was killed, or met its fault. */
  readonly struck: number;
}

/** Plays one case, and gathers what is wrong after each of its commands. */
export class Play {
  readonly site: Site;
  readonly #scene: Scene;
  readonly #name: string;
  #checked = 0;
  #struck = 0;
  readonly #violations: string[] = [];

  constructor(scene: Scene, site: Site, name: string) {
    this.#scene = scene;
    this.site = site;
    this.#name = name;
  }

  struck(): void {
    this.#struck += 1;
  }

  /** Looks at what the last command left. */
  async judge(): Promise<void> {
    const { checked, violations } = await judged(this.#scene, this.site);
    this.#checked += checked;
    for (const wrong of violations) this.#wrong(wrong);
  }

  /** The last command must have ended with one of these exit codes. */
  expectExit(command: Command, ...codes: readonly number[]): void {
    this.#checked += 1;
    if (command.exitCode !== null && codes.includes(command.exitCode)) return;
    this.#wrong(`exit ${command.exitCode}, not ${codes.join(' or ')}: ${command.err.slice(-600)}`);
  }

  /** True where nothing is there any more that a run made, or a deletion was to delete. */
  nothingLeft(): boolean {
    return stillThere(this.#scene, this.site).length === 0;
  }

  /** Something of the case itself must be so. */
  expect(isSo: boolean, wrong: string): void {
    this.#checked += 1;
    if (!isSo) this.#wrong(wrong);
  }

  get played(): Played {
    return { checked: this.#checked, violations: this.#violations, struck: this.#struck };
  }

  #wrong(what: string): void {
    const words = this.site.commands.map(({ words, exitCode }) => `${words[0]}=${exitCode}`);
    this.#violations.push(`${this.#name} [${words.join(' ')}] ${what}`);
  }
}

/** Several cases as one. */
export function total(cases: readonly Played[]): Played {
  return {
    struck: cases.reduce((sum, { struck }) => sum + struck, 0),
    checked: cases.reduce((sum, { checked }) => sum + checked, 0),
    violations: cases.flatMap(({ violations }) => violations),
  };
}
