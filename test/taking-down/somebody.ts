import { expect } from 'vitest';
import { call, type Doc } from '../emulator/support.ts';
import type { World } from '../support/world.ts';

const LONG_ENOUGH = 60_000;

/** Somebody changes the project past negctl; the operation has come to its end afterwards. */
export async function somebody(
  world: World,
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: Doc,
): Promise<void> {
  const reply = await call(world.emulator, method, path, body);
  expect(reply, `${method} ${path}`).toMatchObject({ status: 200 });
  await world.clock.sleep(LONG_ENOUGH);
}
