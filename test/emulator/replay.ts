import { projectNumber } from '../../src/emulator/draw.ts';
import type { Emulator, EmulatorState } from '../../src/emulator/emulator.ts';
import { createEmulator } from '../../src/emulator/emulator.ts';
import type { Doc, FakeClock, Reply } from './support.ts';
import { call, fakeClock, isDoc, readFixture } from './support.ts';

/** One recorded request and what the real API answered. */
export interface Entry {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly requestBody: Doc | null;
  readonly status: number;
  readonly responseBody: Doc | null;
  readonly responseBodyElidedByRecorder?: boolean;
}

export interface Session {
  readonly name: string;
  readonly provenance: string;
  readonly aliases: Readonly<Record<string, string>>;
  readonly entries: readonly Entry[];
}

/** One entry replayed: both answers after the normalisations. */
export interface Replayed {
  readonly title: string;
  readonly recorded: { readonly status: number; readonly body: unknown };
  readonly emulated: { readonly status: number; readonly body: unknown };
}

/**
 * Everything that is changed before a request is replayed or two answers are compared, and why.
 * Nothing else is: whatever is not named here must be equal.
 */
export const NORMALISATIONS: readonly string[] = [
  'placeholders of the recorder (projectId, uniqueId, <kind>ID ...) become one valid name each, projectNumber the number the emulator gives',
  'the project number 123456789 of the VCR session is the recorder’s, too',
  'names of one resource that the recorder split in two (aliases) are joined',
  'ids, times and fingerprints are compared by presence and form: the recorder made them constants',
  'a fingerprint in a request becomes the live one, for the same reason',
  'the address 8.8.8.8 in a request becomes that of the address reserved before, for the same reason; addresses in answers by presence',
  'a poll goes to the operation of the same type on the same target: the recorder gave all operations one name',
  'links are compared without their API version: the recorder rewrote some of them',
  'the session whose answers hold status.quotaUsage is replayed as beta, which its client spoke; the units are compared by presence, their formula is not known',
  'the peering that another API made (its host was dropped) is put into the state before the first answer that shows it',
  'forwarding rules have a selfLinkWithId since 2026; it is left out where the session is older',
  'in the VCR session the clock moves a minute before each poll that answered DONE, and stands still otherwise: so its calls overlap as recorded',
];

const BETA = ['urlmap-regional-with-in-use-errors'];
const PROJECT = 'demo';
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  projectId: PROJECT,
  projectNumber: projectNumber(PROJECT),
  uniqueId: 'u1',
};
const SOME_FINGERPRINT = 'abcdef0123A=';

export function readSession(name: string): Session {
  return JSON.parse(readFixture(`recordings/${name}.json`)) as Session;
}

/** Sends every entry of a session to an emulator and gives both answers of each. */
export async function replay(
  session: Session,
  leftOut: (entry: Entry) => boolean,
): Promise<readonly Replayed[]> {
  const player = new Player(session);
  const results: Replayed[] = [];
  for (const entry of session.entries.filter((candidate) => !leftOut(candidate))) {
    results.push(await player.play(entry));
  }
  return results;
}

class Player {
  readonly #session: Session;
  readonly #clock: FakeClock = fakeClock();
  #emulator: Emulator;

  constructor(session: Session) {
    this.#session = session;
    this.#emulator = this.#start();
  }

  async play(entry: Entry): Promise<Replayed> {
    const { method, path, status, responseBody } = entry;
    this.#meetOtherClients(entry);
    if (this.#isRealTime() && responseBody?.['status'] === 'DONE' && method === 'GET') {
      await this.#clock.advance(60_000);
    }
    const reply = await call(
      this.#emulator,
      method,
      await this.#target(entry),
      entry.requestBody === null ? undefined : await this.#body(entry),
    );
    const elided = entry.responseBodyElidedByRecorder === true;
    return {
      title: `${method} ${path}`,
      recorded: { status, body: elided ? '(elided)' : this.#comparable(responseBody) },
      emulated: { status: reply.status, body: elided ? '(elided)' : this.#comparable(reply.body) },
    };
  }

  #start(state?: EmulatorState): Emulator {
    return createEmulator({
      clock: this.#clock,
      timing: this.#isRealTime() ? 'realistic' : 'instant',
      ...(state === undefined ? {} : { state }),
    });
  }

  #isRealTime(): boolean {
    return this.#session.provenance === 'vcr';
  }

  /** A peering comes from servicenetworking.googleapis.com, whose calls were dropped from the recording. */
  #meetOtherClients({ path, responseBody }: Entry): void {
    const peerings = responseBody?.['peerings'];
    const key = this.#named(path).replace(/^.*(projects\/)/, '$1');
    const state = this.#emulator.state();
    const network = state.resources[key];
    if (!Array.isArray(peerings) || network === undefined || 'peerings' in network.fields) {
      return;
    }
    const fields = {
      ...network.fields,
      peerings: JSON.parse(
        this.#named(JSON.stringify(peerings).replaceAll(/https:[^"]*\/compute\/[^/]+\//g, '')),
      ),
    };
    this.#emulator = this.#start({
      ...state,
      resources: { ...state.resources, [key]: { ...network, fields } },
    });
  }

  async #target(entry: Entry): Promise<string> {
    const path = /\/operations\//.test(entry.path)
      ? this.#operationPath(entry)
      : this.#named(entry.path);
    const spoken = BETA.includes(this.#session.name) ? path.replace('/v1/', '/beta/') : path;
    return `${spoken}?${entry.query}`;
  }

  /** The operation a poll is about, found by what the recorded answer says of it. */
  #operationPath({ path, responseBody }: Entry): string {
    const type = responseBody?.['operationType'];
    const target = this.#named(String(responseBody?.['targetLink'])).replace(
      /^.*?(projects\/)/,
      '$1',
    );
    const operations = Object.values(this.#emulator.state().operations).filter(
      (operation) => operation.type === type && operation.target === target,
    );
    const wait = path.endsWith('/wait') ? '/wait' : '';
    return `/compute/v1/${operations.at(-1)?.path ?? 'unknown'}${wait}`;
  }

  async #body(entry: Entry): Promise<Doc> {
    const body: Doc = JSON.parse(this.#named(JSON.stringify(entry.requestBody)));
    const live = await this.#live(entry);
    const address = Object.values(this.#emulator.state().resources).find(
      ({ collection }) => collection === 'addresses',
    );
    return {
      ...body,
      ...(body['fingerprint'] === SOME_FINGERPRINT ? { fingerprint: live['fingerprint'] } : {}),
      ...(body['labelFingerprint'] === SOME_FINGERPRINT
        ? { labelFingerprint: live['labelFingerprint'] }
        : {}),
      ...(body['IPAddress'] === '8.8.8.8' ? { IPAddress: address?.fields['address'] } : {}),
    };
  }

  /** What is live of the resource a request is about. */
  async #live({ path }: Entry): Promise<Doc> {
    const resource = this.#named(path).replace(/\/set[A-Z]\w*$/, '');
    const reply: Reply = await call(this.#emulator, 'GET', resource);
    return reply.body;
  }

  /** Placeholders replaced by names, aliases by the one name. */
  #named(text: string): string {
    let named = text;
    for (const [alias, name] of Object.entries(this.#session.aliases)) {
      named = named.replaceAll(alias, name);
    }
    return named
      .replaceAll('projects/123456789/', `projects/${projectNumber('example-project')}/`)
      .replaceAll(
        /\$\{([a-zA-Z]+)\}/g,
        (_whole, word: string) => PLACEHOLDERS[word] ?? `${word.toLowerCase()}-x`,
      );
  }

  #comparable(body: unknown): unknown {
    const document: unknown = JSON.parse(this.#named(JSON.stringify(body ?? {})));
    const result = comparable(document, '', this.#isRealTime());
    if (isDoc(result) && result['kind'] === 'compute#forwardingRule') {
      const { selfLinkWithId: _since2026, ...older } = result;
      return older;
    }
    return result;
  }
}

const BY_PRESENCE: Readonly<Record<string, RegExp>> = {
  id: /^\d+$/,
  targetId: /^(\d+|[a-z]+-x)$/,
  insertTime: /^20\d\d-/,
  startTime: /^20\d\d-/,
  endTime: /^20\d\d-/,
  creationTimestamp: /^20\d\d-/,
  fingerprint: /^[\w-]{11}=$/,
  labelFingerprint: /^[\w-]{11}=$/,
  address: /^\d+\.\d+\.\d+\.\d+$/,
  IPAddress: /^\d+\.\d+\.\d+\.\d+$/,
  units: /^\d+$/,
};

/** A value after the normalisations; keys stay in their order. */
function comparable(value: unknown, key: string, exactLabels: boolean): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => comparable(item, key, exactLabels));
  }
  if (isDoc(value)) {
    const operation = value['kind'] === 'compute#operation';
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        name,
        operation && name === 'name' ? '(operation)' : comparable(item, name, exactLabels),
      ]),
    );
  }
  if (typeof value !== 'string') {
    return value;
  }
  // The empty set of labels has a fingerprint of its own; the VCR recorder kept it.
  if (exactLabels && value === '42WmSpB8rSM=') {
    return value;
  }
  if (BY_PRESENCE[key]?.test(value)) {
    return `(${key})`;
  }
  const text = value
    .replace(/\/compute\/(v1|beta)\//, '/compute/v?/')
    .replace(/\/operations\/[^/]+$/, '/operations/(operation)');
  return key === 'selfLinkWithId' ? text.replace(/[^/]+$/, '(id)') : text;
}
