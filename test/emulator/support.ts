import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Emulator, EmulatorClock, EmulatorOptions } from '../../src/emulator/emulator.ts';
import { createEmulator } from '../../src/emulator/emulator.ts';

/** A JSON body as tests look at it. */
export interface Doc {
  readonly [key: string]: unknown;
}

export interface Reply {
  readonly status: number;
  readonly body: Doc;
}

/** Sends one call to `/compute/v1/projects/demo/…`, or to the path as it is where it begins with a slash. */
export async function call(
  emulator: Emulator,
  method: string,
  path: string,
  body?: unknown,
): Promise<Reply> {
  const full = path.startsWith('/') ? path : `/compute/v1/projects/demo/${path}`;
  const response = await emulator.handle({
    method,
    path: full,
    body: body === undefined ? '' : JSON.stringify(body),
  });
  if (response.kind !== 'answer') {
    throw new Error(`the connection was cut: ${response.kind}`);
  }
  return { status: response.status, body: response.body === '' ? {} : JSON.parse(response.body) };
}

/** A change that must be accepted; the answer is the operation after its first poll. */
export async function change(
  emulator: Emulator,
  method: string,
  path: string,
  body?: unknown,
): Promise<Doc> {
  const accepted = await call(emulator, method, path, body);
  expect(accepted, `${method} ${path}`).toMatchObject({ status: 200 });
  const link = String(accepted.body['selfLink']).replace('https://www.googleapis.com', '');
  return (await call(emulator, 'GET', link)).body;
}

/** POST to a collection, and the resource as it is read back. */
export async function create(emulator: Emulator, collection: string, body: Doc): Promise<Doc> {
  await change(emulator, 'POST', collection, body);
  return read(emulator, `${collection}/${String(body['name'])}`);
}

export async function read(emulator: Emulator, path: string): Promise<Doc> {
  const reply = await call(emulator, 'GET', path);
  expect(reply, `GET ${path}`).toMatchObject({ status: 200 });
  return reply.body;
}

/** The message of a refusal, with its status and reason. */
export function refusal(reply: Reply): string {
  const error = reply.body['error'];
  if (!isDoc(error)) {
    return `${reply.status} accepted`;
  }
  const [first] = Array.isArray(error['errors']) ? error['errors'] : [];
  const reason = isDoc(first) ? String(first['reason']) : String(error['status']);
  return `${reply.status} ${reason}: ${String(error['message'])}`;
}

export function isDoc(value: unknown): value is Doc {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A clock that stands until a test moves it; who sleeps on it wakes when their time has come. */
export interface FakeClock extends EmulatorClock {
  /** Moves the time on and lets everybody who wakes do their work. */
  advance(milliseconds: number): Promise<void>;
}

export function fakeClock(start = Date.UTC(2026, 0, 5, 12)): FakeClock {
  let now = start;
  const sleepers: { readonly until: number; readonly wake: () => void }[] = [];
  return {
    now: () => now,
    sleep: (milliseconds) =>
      new Promise((wake) => {
        sleepers.push({ until: now + milliseconds, wake });
      }),
    advance: async (milliseconds) => {
      await idle();
      now += milliseconds;
      for (const sleeper of sleepers.filter(({ until }) => until <= now)) {
        sleepers.splice(sleepers.indexOf(sleeper), 1);
        sleeper.wake();
      }
      await idle();
    },
  };
}

/** Lets everything that can go on do so. */
function idle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** An emulator whose operations take their real times, on a clock of the test's. */
export function slowEmulator(options: EmulatorOptions = {}): {
  readonly emulator: Emulator;
  readonly clock: FakeClock;
} {
  const clock = fakeClock();
  return { emulator: createEmulator({ timing: 'realistic', clock, ...options }), clock };
}

/** The global external chain down to its forwarding rule, all DONE. */
export async function globalChain(emulator: Emulator): Promise<void> {
  await create(emulator, 'global/networkEndpointGroups', {
    name: 'neg',
    networkEndpointType: 'INTERNET_FQDN_PORT',
    defaultPort: 443,
  });
  await change(emulator, 'POST', 'global/networkEndpointGroups/neg/attachNetworkEndpoints', {
    networkEndpoints: [{ fqdn: 'api.example.com', port: 443 }],
  });
  await create(emulator, 'global/backendServices', {
    name: 'bs',
    protocol: 'HTTPS',
    loadBalancingScheme: 'EXTERNAL_MANAGED',
    backends: [{ group: 'projects/demo/global/networkEndpointGroups/neg' }],
  });
  await create(emulator, 'global/urlMaps', {
    name: 'um',
    defaultService: 'projects/demo/global/backendServices/bs',
  });
  await create(emulator, 'global/targetHttpProxies', {
    name: 'tp',
    urlMap: 'projects/demo/global/urlMaps/um',
  });
  await create(emulator, 'global/addresses', { name: 'ip' });
  await create(emulator, 'global/forwardingRules', {
    name: 'fr',
    loadBalancingScheme: 'EXTERNAL_MANAGED',
    portRange: '80',
    target: 'projects/demo/global/targetHttpProxies/tp',
    IPAddress: 'projects/demo/global/addresses/ip',
  });
}

/** A custom network with a subnet and a proxy-only subnet in us-central1. */
export async function network(emulator: Emulator): Promise<void> {
  await create(emulator, 'global/networks', { name: 'net', autoCreateSubnetworks: false });
  await create(emulator, 'regions/us-central1/subnetworks', {
    name: 'sub',
    network: 'projects/demo/global/networks/net',
    ipCidrRange: '10.1.2.0/24',
  });
  await create(emulator, 'regions/us-central1/subnetworks', {
    name: 'proxies',
    network: 'projects/demo/global/networks/net',
    ipCidrRange: '10.129.0.0/23',
    purpose: 'REGIONAL_MANAGED_PROXY',
    role: 'ACTIVE',
  });
}

/** A file beside the tests. */
export function readFixture(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}
