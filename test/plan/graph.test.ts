import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CycleError, closure, type Node, ordered, remainingWeights } from '../../src/plan/graph.ts';

/** Any graph without circles: each node needs some of those before it, then all are shuffled. */
const graph: fc.Arbitrary<readonly Node[]> = fc
  .array(fc.array(fc.nat({ max: 30 }), { maxLength: 4 }), { minLength: 1, maxLength: 30 })
  .map((needs) =>
    needs.map((wanted, index) => ({
      id: `n${index}`,
      needs: [...new Set(wanted.filter((at) => at < index).map((at) => `n${at}`))],
    })),
  )
  .chain((nodes) => fc.shuffledSubarray(nodes, { minLength: nodes.length }));

describe('an order of steps', () => {
  it('has every step once, after all that it needs', () => {
    fc.assert(
      fc.property(graph, (nodes) => {
        const ids = ordered(nodes).map(({ id }) => id);
        expect([...ids].sort()).toEqual(nodes.map(({ id }) => id).sort());
        for (const { id, needs } of nodes) {
          for (const need of needs) expect(ids.indexOf(need)).toBeLessThan(ids.indexOf(id));
        }
      }),
    );
  });

  it('is the same for the same steps', () => {
    fc.assert(
      fc.property(graph, (nodes) => {
        expect(ordered(nodes)).toEqual(ordered([...nodes]));
      }),
    );
  });

  it('names the members of a circle', () => {
    const circle = [
      { id: 'a', needs: ['b'] },
      { id: 'b', needs: ['c'] },
      { id: 'c', needs: ['a'] },
      { id: 'd', needs: [] },
    ];
    expect(() => ordered(circle)).toThrow(CycleError);
    expect(() => ordered(circle)).toThrow(/a → b → c/);
  });

  it('takes needs from outside the graph as met', () => {
    expect(ordered([{ id: 'a', needs: ['elsewhere'] }]).map(({ id }) => id)).toEqual(['a']);
  });
});

describe('what a step needs, and what comes after it', () => {
  const nodes = [
    { id: 'service', needs: [] },
    { id: 'map', needs: ['service'] },
    { id: 'proxy', needs: ['map'] },
    { id: 'rule', needs: ['proxy', 'address'] },
    { id: 'address', needs: [] },
  ];

  it('follows needs all the way', () => {
    expect([...closure(nodes, 'rule')].sort()).toEqual(['address', 'map', 'proxy', 'service']);
  });

  it('weighs the longest way to the end', () => {
    const weights = remainingWeights(nodes, ({ id }) => (id === 'service' ? 18 : 1));
    expect(Object.fromEntries(weights)).toEqual({
      service: 21,
      map: 3,
      proxy: 2,
      rule: 1,
      address: 2,
    });
  });
});
