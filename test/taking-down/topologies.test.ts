import fc from 'fast-check';
import { expect, it } from 'vitest';
import { comparableState, type EmulatorState } from '../../src/emulator/state.ts';
import { World } from '../support/world.ts';
import { aboveOf, leadsNowhere, reachableFrom, recordsOf, resourcesOf, usersOf } from './oracle.ts';
import { stateOf, type Topology, topologies } from './topology.ts';

const SEED = 20260105;
const RUNS = 500;

/** What can be named to `delete`: forwarding rules, URL maps, backend services that traffic reaches directly. */
function targetsIn(state: EmulatorState): readonly string[] {
  return [...resourcesOf(state).values()]
    .filter(
      ({ path, collection }) =>
        collection === 'forwardingRules' ||
        collection === 'urlMaps' ||
        (collection === 'backendServices' &&
          aboveOf(state, path).length > 0 &&
          usersOf(state, path).every((user) => !user.includes('/urlMaps/'))),
    )
    .map(({ path }) => path);
}

function rootsOf(state: EmulatorState, target: string): readonly string[] {
  return target.includes('/forwardingRules/') ? [target] : [target, ...aboveOf(state, target)];
}

interface Tried {
  readonly before: EmulatorState;
  readonly after: EmulatorState;
  readonly target: string;
  readonly refusals: readonly string[];
}

async function tried({ target: number, ...rest }: Topology): Promise<Tried> {
  const state = await stateOf({ ...rest, target: number });
  const refusals: string[] = [];
  const world = new World({
    start: {
      state,
      onRequest: ({ method, path }, response) => {
        const status = response.kind === 'answer' ? response.status : 0;
        if (method !== 'GET' && status !== 200) refusals.push(`${method} ${path} ${status}`);
      },
    },
  });
  const targets = targetsIn(state);
  const target = targets[number % targets.length] ?? '';
  const [id = '', name = ''] = [target.replace('projects/demo/', ''), target.split('/').at(-1)];
  const words = ['delete', id, '--project=demo', '--yes', `--confirm=${name}`];
  const ended = await world.run(...words);
  expect(ended.exitCode, ended.err).toBe(0);
  const after = world.emulator.state();
  const again = await world.run(...words);
  expect(again.exitCode, again.err).toBe(0);
  expect(again.out).toContain('Nothing to do');
  expect(comparableState(world.emulator.state())).toEqual(comparableState(after));
  return { before: state, after, target, refusals };
}

function judge({ before, after, target, refusals }: Tried): void {
  expect(refusals).toEqual([]);
  const left = resourcesOf(after);
  const reachable = reachableFrom(before, rootsOf(before, target));
  const names = new Set(recordsOf(before).map(({ path }) => path));
  const removed = [...resourcesOf(before).keys()].filter(
    (path) => !left.has(path) && !names.has(path),
  );
  expect(removed).toContain(target);
  for (const record of recordsOf(before)) {
    const leadsOn = !leadsNowhere(before, after, record);
    expect(left.has(record.path), `${record.path} ${JSON.stringify(record.fields)}`).toBe(leadsOn);
  }
  for (const path of removed) {
    expect(reachable, `${path} has nothing to do with ${target}`).toContain(path);
    const users = usersOf(before, path).filter((user) => left.has(user));
    expect(users, `${path} was deleted`).toEqual([]);
  }
  for (const path of reachable) {
    if (!left.has(path)) continue;
    expect(usersOf(after, path), `${path} is left although nobody uses it`).not.toEqual([]);
  }
  for (const [path, { fields }] of left) {
    expect(fields, `${path} was changed`).toEqual(resourcesOf(before).get(path)?.fields);
  }
}

it(`of ${RUNS} projects with shared parts, each is left with what others use and with nothing else`, async () => {
  const sizes: number[] = [];
  const names: number[] = [];
  await fc.assert(
    fc.asyncProperty(topologies, async (topology) => {
      const result = await tried(topology);
      judge(result);
      sizes.push(resourcesOf(result.before).size - resourcesOf(result.after).size);
      names.push(recordsOf(result.before).length - recordsOf(result.after).length);
    }),
    { seed: SEED, numRuns: RUNS },
  );
  // The topologies are worth something: small and large deletions are among them.
  expect(Math.min(...sizes)).toBe(1);
  expect(Math.max(...sizes)).toBeGreaterThan(8);
  expect(names.filter((count) => count > 0).length).toBeGreaterThan(20);
}, 600_000);
