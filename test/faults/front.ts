import { createServer, type IncomingMessage, type Server, request as send } from 'node:http';
import type { EmulatorServer } from '../../src/emulator/server.ts';
import { type SeenRequest, senderIn } from './site.ts';

/** What a watcher hears of: a request before it is passed on, and its answer before that is. */
export interface Watcher {
  readonly onRequest?: (request: SeenRequest) => Promise<void> | void;
  readonly onAnswer?: (request: SeenRequest, body: string) => Promise<void> | void;
}

/** Stands between the real gcloud and a real emulator, and sees what goes through. */
export class Front {
  readonly seen: SeenRequest[] = [];
  watcher: Watcher = {};
  readonly #emulator: EmulatorServer;
  readonly #server: Server;
  #url = '';

  constructor(emulator: EmulatorServer) {
    this.#emulator = emulator;
    this.#server = createServer({ keepAliveTimeout: 120_000 }, (incoming, outgoing) => {
      this.#pass(incoming, outgoing).catch(() => outgoing.destroy());
    });
  }

  get url(): string {
    return this.#url;
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    this.#url = `http://127.0.0.1:${port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.#emulator.close();
  }

  async #pass(
    incoming: IncomingMessage,
    outgoing: import('node:http').ServerResponse,
  ): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
    const body = Buffer.concat(chunks);
    const headers = Object.fromEntries(
      Object.entries(incoming.headers).map(([name, value]) => [
        name,
        [value ?? ''].flat().join(', '),
      ]),
    );
    const { method = 'GET', url: path = '/' } = incoming;
    const asked = { method, path, body: body.toString(), sender: senderIn(headers), status: 0 };
    const isApi = !path.startsWith('/_negctl/');
    if (isApi) await this.watcher.onRequest?.(asked);
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      // The path as it came: to a proxy, as which gcloud takes us for Cloud Run, it is a whole URL.
      const { hostname: host, port } = new URL(this.#emulator.url);
      const options = { host, port, path, method, headers: incoming.headers, agent: false };
      send(options, resolve).on('error', reject).end(body);
    }).catch((thrown: unknown) => {
      if (isApi) this.seen.push(asked);
      throw thrown;
    });
    const answered = { ...asked, status: answer.statusCode ?? 0 };
    if (isApi) this.seen.push(answered);
    const parts: Buffer[] = [];
    try {
      for await (const part of answer) parts.push(Buffer.from(part));
    } catch (thrown) {
      // Cut off in the middle: so is what goes on from here.
      outgoing.writeHead(answered.status, answer.headers);
      outgoing.write(Buffer.concat(parts), () => outgoing.destroy());
      if (thrown instanceof Error) return;
      throw thrown;
    }
    const text = Buffer.concat(parts);
    if (isApi) await this.watcher.onAnswer?.(answered, text.toString());
    outgoing.writeHead(answered.status, answer.headers);
    outgoing.end(text);
  }
}
