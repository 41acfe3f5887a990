import { isJsonObject, type JsonObject } from '../../src/json.ts';
import type { Ended, World } from './world.ts';

/** The events of a command with `--format=ndjson`, without when they were and of which run. */
export function eventsOf({ out }: Ended): readonly JsonObject[] {
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const event: unknown = JSON.parse(line);
      if (!isJsonObject(event)) throw new Error(`not an event: ${line}`);
      const { v: _v, ts: _ts, seq: _seq, run: _run, ...told } = event;
      return told;
    });
}

/** The events of that name. */
export function eventsNamed(ended: Ended, name: string): readonly JsonObject[] {
  return eventsOf(ended).filter(({ event }) => event === name);
}

/** Somebody else's call to the API of project demo, and the time its operation takes. */
export async function elsewhere(
  world: World,
  method: 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body: JsonObject = {},
): Promise<void> {
  const answer = await world.emulator.handle({
    method,
    path: `/compute/v1/projects/demo/${path}`,
    body: method === 'DELETE' ? '' : JSON.stringify(body),
  });
  if (answer.kind !== 'answer' || answer.status >= 300) {
    throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
  }
  await world.clock.sleep(60_000);
}

/** The only run of a world. */
export async function onlyRun(world: World): Promise<string> {
  const [run = ''] = (await world.run('runs', 'list')).out.split(' ');
  return run;
}
