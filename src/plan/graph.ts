/** A node of a dependency graph: it can start once everything it needs is done. */
export interface Node {
  readonly id: string;
  readonly needs: readonly string[];
}

/** The graph has a circle; its members are named. */
export class CycleError extends Error {
  readonly members: readonly string[];

  constructor(members: readonly string[]) {
    super(`these need each other: ${members.join(' → ')}`);
    this.name = 'CycleError';
    this.members = members;
  }
}

/**
 * The nodes in an order in which each comes after what it needs; among those that could come next, the
 * one that was listed first. Needs that are not nodes of the graph count as met.
 * @throws {CycleError}
 */
export function ordered<N extends Node>(nodes: readonly N[]): readonly N[] {
  const ids = new Set(nodes.map((node) => node.id));
  const done = new Set<string>();
  const sorted: N[] = [];
  let waiting = nodes;
  while (waiting.length > 0) {
    const next = waiting.find((node) => node.needs.every((id) => done.has(id) || !ids.has(id)));
    if (next === undefined) throw new CycleError(waiting.map((node) => node.id));
    sorted.push(next);
    done.add(next.id);
    waiting = waiting.filter((node) => node !== next);
  }
  return sorted;
}

/** Everything that a node needs, directly or through others. */
export function closure(nodes: readonly Node[], id: string): ReadonlySet<string> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const reached = new Set<string>();
  const visit = (current: string): void => {
    for (const need of byId.get(current)?.needs ?? []) {
      if (reached.has(need)) continue;
      reached.add(need);
      visit(need);
    }
  };
  visit(id);
  return reached;
}

/** For each node the weight of the heaviest way from its start to the end of the graph, itself included. */
export function remainingWeights<N extends Node>(
  nodes: readonly N[],
  weightOf: (node: N) => number,
): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const node of [...ordered(nodes)].reverse()) {
    const after = nodes
      .filter((other) => other.needs.includes(node.id))
      .map((other) => weights.get(other.id) ?? 0);
    weights.set(node.id, weightOf(node) + Math.max(0, ...after));
  }
  return weights;
}
