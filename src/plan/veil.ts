import type { Command } from '../gcloud/command.ts';
import { quotedText } from '../gcloud/document.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { Resource } from '../resources/resource.ts';
import { withHeaderValues } from '../resources/secret.ts';
import type { Plan } from './plan.ts';
import type { Step } from './step.ts';

/** Texts of live documents that may be secrets, by what stands for them in a plan that can be shown. */
export type Kept = Readonly<Record<string, string>>;

/** What a mark looks like; a text that has one already is kept too, so that marks are only ours. */
const MARK = /@@kept:\d+@@/;

/** Changes the live documents of a plan, and the texts in which gcloud gets them. */
interface Change {
  readonly document: (document: JsonObject) => JsonObject;
  readonly text: (text: string) => string;
}

function commandWith({ text }: Change, command: Command): Command {
  return command.stdin === undefined ? command : { ...command, stdin: text(command.stdin) };
}

function resourceWith(change: Change, resource: Resource): Resource {
  if (resource.kind !== 'backendServices') return resource;
  const { body, create } = resource;
  return { ...resource, body: change.document(body), create: commandWith(change, create) };
}

function stepWith(change: Change, step: Step): Step {
  if (step.effect === 'make') {
    return {
      ...step,
      run: commandWith(change, step.run),
      resource: resourceWith(change, step.resource),
    };
  }
  if (step.effect !== 'revise') return step;
  return {
    ...step,
    from: change.document(step.from),
    to: change.document(step.to),
    run: commandWith(change, step.run),
    undo: commandWith(change, step.undo),
  };
}

function planWith(change: Change, plan: Plan): Plan {
  return {
    ...plan,
    steps: plan.steps.map((step) => stepWith(change, step)),
    adopted: plan.adopted.map((item) => ({
      ...item,
      resource: resourceWith(change, item.resource),
    })),
  };
}

function leavesOf(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(leavesOf);
  return isJsonObject(value) ? Object.values(value).flatMap(leavesOf) : [];
}

function withLeaves(value: Json, stands: ReadonlyMap<string, string>): Json {
  if (typeof value === 'string') return stands.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item: Json) => withLeaves(item, stands));
  return isJsonObject(value) ? documentWith(value, stands) : value;
}

function documentWith(document: JsonObject, stands: ReadonlyMap<string, string>): JsonObject {
  return Object.fromEntries(
    Object.entries(document).map(([key, member]) => [key, withLeaves(member, stands)]),
  );
}

/** Whole texts in the place of others, in documents as in what gcloud reads. */
function replacing(stands: ReadonlyMap<string, string>): Change {
  return {
    document: (document) => documentWith(document, stands),
    text: (text) =>
      [...stands].reduce(
        (rest, [from, to]) => rest.replaceAll(quotedText(from), () => quotedText(to)),
        text,
      ),
  };
}

/** Every live document that a plan holds. */
function documentsIn(plan: Plan): readonly JsonObject[] {
  const found: JsonObject[] = [];
  const noted = (document: JsonObject): JsonObject => {
    found.push(document);
    return document;
  };
  planWith({ document: noted, text: (text) => text }, plan);
  return found;
}

/**
 * A plan as anybody may see it, and what was taken out of it. Only a migration has documents in its plan
 * that somebody else has written; what a header says in them may be a secret.
 */
export function veiled(plan: Plan): { readonly plan: Plan; readonly kept: Kept } {
  if (plan.verb !== 'migrate') return { plan, kept: {} };
  const kept = new Map<string, string>();
  const stands = new Map<string, string>();
  const markFor = (value: string): string => {
    const known = [...kept].find(([, one]) => one === value);
    const mark = known?.[0] ?? `@@kept:${kept.size + 1}@@`;
    kept.set(mark, value);
    return mark;
  };
  for (const document of documentsIn(plan)) {
    const before = leavesOf(document);
    const after = leavesOf(withHeaderValues(document, markFor));
    for (const [index, leaf] of before.entries()) {
      const stand = after[index] ?? leaf;
      if (stand !== leaf) stands.set(leaf, stand);
      else if (MARK.test(leaf)) stands.set(leaf, markFor(leaf));
    }
  }
  if (stands.size === 0) return { plan, kept: {} };
  return {
    plan: planWith(replacing(stands), plan),
    kept: Object.fromEntries(kept),
  };
}

/** The plan with everything in its place again. */
export function unveiled(plan: Plan, kept: Kept): Plan {
  const marks = Object.entries(kept);
  if (marks.length === 0) return plan;
  const stands = new Map<string, string>();
  for (const document of documentsIn(plan)) {
    for (const leaf of leavesOf(document)) {
      const found = marks.find(([mark]) => leaf.endsWith(mark));
      if (found === undefined) continue;
      const [mark, value] = found;
      stands.set(leaf, `${leaf.slice(0, -mark.length)}${value}`);
    }
  }
  return planWith(replacing(stands), plan);
}
