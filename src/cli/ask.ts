import { NegctlError } from '../errors.ts';
import { valuesOfSpec } from '../inputs/from-spec.ts';
import { gather } from '../inputs/gather.ts';
import { parseSpec } from '../inputs/spec-document.ts';
import type { Values } from '../inputs/values.ts';
import { type Recipe, slugOf } from '../recipes/recipe.ts';
import type { App, OpenCloud } from './app.ts';
import type { Ready } from './failing.ts';
import { opened } from './inputs.ts';
import { LiveLists } from './live-lists.ts';
import { judge } from './prepare.ts';
import { specText } from './spec-text.ts';
import { InputWizard } from './wizard.ts';

/** The answers of last time, as far as they can still be read. */
function earlierAnswers(app: App, recipe: Recipe): Values {
  const saved = app.savedAnswers.load(slugOf(recipe));
  if (saved === null) return recipe.start;
  try {
    const { given } = valuesOfSpec(parseSpec(saved.text, saved.path), recipe, saved.path);
    return gather(given, recipe.start).values;
  } catch (thrown) {
    if (thrown instanceof NegctlError) return recipe.start;
    throw thrown;
  }
}

/** The cloud that the live lists are read from: opened when it is first needed, for one project. */
class LazyCloud {
  readonly #ready: Ready;
  #open: { readonly project: string; readonly cloud: OpenCloud } | null = null;

  constructor(ready: Ready) {
    this.#ready = ready;
  }

  async gcloud(project: string): Promise<OpenCloud['gcloud']> {
    if (this.#open?.project !== project) {
      await this.close();
      const { app, settings } = this.#ready;
      const cloud = settings.emulator === null ? 'real' : 'emulator';
      const context = { project, ...settings.identity };
      this.#open = { project, cloud: await app.openCloud({ context, cloud }, settings.emulator) };
    }
    return this.#open.cloud.gcloud;
  }

  async close(): Promise<void> {
    await this.#open?.cloud.close();
    this.#open = null;
  }
}

/** Asks for what is missing. @returns `null` where the person left; what was answered is kept */
export async function askInputs(
  ready: Ready,
  recipe: Recipe,
  given: Values,
): Promise<Values | null> {
  const { app, settings, output } = ready;
  const cloud = new LazyCloud(ready);
  const prompter = await app.prompter(settings.accessible);
  const wizard = new InputWizard({
    recipe,
    given,
    prompter,
    live:
      settings.dryRun === 'client'
        ? null
        : new LiveLists((project) => cloud.gcloud(project), app.clock.now()),
    earlier: settings.savedAnswers ? earlierAnswers(app, recipe) : recipe.start,
    judge: (values) => judge(app, recipe, values),
    opened: (field, raw) => opened(app, field, raw),
    say: (lines) => output.talk(lines),
  });
  try {
    const { end, values } = await wizard.run();
    if (end === 'done') return values;
    await app.savedAnswers.save(slugOf(recipe), await specText(recipe, values));
    output.talk([
      '',
      'Nothing was done. Your answers are kept as defaults for next time:',
      `  negctl ${recipe.verb} ${recipe.noun}`,
    ]);
    return null;
  } finally {
    prompter.close();
    await cloud.close();
  }
}
