import { z } from 'zod';
import { isJsonObject, type Json } from '../json.ts';
import { KINDS } from '../resources/kinds.ts';
import type { KindName } from '../resources/resource.ts';
import { ON_FAIL } from '../traffic/gate.ts';
import { hashOf } from './build.ts';
import type { Plan } from './plan.ts';
import { type Kept, unveiled, veiled } from './veil.ts';

const json: z.ZodType<Json> = z.lazy(() =>
  z.union([
    z.null(),
    z.boolean(),
    z.number(),
    z.string(),
    z.array(json),
    z.record(z.string(), json),
  ]),
);

const kindNames = Object.values(KINDS).map(({ name }) => name);
const kindName = z.custom<KindName>((value) => kindNames.some((name) => name === value));
const secret = z.object({ mark: z.string(), file: z.string(), sha256: z.string().nullable() });
const command = z.object({
  argv: z.array(z.string()),
  stdin: z.string().exactOptional(),
  secret: secret.exactOptional(),
  late: z
    .object({
      stand: z.string(),
      of: z.object({ resource: z.string(), field: z.string() }),
      shownBy: z.array(z.string()),
    })
    .exactOptional(),
});
const scope = z.discriminatedUnion('type', [
  z.object({ type: z.literal('global') }),
  z.object({ type: z.literal('region'), region: z.string() }),
  z.object({ type: z.literal('zone'), zone: z.string() }),
  z.object({ type: z.literal('managedZone'), managedZone: z.string() }),
]);
const subject = z.object({
  id: z.string(),
  kind: kindName,
  scope,
  name: z.string(),
  container: z.string().nullable(),
  refs: z.array(z.string()),
  summary: z.string(),
  body: z.record(z.string(), json),
});
const resource = subject.extend({
  create: command,
  createReplaces: z.boolean(),
  remove: command,
});
const stepCommon = {
  id: z.string(),
  title: z.string(),
  needs: z.array(z.string()),
  typicalSeconds: z.number(),
};
const serverId = z.string().nullable();
const document = z.record(z.string(), json);
const gate = z.discriminatedUnion('type', [
  z.object({ type: z.literal('manual') }),
  z.object({
    type: z.literal('probe'),
    url: z.string(),
    samples: z.number(),
    host: z.string().nullable(),
  }),
  z.object({ type: z.literal('command'), program: z.string() }),
  z.object({
    type: z.literal('metrics'),
    project: z.string(),
    prefix: z.string(),
    resourceType: z.string(),
    region: z.string().nullable(),
    oldService: z.string(),
    newService: z.string(),
    minRequests: z.number(),
  }),
]);
const serviceMove = z.object({
  service: z.string(),
  from: z.object({ project: z.string(), scope, name: z.string() }),
  to: z.string(),
});
const stage = z.union([z.literal('settled'), z.object({ percent: z.number() })]);
const limits = z.object({
  consecutiveFailures: z.number(),
  failures: z.number(),
  consecutiveErrors: z.number(),
  intervalSeconds: z.number(),
  holdSeconds: z.number(),
});
const step = z.discriminatedUnion('effect', [
  z.object({ ...stepCommon, effect: z.literal('make'), run: command, resource, undo: command }),
  z.object({
    ...stepCommon,
    effect: z.literal('remove'),
    run: command,
    resource: subject,
    serverId,
  }),
  z.object({
    ...stepCommon,
    effect: z.literal('repoint'),
    run: command,
    resource: subject,
    serverId,
  }),
  z.object({
    ...stepCommon,
    effect: z.literal('revise'),
    run: command,
    undo: command,
    resource: subject,
    serverId,
    percent: z.number(),
    from: document,
    to: document,
    together: z.object({ moves: z.array(serviceMove), stage }).exactOptional(),
  }),
  z.object({
    ...stepCommon,
    effect: z.literal('judge'),
    resource: subject,
    percent: z.number(),
    soakSeconds: z.number(),
    gates: z.array(gate),
    parts: z
      .array(z.object({ service: z.string(), resource: subject, gates: z.array(gate) }))
      .exactOptional(),
    onFail: z.enum(ON_FAIL),
    limits,
  }),
]);

/** Plans from before there were deletions: everything in them makes something. */
function withEffect(value: unknown): unknown {
  return isJsonObject(value) && value['effect'] === undefined
    ? { ...value, effect: 'make' }
    : value;
}

const planSchema = z.object({
  version: z.literal(1),
  verb: z.enum(['create', 'update', 'delete', 'endpoints', 'migrate']).default('create'),
  recipe: z.string(),
  name: z.string(),
  project: z.string(),
  inputs: z.array(z.object({ path: z.string(), value: json, source: z.string() })),
  steps: z.array(z.preprocess(withEffect, step)),
  adopted: z.array(z.object({ resource, serverId })),
  kept: z
    .array(
      z.object({
        id: z.string(),
        usedBy: z.array(z.string()),
        because: z.string().nullable().default(null),
      }),
    )
    .default([]),
  warnings: z.array(z.string()),
  hash: z.string(),
});

/** A plan file that cannot be used. */
export class PlanFileError extends Error {
  constructor(reason: string, cause?: unknown) {
    super(reason, { cause });
    this.name = 'PlanFileError';
  }
}

/**
 * Reads a plan that was written to a file.
 * @param kept what was taken out of it before
 * @throws {PlanFileError} where it is of another version, not a plan, or changed since it was written
 */
export function parsePlan(text: string, kept: Kept = {}): Plan {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (thrown) {
    throw new PlanFileError('it is not JSON', thrown);
  }
  const parsed = planSchema.safeParse(raw);
  if (!parsed.success) throw new PlanFileError(z.prettifyError(parsed.error), parsed.error);
  const plan = unveiled(parsed.data, kept);
  const { hash, inputs: _inputs, ...decisive } = plan;
  if (hashOf(decisive) !== hash) throw new PlanFileError('its content does not fit its hash');
  return plan;
}

/** A plan as it is kept: in a text that anybody may see, and what was taken out of that. */
export interface PlanTexts {
  readonly plan: string;
  /** `null` where nothing was. */
  readonly kept: string | null;
}

/** The plan as the texts of files. */
export function planTexts(given: Plan): PlanTexts {
  const { plan, kept } = veiled(given);
  const isWhole = Object.keys(kept).length === 0;
  return { plan: textOf(plan), kept: isWhole ? null : textOf(kept) };
}

function textOf(value: Plan | Kept): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/**
 * Reads what was taken out of a plan.
 * @throws {PlanFileError}
 */
export function parseKept(text: string | null): Kept {
  if (text === null) return {};
  const parsed = z.record(z.string(), z.string()).safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new PlanFileError(z.prettifyError(parsed.error), parsed.error);
}
