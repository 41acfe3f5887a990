import { cleanLine } from '../clean.ts';
import { addressesIn } from '../facts/dns.ts';
import type { Inventory } from '../facts/inventory.ts';
import { type LoadBalancer, partsOf, typeOf } from '../facts/load-balancers.ts';
import { type Json, textAt } from '../json.ts';
import { frontEndText } from '../render/live-text.ts';
import { listLines, placeOf, unreadNotes } from '../render/load-balancer-text.ts';
import type { CommandBody, Invocation } from './command.ts';
import { failingWith, type Ready } from './failing.ts';
import { targetOf, withLive } from './live.ts';
import { LIVE_OPTIONS } from './options.ts';
import { NOTHING } from './output.ts';

/** What was not looked at, for people on stderr. @returns the same as data */
export function tellUnread({ output }: Ready, inventory: Inventory): Json {
  output.talk(unreadNotes(inventory).map((note) => `Note  ${note}`));
  return inventory.unread.map(({ kind, because }) => ({ kind, because: cleanLine(because) }));
}

/** A load balancer as data: what `list` and `describe` both say. */
export function summaryJson(inventory: Inventory, balancer: LoadBalancer): { [key: string]: Json } {
  return {
    name: balancer.name,
    type: typeOf(inventory, balancer),
    where: placeOf(inventory, balancer),
    madeByNegctl: balancer.isSetUp,
    frontEnds: balancer.frontEnds.map((rule) => ({ id: rule.id, at: frontEndText(rule) })),
    dnsRecords: balancer.records.map((record) => ({
      id: record.id,
      name: textAt(record.document, 'name') ?? '',
      addresses: addressesIn(record),
    })),
    resources: partsOf(inventory, balancer).map(({ id }) => id),
  };
}

async function list(ready: Ready, { flags }: Invocation): Promise<number> {
  const { output } = ready;
  const target = await targetOf(ready, flags);
  return withLive(ready, target, async ({ inventory, loadBalancers }) => {
    output.result(listLines(inventory, loadBalancers, output.style));
    const result = {
      project: target.context.project,
      notLookedAt: tellUnread(ready, inventory),
      loadBalancers: loadBalancers.map((balancer) => summaryJson(inventory, balancer)),
    };
    return output.finish({ ...NOTHING, ending: 'ok', result });
  });
}

export const listCommand: CommandBody = {
  examples: ['negctl list', 'negctl list --project=my-project --format=json'],
  args: [],
  own: [],
  unlisted: [],
  options: LIVE_OPTIONS,
  exits: ['0', '3', '4', '5'],
  run: (invocation) => failingWith(invocation, 'list', (ready) => list(ready, invocation)),
};
