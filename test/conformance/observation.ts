import type { Emulator, EmulatorRequest, EmulatorResponse } from '../../src/emulator/emulator.ts';
import { classify, type Failure } from '../../src/gcloud/classify.ts';
import type { Gcloud } from '../../src/gcloud/gcloud.ts';
import { succeeded } from '../../src/gcloud/result.ts';
import type { Json } from '../../src/json.ts';
import { type Case, commandOf, prepare } from './case.ts';

/** A request without what depends on the client's library, and how it was answered. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Json;
  readonly answer: string;
}

/** Everything in which the real gcloud and the stand-in must be alike. */
export interface Observation {
  readonly requests: readonly Seen[];
  readonly exitCode: number | null;
  readonly stdout: Json;
  readonly stderr: string;
  readonly failure: Failure | null;
  /** Faults that did not strike: the case is not what it says. */
  readonly idleFaults: readonly string[];
}

/** Keeps what an emulator is asked once the world is prepared. */
export class Recorder {
  readonly #seen: Seen[] = [];
  #on = false;

  /** To be given to the emulator. */
  readonly onRequest = (request: EmulatorRequest, response: EmulatorResponse): void => {
    if (this.#on) this.#seen.push(seen(request, response));
  };

  start(): void {
    this.#on = true;
  }

  get requests(): readonly Seen[] {
    return this.#seen;
  }
}

/** Where either of the two takes an API to be: references in bodies begin with it. */
const ENDPOINT =
  /(?:http:\/\/127\.0\.0\.1:\d+|https:\/\/[a-z]+\.googleapis\.com)\/(?:compute|dns|certificatemanager)\/v1\//g;

function withoutEndpoint(text: string): string {
  return text.replaceAll(ENDPOINT, 'ENDPOINT/');
}

function seen({ method, path, body }: EmulatorRequest, response: EmulatorResponse): Seen {
  const url = new URL(path, 'http://api');
  return {
    method,
    path: url.pathname,
    query: Object.fromEntries([...url.searchParams].sort()),
    body: parsed(withoutEndpoint(body)),
    answer: response.kind === 'answer' ? String(response.status) : response.kind,
  };
}

/** What gcloud says differently each time: who it is, how long it took, which headers the server sent. */
const PASSING: readonly (readonly [pattern: RegExp, put: string])[] = [
  [/(This command is authenticated) (?:as|with) .*? property(?=\.?(?:\n|$))/g, '$1 HINT'],
  [
    /\[\S+\] (?=does not have permission to access (?:projects|namespaces) instance)/g,
    '[ACCOUNT] ',
  ],
  [/^\.+(done|failed)\.$/gm, '$1.'],
  [/^\.+(Created: |ERROR: )/gm, '$1'],
  [/^\.+\n/gm, ''],
  [/\n\.+$/g, ''],
  [/response: <\{.*?'status': (\d+)\}>/g, 'response: <$1>'],
  // A dot for every second that something takes.
  [/(?<=^Creating firewall\.\.\.\n)\.+/gm, ''],
];

/** gcloud prints the schema that a document does not fit; the stand-in does not have it. */
const SCHEMA = /\n\nFailed validating [\s\S]*$/;

function withoutPassing(text: string): string {
  const plain = PASSING.reduce((rest, [pattern, put]) => rest.replaceAll(pattern, put), text);
  return withoutEndpoint(plain).replace(SCHEMA, '').trimEnd();
}

/** What is JSON as JSON; contents of objects are compared as they are. */
function parsed(text: string): Json {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return text;
    throw thrown;
  }
}

/** Where a case is run: an emulator of its own, and what calls it. */
interface Stage {
  readonly emulator: Emulator;
  readonly recorder: Recorder;
  readonly gcloud: Gcloud;
}

/** Runs a case and keeps what is to be compared. */
export async function observe(
  one: Case,
  { emulator, recorder, gcloud }: Stage,
): Promise<Observation> {
  await prepare(emulator, one);
  recorder.start();
  const result = await gcloud.run(commandOf(one, emulator));
  const stderr = withoutPassing(result.stderr);
  return {
    requests: recorder.requests,
    exitCode: result.exitCode,
    stdout: parsed(result.stdout),
    stderr,
    failure: succeeded(result) ? null : classify({ ...result, stderr }),
    idleFaults: emulator.faults().flatMap(({ spec, fired }) => (fired === 0 ? [spec] : [])),
  };
}
