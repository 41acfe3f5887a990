import type { RunTarget } from '../journal/store.ts';
import { type Plan, titleOf } from '../plan/plan.ts';
import { scriptOf } from '../render/script.ts';
import type { OpenCloud } from './app.ts';
import type { OpenedRun } from './carry-out.ts';
import type { Ready } from './failing.ts';
import { NOTHING } from './output.ts';

/** What a run is begun with that no recipe has planned: its words are all there is of a spec. */
interface Begun extends Pick<OpenCloud, 'gcloud' | 'monitoring'> {
  readonly target: RunTarget;
}

/** Begins the run of a plan, and closes it however it ends. */
export async function inNewRun(
  { app, output }: Ready,
  plan: Plan,
  { target, gcloud, monitoring }: Begun,
  work: (opened: OpenedRun) => Promise<number>,
): Promise<number> {
  const { context } = target;
  const store = await app.runs();
  const spec = `# negctl ${titleOf(plan)}\n`;
  const run = await store.create({ plan, target, spec, script: scriptOf(plan, context) });
  output.events.belongTo(run.run);
  try {
    return await work({ run, context, gcloud, monitoring });
  } finally {
    await run.close();
  }
}

/** The plan as the result of a dry run, in the format asked for. */
export function showPlan(
  { app, settings, output }: Ready,
  plan: Plan,
  { context }: Pick<RunTarget, 'context'>,
): void {
  output.plan(plan, true);
  if (settings.format === 'script') app.out(scriptOf(plan, context));
}

/** The end of a command for which there is nothing to do. */
export function nothingToDo({ output }: Ready, why: string): Promise<number> {
  const { style } = output;
  output.result([style.good(`${style.symbols.done} Nothing to do: ${why}`)]);
  return output.finish({ ...NOTHING, ending: 'ok', result: { changes: 0 } });
}
