import { cleanLine } from '../clean.ts';
import type { Inventory } from '../facts/inventory.ts';
import type { LiveResource } from '../facts/live-resource.ts';
import { type LoadBalancer, partsOf, typeOf } from '../facts/load-balancers.ts';
import { type JsonObject, textAt } from '../json.ts';
import { KINDS } from '../resources/kinds.ts';
import { partsOfId, type ResourceId, scopeName } from '../resources/resource.ts';
import { detailOf, endpointText, frontEndText } from './live-text.ts';
import { type Row, rowLines } from './rows.ts';
import type { Style } from './style.ts';

/** What the types are called in full; `--lb` has the short words. */
const TITLES: Readonly<Record<string, string>> = {
  'global-external': 'global external Application Load Balancer',
  'regional-external': 'regional external Application Load Balancer',
  'regional-internal': 'regional internal Application Load Balancer',
  'cross-region-internal': 'cross-region internal Application Load Balancer',
  classic: 'classic Application Load Balancer',
  mesh: 'Cloud Service Mesh',
  none: 'no front end',
};

function counted(resources: readonly LiveResource[], kind: LiveResource['kind']): string {
  const count = resources.filter((resource) => resource.kind === kind).length;
  const { title } = KINDS[kind];
  return count === 0 ? '' : `${count} ${title}${count === 1 ? '' : 's'}`;
}

/** Where a load balancer is: the scopes of its front ends, else of its anchors, else of its parts. */
export function placeOf(inventory: Inventory, balancer: LoadBalancer): string {
  const { frontEnds, anchors } = balancer;
  const parts = [frontEnds, anchors, partsOf(inventory, balancer)].find((some) => some.length > 0);
  return [...new Set((parts ?? []).map(({ scope }) => scopeName(scope)))].join(', ');
}

function summaryOf(inventory: Inventory, balancer: LoadBalancer): string {
  const parts = partsOf(inventory, balancer);
  const words = [
    typeOf(inventory, balancer),
    placeOf(inventory, balancer),
    ...balancer.frontEnds.map(frontEndText),
    counted(parts, 'backendServices'),
    counted(parts, 'networkEndpointGroups'),
    namesText(balancer),
    balancer.isSetUp ? 'made by negctl' : '',
  ];
  return words.filter((word) => word !== '').join('; ');
}

function namesText({ records }: LoadBalancer): string {
  const names = new Set(records.map(({ document }) => textAt(document, 'name') ?? ''));
  return names.size === 0 ? '' : `DNS ${[...names].map(cleanLine).join(' ')}`;
}

/** What nobody looked at, and why: it may be there all the same. */
export function unreadNotes({ unread }: Inventory): readonly string[] {
  return unread.map(
    ({ kind, because }) => `${KINDS[kind].title}s were not looked at: ${cleanLine(because)}`,
  );
}

/** The load balancers of a project, a name and what is behind it. */
export function listLines(
  inventory: Inventory,
  balancers: readonly LoadBalancer[],
  style: Style,
): readonly string[] {
  const rows = balancers.map(
    (balancer): Row => ({
      head: cleanLine(balancer.name),
      tail: summaryOf(inventory, balancer),
    }),
  );
  return rows.length === 0 ? ['No load balancers.'] : rowLines(rows, style);
}

/** Endpoints by NEG, for those NEGs whose endpoints were read. */
export type Endpoints = ReadonlyMap<ResourceId, readonly JsonObject[]>;

/** Who else uses a part: whatever is no part itself. */
export function usersElsewhere(
  inventory: Inventory,
  parts: readonly LiveResource[],
  id: ResourceId,
): readonly ResourceId[] {
  return inventory.usedBy(id).filter((user) => !parts.some((part) => part.id === user));
}

class Tree {
  readonly #inventory: Inventory;
  readonly #parts: readonly LiveResource[];
  readonly #endpoints: Endpoints;
  readonly #seen = new Set<ResourceId>();

  constructor(inventory: Inventory, parts: readonly LiveResource[], endpoints: Endpoints) {
    this.#inventory = inventory;
    this.#parts = parts;
    this.#endpoints = endpoints;
  }

  rows(resource: LiveResource, depth: number): readonly Row[] {
    const head = `${'  '.repeat(depth)}${KINDS[resource.kind].title} ${cleanLine(resource.name)}`;
    if (this.#seen.has(resource.id)) return [{ head, tail: 'see above' }];
    this.#seen.add(resource.id);
    const elsewhere = usersElsewhere(this.#inventory, this.#parts, resource.id).map(nameOf);
    const tail = [
      resource.scope.type === 'global' ? '' : scopeName(resource.scope),
      detailOf(resource),
      elsewhere.length === 0 ? '' : `also used by ${elsewhere.join(', ')}`,
    ];
    const endpoints = this.#endpoints.get(resource.id) ?? [];
    return [
      { head, tail: tail.filter((word) => word !== '').join('; ') },
      ...endpoints.map((endpoint) => ({
        head: `${'  '.repeat(depth + 1)}endpoint ${endpointText(endpoint)}`,
        tail: '',
      })),
      ...this.#inventory.uses(resource.id).flatMap((used) => this.rows(used, depth + 1)),
    ];
  }

  /** The parts that nothing shown so far leads to. */
  rest(): readonly LiveResource[] {
    return this.#parts.filter(({ id }) => !this.#seen.has(id));
  }
}

function nameOf(id: ResourceId): string {
  const parts = partsOfId(id);
  return cleanLine(parts === null ? id : `${parts.collection}/${parts.name}`);
}

/** A load balancer from its front ends down to its endpoints. */
export function describeLines(
  inventory: Inventory,
  balancer: LoadBalancer,
  endpoints: Endpoints,
  style: Style,
): readonly string[] {
  const parts = partsOf(inventory, balancer);
  const tree = new Tree(inventory, parts, endpoints);
  const rows = [...balancer.records, ...balancer.frontEnds].flatMap((one) => tree.rows(one, 0));
  const others: Row[] = [];
  for (let [next] = tree.rest(); next !== undefined; [next] = tree.rest()) {
    others.push(...tree.rows(next, 0));
  }
  const type = typeOf(inventory, balancer);
  const made = balancer.isSetUp ? '   made by negctl' : '';
  return [
    style.strong(`${cleanLine(balancer.name)}   ${TITLES[type] ?? type}${made}`),
    ...rowLines([...rows, ...others], style),
  ];
}
