import type { LiveResource } from '../facts/live-resource.ts';
import { partsOf } from '../facts/load-balancers.ts';
import { readEndpoints } from '../facts/read.ts';
import type { Json } from '../json.ts';
import { detailOf, endpointText } from '../render/live-text.ts';
import { describeLines, type Endpoints, usersElsewhere } from '../render/load-balancer-text.ts';
import { scopeName } from '../resources/resource.ts';
import type { CommandBody, Invocation } from './command.ts';
import { failingWith, type Ready } from './failing.ts';
import { summaryJson, tellUnread } from './list.ts';
import { type LiveProject, targetOf, withLive } from './live.ts';
import { findNamed, notFound } from './named.ts';
import { LIVE_OPTIONS } from './options.ts';
import { NOTHING } from './output.ts';

/** Serverless NEGs have no endpoints to list. */
function hasEndpoints({ kind, document }: LiveResource): boolean {
  return kind === 'networkEndpointGroups' && document['networkEndpointType'] !== 'SERVERLESS';
}

async function endpointsOf(
  { gcloud, target }: LiveProject,
  parts: readonly LiveResource[],
): Promise<Endpoints> {
  const reader = { gcloud, project: target.context.project };
  const read = await Promise.all(
    parts
      .filter(hasEndpoints)
      .map(async (neg) => [neg.id, await readEndpoints(reader, neg)] as const),
  );
  return new Map(read);
}

function partJson(
  { inventory }: LiveProject,
  parts: readonly LiveResource[],
  part: LiveResource,
  endpoints: Endpoints,
): Json {
  const { id, kind, name, scope, serverId } = part;
  const attached = endpoints.get(id);
  return {
    id,
    kind,
    name,
    where: scopeName(scope),
    serverId,
    detail: detailOf(part),
    uses: inventory.uses(id).map((used) => used.id),
    usedBy: inventory.usedBy(id),
    usedElsewhere: usersElsewhere(inventory, parts, id),
    ...(attached === undefined ? {} : { endpoints: attached.map(endpointText) }),
  };
}

async function describe(ready: Ready, { flags, args }: Invocation): Promise<number> {
  const { output } = ready;
  const name = args[0] ?? '';
  const target = await targetOf(ready, flags);
  return withLive(ready, target, async (live) => {
    const { inventory } = live;
    const balancer = findNamed(live, name);
    if (balancer === null) throw notFound(live, name);
    const parts = partsOf(inventory, balancer);
    const endpoints = await endpointsOf(live, parts);
    output.result(describeLines(inventory, balancer, endpoints, output.style));
    const result = {
      ...summaryJson(inventory, balancer),
      project: target.context.project,
      notLookedAt: tellUnread(ready, inventory),
      resources: parts.map((part) => partJson(live, parts, part, endpoints)),
    };
    return output.finish({ ...NOTHING, ending: 'ok', result });
  });
}

export const NAME_ARGUMENT = {
  name: 'name',
  required: true,
  summary: 'A load balancer as `negctl list` shows it, a URL map or a forwarding rule',
};

export const describeCommand: CommandBody = {
  examples: ['negctl describe web', 'negctl describe web-map --format=json'],
  args: [NAME_ARGUMENT],
  own: [],
  unlisted: [],
  options: LIVE_OPTIONS,
  exits: ['0', '3', '4', '5', '6'],
  run: (invocation) => failingWith(invocation, 'describe', (ready) => describe(ready, invocation)),
};
