import type { Node } from '../plan/graph.ts';

/** How a node that runs keeps others from starting; what it closes is open again once it has ended. */
export interface Gate {
  readonly close: () => void;
  readonly open: () => void;
}

export interface WalkOptions<N extends Node> {
  /** Does one node; `false` means that it failed, and nothing further starts. */
  readonly perform: (node: N, gate: Gate) => Promise<boolean>;
  readonly maxParallel: number;
  /** Among ready nodes the one with the highest starts first. */
  readonly priority: (node: N) => number;
  readonly mayStart: () => boolean;
  /** Goes on with nodes that do not need a failed one. */
  readonly carryOn: boolean;
}

/**
 * Does all nodes of a graph, each once everything it needs is done, as many at once as allowed. After
 * a failure nothing that needs the failed node starts; what runs is waited for. An error thrown by
 * `perform` is thrown again once everything that runs has come to its end.
 */
export async function walk<N extends Node>(
  nodes: readonly N[],
  options: WalkOptions<N>,
): Promise<void> {
  const { perform, maxParallel, priority, mayStart, carryOn } = options;
  const ids = new Set(nodes.map((node) => node.id));
  const done = new Set<string>();
  const running = new Map<string, Promise<void>>();
  let waiting = [...nodes].sort((one, other) => priority(other) - priority(one));
  let failed = false;
  const errors: unknown[] = [];
  const closed = new Set<string>();
  let wake = (): void => undefined;

  const gateOf = ({ id }: N): Gate => ({
    close: () => closed.add(id),
    open: () => {
      closed.delete(id);
      wake();
    },
  });

  const run = async (node: N): Promise<void> => {
    try {
      if (await perform(node, gateOf(node))) done.add(node.id);
      else failed = true;
    } catch (thrown) {
      errors.push(thrown);
    } finally {
      running.delete(node.id);
      closed.delete(node.id);
    }
  };

  for (;;) {
    const stopped = closed.size > 0 || errors.length > 0 || !mayStart() || (failed && !carryOn);
    const ready = stopped
      ? []
      : waiting.filter((node) => node.needs.every((id) => done.has(id) || !ids.has(id)));
    for (const node of ready.slice(0, maxParallel - running.size)) {
      waiting = waiting.filter((other) => other !== node);
      running.set(node.id, run(node));
    }
    if (running.size === 0) break;
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    await Promise.race([...running.values(), woken]);
  }
  if (errors.length > 0) throw errors[0];
}
