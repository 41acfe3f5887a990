import { describe, expect, it } from 'vitest';
import { type Gate, type WalkOptions, walk } from '../../src/execute/walk.ts';
import type { Node } from '../../src/plan/graph.ts';

/** Nodes that end when they are told to; what has started and what runs can be looked at. */
class Work {
  readonly started: string[] = [];
  readonly running = new Map<string, { end: (outcome: boolean | Error) => void; gate: Gate }>();
  most = 0;

  readonly perform = (node: Node, gate: Gate): Promise<boolean> => {
    this.started.push(node.id);
    return new Promise((resolve, reject) => {
      this.running.set(node.id, {
        gate,
        end: (outcome) => {
          this.running.delete(node.id);
          if (outcome instanceof Error) reject(outcome);
          else resolve(outcome);
        },
      });
      this.most = Math.max(this.most, this.running.size);
    });
  };

  async end(id: string, outcome: boolean | Error = true): Promise<void> {
    const node = this.running.get(id);
    if (node === undefined) throw new Error(`${id} does not run`);
    node.end(outcome);
    await settled();
  }

  gate(id: string): Gate {
    const node = this.running.get(id);
    if (node === undefined) throw new Error(`${id} does not run`);
    return node.gate;
  }

  get now(): readonly string[] {
    return [...this.running.keys()];
  }
}

/** Everything that can go on without new events has gone on. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function nodes(...ids: readonly string[]): readonly Node[] {
  return ids.map((id) => {
    const [name = '', needs = ''] = id.split('<');
    return { id: name, needs: needs === '' ? [] : needs.split(',') };
  });
}

function start(given: readonly Node[], options: Partial<WalkOptions<Node>> = {}) {
  const work = new Work();
  const over = walk(given, {
    perform: work.perform,
    maxParallel: 4,
    priority: () => 0,
    mayStart: () => true,
    carryOn: false,
    ...options,
  });
  return { work, over };
}

describe('walking a graph', () => {
  it('of nothing is over at once', async () => {
    const { work, over } = start([]);
    await over;
    expect(work.started).toEqual([]);
  });

  it('starts each node once, when all that it needs is done', async () => {
    const { work, over } = start(nodes('a', 'b', 'c<a,b', 'd<c'));
    await settled();
    expect(work.now).toEqual(['a', 'b']);
    await work.end('a');
    expect(work.now).toEqual(['b']);
    await work.end('b');
    expect(work.now).toEqual(['c']);
    await work.end('c');
    await work.end('d');
    await over;
    expect(work.started).toEqual(['a', 'b', 'c', 'd']);
  });

  it('takes needs that are not in the graph for met', async () => {
    const { work, over } = start(nodes('a<elsewhere'));
    await settled();
    await work.end('a');
    await over;
    expect(work.started).toEqual(['a']);
  });

  it('runs as many at once as allowed, and no more', async () => {
    const { work, over } = start(nodes('a', 'b', 'c', 'd', 'e'), { maxParallel: 2 });
    await settled();
    expect(work.now).toEqual(['a', 'b']);
    for (const id of ['a', 'b', 'c', 'd', 'e']) await work.end(id);
    await over;
    expect(work.most).toBe(2);
    expect(work.started).toHaveLength(5);
  });

  it('starts among ready nodes the one with the highest priority first', async () => {
    const priorities = new Map([
      ['a', 1],
      ['b', 3],
      ['c', 2],
    ]);
    const { work, over } = start(nodes('a', 'b', 'c'), {
      maxParallel: 1,
      priority: ({ id }) => priorities.get(id) ?? 0,
    });
    for (const id of ['b', 'c', 'a']) {
      await settled();
      await work.end(id);
    }
    await over;
    expect(work.started).toEqual(['b', 'c', 'a']);
  });

  it('after a failure starts nothing, and waits for what runs', async () => {
    const { work, over } = start(nodes('a', 'b', 'c', 'd<a'), { maxParallel: 2 });
    await settled();
    await work.end('a', false);
    expect(work.now).toEqual(['b']);
    let ended = false;
    const told = over.then(() => {
      ended = true;
    });
    await settled();
    expect(ended).toBe(false);
    await work.end('b');
    await told;
    expect(work.started).toEqual(['a', 'b']);
  });

  it('carries on where it should, with what does not need the failed one', async () => {
    const { work, over } = start(nodes('a', 'b', 'c', 'd<a', 'e<d'), {
      maxParallel: 2,
      carryOn: true,
    });
    await settled();
    await work.end('a', false);
    await work.end('b');
    await work.end('c');
    await over;
    expect(work.started).toEqual(['a', 'b', 'c']);
  });

  it('starts nothing more once it may not', async () => {
    let may = true;
    const { work, over } = start(nodes('a', 'b<a'), { mayStart: () => may });
    await settled();
    may = false;
    await work.end('a');
    await over;
    expect(work.started).toEqual(['a']);
  });

  it('throws the first error, once everything that runs has ended', async () => {
    const { work, over } = start(nodes('a', 'b', 'c', 'd<b'), { maxParallel: 3, carryOn: true });
    const caught = over.catch((thrown: unknown) => thrown);
    await settled();
    await work.end('a', new Error('first'));
    await work.end('c', new Error('second'));
    expect(work.now).toEqual(['b']);
    await work.end('b');
    expect(await caught).toEqual(new Error('first'));
    expect(work.started).toEqual(['a', 'b', 'c']);
  });

  it('starts nothing after an error, not even what does not need it', async () => {
    const { work, over } = start(nodes('a', 'b'), { maxParallel: 1, carryOn: true });
    const caught = over.catch((thrown: unknown) => thrown);
    await settled();
    await work.end('a', new Error('a defect'));
    expect(await caught).toEqual(new Error('a defect'));
    expect(work.started).toEqual(['a']);
  });

  it('starts nothing while a gate is closed, and goes on at once when it opens', async () => {
    const { work, over } = start(nodes('a', 'b', 'c<b', 'd<c'));
    await settled();
    work.gate('a').close();
    await work.end('b');
    expect(work.now).toEqual(['a']);
    work.gate('a').open();
    await settled();
    expect(work.now).toEqual(['a', 'c']);
    await work.end('c');
    await work.end('d');
    await work.end('a');
    await over;
    expect(work.started).toEqual(['a', 'b', 'c', 'd']);
  });

  it('stays shut until every closed gate is open', async () => {
    const { work, over } = start(nodes('a', 'b', 'c', 'd<c'));
    await settled();
    work.gate('a').close();
    work.gate('b').close();
    await work.end('c');
    work.gate('a').open();
    await settled();
    expect(work.now).toEqual(['a', 'b']);
    work.gate('b').open();
    await settled();
    expect(work.now).toEqual(['a', 'b', 'd']);
    for (const id of ['a', 'b', 'd']) await work.end(id);
    await over;
  });

  it('a gate that its node leaves closed is open again with its end', async () => {
    const { work, over } = start(nodes('a', 'b<a'));
    await settled();
    work.gate('a').close();
    await work.end('a');
    expect(work.now).toEqual(['b']);
    await work.end('b');
    await over;
  });
});
