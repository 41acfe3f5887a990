import type { EmulatorRequest, EmulatorResponse } from '../../../src/emulator/emulator.ts';
import type { Json } from '../../../src/json.ts';
import type { StandInClock } from './clock.ts';
import { TimedOut } from './deaths.ts';
import { GcloudError } from './failure.ts';

/** A request as gcloud's API clients see it: below the endpoint, without the parameter all requests have. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Relative to the version: `projects/p/global/addresses`. */
  readonly path: string;
  /** Which API it is for, and its version; Compute's where it is not said. */
  readonly api?: Api;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Json;
}

/** A request as it goes over the wire. */
export interface RawRequest {
  readonly method: ApiRequest['method'];
  /** With its query. */
  readonly path: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A whole answer of the API. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a session needs of the world. */
export interface Wire {
  readonly handle: (request: EmulatorRequest) => Promise<EmulatorResponse>;
  readonly clock: StandInClock;
  /** When negctl ends the process. */
  readonly deadline: number;
  /** Who gcloud is authenticated as, in its own words. */
  readonly hint: string;
}

/** An API as its requests begin: `dns/v1`; Cloud Run has a host for each region, `run/` is the global one. */
export type Api =
  | 'compute/v1'
  | 'dns/v1'
  | 'certificatemanager/v1'
  | 'networksecurity/v1'
  | 'networkservices/v1'
  | `run/${string}`;

/** Where gcloud sends the requests of an API. */
export function endpointOf(api: Api = 'compute/v1'): string {
  const [family, region = ''] = api.split('/');
  if (family === 'run') {
    return `http://${region === '' ? '' : `${region}-`}run.emulator/run/`;
  }
  return `https://${family}.googleapis.com/${api}/`;
}

/** How a request to an API begins: with its path, or with the host where a proxy must know it. */
function targetOf(api: Api | undefined): string {
  const endpoint = endpointOf(api);
  return endpoint.startsWith('http://') ? endpoint : new URL(endpoint).pathname;
}

/** Where gcloud sends compute requests, and what references in bodies begin with. */
export const COMPUTE = endpointOf();

/** Who cuts a connection looks like this to Python. */
const RESET = "('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))";

/** One running gcloud: what it says on standard error, its requests and its time. */
export class Session {
  readonly hint: string;
  readonly #wire: Wire;
  #said = '';
  #printed = '';

  constructor(wire: Wire) {
    this.#wire = wire;
    this.hint = wire.hint;
  }

  get said(): string {
    return this.#said;
  }

  /** What stands on standard output before the result. */
  get printed(): string {
    return this.#printed;
  }

  print(text: string): void {
    this.#printed += text;
  }

  say(line: string): void {
    this.#said += `${line}\n`;
  }

  now(): number {
    return this.#wire.clock.now();
  }

  async sleep(milliseconds: number): Promise<void> {
    const { clock, deadline } = this.#wire;
    const rest = deadline - clock.now();
    await clock.sleep(Math.min(milliseconds, Math.max(rest, 0)));
    if (milliseconds >= rest) throw new TimedOut();
  }

  /**
   * Sends one request. An answer that credentials are not valid makes gcloud refresh them and send
   * the same request once more, whatever it is (gcloud-commands 8).
   * @throws {GcloudError} where the connection is cut
   */
  send({ method, path, query = {}, body, api }: ApiRequest): Promise<HttpAnswer> {
    const parameters = new URLSearchParams({ alt: 'json', ...query });
    return this.sendRaw({
      method,
      path: `${targetOf(api)}${path}?${parameters}`,
      body: body === undefined ? '' : JSON.stringify(body),
      headers: { accept: 'application/json', 'content-type': 'application/json' },
    });
  }

  /** The same for any API of Google's. */
  async sendRaw(request: RawRequest): Promise<HttpAnswer> {
    const first = await this.#sendOnce(request);
    return first.status === 401 ? this.#sendOnce(request) : first;
  }

  async #sendOnce({ method, path, body = '', headers = {} }: RawRequest): Promise<HttpAnswer> {
    const response = await this.#inTime(this.#wire.handle({ method, path, body, headers }));
    switch (response.kind) {
      case 'answer':
        return response;
      case 'dropped':
        throw new GcloudError(RESET, 'ConnectionError');
      case 'truncated': {
        const read = Buffer.byteLength(response.body);
        const broken = `IncompleteRead(${read} bytes read, ${response.length - read} more expected)`;
        throw new GcloudError(
          `('Connection broken: ${broken}', ${broken})`,
          'ChunkedEncodingError',
        );
      }
    }
  }

  /** Waits for an answer no longer than negctl lets the process run. */
  async #inTime<T>(work: Promise<T>): Promise<T> {
    const { clock, deadline } = this.#wire;
    if (deadline === Number.POSITIVE_INFINITY) return work;
    const answered = new AbortController();
    const late = clock.sleep(Math.max(deadline - clock.now(), 0), answered.signal).then(() => {
      throw new TimedOut();
    });
    // Where the answer wins, nobody is left to hear of the deadline.
    late.catch(() => undefined);
    try {
      return await Promise.race([work, late]);
    } finally {
      answered.abort();
    }
  }
}
