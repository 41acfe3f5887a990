import { NegctlError, whatIn } from '../errors.ts';
import { type Facts, lookup, observe, serverId } from '../facts/facts.ts';
import {
  collectionOf,
  collectionsOf,
  negsOfEndpoints,
  readDocuments,
  readObjects,
} from '../facts/read.ts';
import type { Command, LateValue } from '../gcloud/command.ts';
import { type JsonObject, textAt } from '../json.ts';
import { type Difference, differencesFromPlan } from '../resources/compare.ts';
import { COMPUTE_API } from '../resources/kind.ts';
import { KINDS } from '../resources/kinds.ts';
import { listFlag, type Subject } from '../resources/resource.ts';
import { readerOf, type StepContext } from './ports.ts';
import { readAgain } from './retry.ts';

/** What a read shows of a resource. */
export type Seen =
  | { readonly state: 'absent' }
  | {
      readonly state: 'present';
      readonly serverId: string | null;
      /** The server's id of what it is attached to; `null` for what is attached to nothing. */
      readonly containerId: string | null;
      /** When the server made it; `null` for attachments. */
      readonly createdAt: Date | null;
      /** Where it is not what the plan asks for. */
      readonly differences: readonly Difference[];
      readonly document: JsonObject;
      /** True where somebody has described it, which no command of negctl does. */
      readonly isDescribed: boolean;
    };

/** What of a resource is live, as far as it can be told. */
export type Live = Seen | { readonly state: 'unreadable'; readonly because: string };

/** The server's id of what a resource is attached to; `null` for what is attached to nothing. */
function containerIdIn(facts: Facts, { container }: Subject): string | null {
  const document = container === null ? null : lookup(facts, container);
  return document === null ? null : (textAt(document, 'id') ?? null);
}

/** What facts show of one resource. */
export function liveOf(facts: Facts, resource: Subject): Seen {
  const live = observe(facts, resource);
  if (live === null) return { state: 'absent' };
  const differences = differencesFromPlan(resource, KINDS[resource.kind], live, (id) =>
    lookup(facts, id),
  );
  return {
    state: 'present',
    serverId: serverId(resource, live),
    containerId: containerIdIn(facts, resource),
    createdAt: KINDS[resource.kind].createdIn(live),
    differences: KINDS[resource.kind].comesInParts ? [] : differences,
    document: live,
    isDescribed: (textAt(live, 'description') ?? '') !== '',
  };
}

/** Reads what is live of one resource, by as few calls as it takes. */
export async function look(context: StepContext, resource: Subject): Promise<Live> {
  const negs = negsOfEndpoints([resource]);
  try {
    const documents = await readAgain(context, () =>
      readDocuments(readerOf(context.ports), collectionsOf([resource]), negs),
    );
    return liveOf({ ...documents, quotas: [] }, resource);
  } catch (thrown) {
    if (!(thrown instanceof NegctlError)) throw thrown;
    return { state: 'unreadable', because: whatIn(thrown) };
  }
}

/**
 * What a field of a live resource shows; `null` where it shows nothing.
 * @throws {NegctlError} where it cannot be read
 */
export async function liveValue(
  context: StepContext,
  { resource, field }: LateValue['of'],
): Promise<string | null> {
  const documents = await readAgain(context, () =>
    readDocuments(readerOf(context.ports), collectionOf(resource), []),
  );
  const live = lookup(documents, resource);
  return live === null ? null : (textAt(live, field) ?? null);
}

function isRunning(operation: JsonObject): boolean {
  return textAt(operation, 'status') !== 'DONE';
}

/** Lists the operations on a resource, or on the container of an attachment. */
export function operationsCommand({ id, container, scope }: Subject): Command {
  const collectionAndName = (container ?? id).split('/').slice(-2).join('/');
  const filter = `--filter=targetLink~/${collectionAndName}$`;
  return { argv: ['compute', 'operations', 'list', listFlag(scope), filter] };
}

const POLL_MILLISECONDS = 2_000;

/**
 * Waits until no operation on a resource is under way: one that was accepted goes on without the
 * gcloud that asked for it (gcloud-commands 9.5). `false` where that did not come to an end in time,
 * or could not be told.
 */
export async function operationsSettled(context: StepContext, resource: Subject): Promise<boolean> {
  const { clock } = context.ports;
  const { api, settlesAfterSeconds } = KINDS[resource.kind];
  if (api !== COMPUTE_API) {
    await clock.sleep(settlesAfterSeconds * 1_000);
    return true;
  }
  const command = operationsCommand(resource);
  const deadline = clock.now().getTime() + context.options.stepTimeoutMilliseconds;
  for (;;) {
    try {
      const listed = await readAgain(context, () =>
        readObjects(readerOf(context.ports), command, 'read the operations'),
      );
      if (!listed.some(isRunning)) return true;
    } catch (thrown) {
      if (!(thrown instanceof NegctlError)) throw thrown;
      return false;
    }
    if (clock.now().getTime() > deadline) return false;
    await clock.sleep(POLL_MILLISECONDS);
  }
}
