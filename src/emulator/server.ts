import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { answerAdmin, isAdmin } from './admin.ts';
import { jsonAnswer } from './answer.ts';
import { stoppableClock } from './clock.ts';
import type { Emulator, EmulatorOptions } from './emulator.ts';
import { createEmulator } from './emulator.ts';
import { readStateFile, writeStateFile } from './state-file.ts';
import type { EmulatorState } from './store.ts';
import type { EmulatorRequest, EmulatorResponse } from './wire.ts';

/** An emulator that listens on loopback. */
export interface EmulatorServer {
  readonly url: string;
  readonly port: number;
  readonly emulator: Emulator;
  /** Stops listening and cuts every connection at once. */
  close(): Promise<void>;
}

/** How a listening emulator behaves, where it listens and where it keeps its state. */
export interface ServerOptions extends EmulatorOptions {
  /** 0, the default, = any free port. */
  readonly port?: number;
  readonly host?: '127.0.0.1';
  /** The file the state is kept in; made where there is none. */
  readonly statePath?: string;
}

const HOST = '127.0.0.1';
const LARGEST_BODY = 64 * 1024 * 1024;
/** Longer than gcloud keeps an idle connection, so that it never meets a closed one. */
const KEEP_ALIVE = 120_000;

/** Starts an emulator for the real gcloud (gcloud-commands.md 9.8). */
export async function startEmulator(options: ServerOptions = {}): Promise<EmulatorServer> {
  const clock = stoppableClock();
  const emulator = createEmulator({ clock, ...options, ...persistence(options) });
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE }, (request, response) => {
    serve(emulator, request, response).catch((error: unknown) => {
      confess(response, error);
    });
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, HOST, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      clock.stop();
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://${HOST}:${port}`, port, emulator, close };
}

/** A mistake of the emulator’s own: the client hears of it, and the emulator goes on. */
function confess(response: ServerResponse, error: unknown): void {
  const problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (response.headersSent) {
    response.destroy();
  } else {
    send(response, {
      kind: 'answer',
      ...jsonAnswer(500, { error: { code: 500, message: `The emulator failed: ${problem}` } }),
    });
  }
}

function persistence({ statePath, state, onChange }: ServerOptions): Partial<EmulatorOptions> {
  if (statePath === undefined) {
    return {};
  }
  const kept = readStateFile(statePath) ?? state;
  const write = (changed: EmulatorState): void => {
    writeStateFile(statePath, changed);
    onChange?.(changed);
  };
  return { ...(kept === undefined ? {} : { state: kept }), onChange: write };
}

async function serve(
  emulator: Emulator,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const body = await readRequestBody(incoming);
  if (body === undefined) {
    return send(outgoing, {
      kind: 'answer',
      ...jsonAnswer(413, { error: 'The body is too large.' }),
    });
  }
  const request: EmulatorRequest = {
    method: incoming.method ?? 'GET',
    path: incoming.url ?? '/',
    body,
    headers: flatHeaders(incoming),
  };
  send(
    outgoing,
    isAdmin(request.path)
      ? { kind: 'answer', ...answerAdmin(emulator, request) }
      : await emulator.handle(request),
  );
}

function flatHeaders({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
  );
}

/** The body as text; undefined where it is larger than the limit. */
async function readRequestBody(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > LARGEST_BODY) {
      return undefined;
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(outgoing: ServerResponse, response: EmulatorResponse): void {
  const { socket } = outgoing;
  switch (response.kind) {
    case 'dropped':
      socket?.resetAndDestroy();
      return;
    case 'truncated':
      outgoing.writeHead(response.status, {
        ...response.headers,
        'content-length': response.length,
      });
      outgoing.write(response.body, () => socket?.destroy());
      return;
    case 'answer': {
      const length = Buffer.byteLength(response.body);
      outgoing.writeHead(response.status, { ...response.headers, 'content-length': length });
      outgoing.end(response.body);
      return;
    }
  }
}
