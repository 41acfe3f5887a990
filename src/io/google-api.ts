import { z } from 'zod';
import { messageOf } from '../errors.ts';
import { classify } from '../gcloud/classify.ts';
import type { Command, GcloudContext } from '../gcloud/command.ts';
import type { Gcloud } from '../gcloud/gcloud.ts';
import { succeeded } from '../gcloud/result.ts';
import { gcloudProperty } from './gcloud-config.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type Headers = Readonly<Record<string, string>>;

/** An HTTP request. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Headers;
  /** `null` for a request without one. */
  readonly body: string | null;
}

/** Sends an HTTP request; the answer whatever its status. */
export type Send = (
  request: HttpRequest,
) => Promise<{ readonly status: number; readonly body: string }>;

/** Prints a token of whoever gcloud acts as; only ever kept in memory. */
export const PRINT_TOKEN: Command = { argv: ['auth', 'print-access-token'] };

const TIMEOUT_MILLISECONDS = 5_000;

const tokenSchema = z.object({ token: z.string().min(1) });
const errorSchema = z.object({ error: z.object({ message: z.string() }) });

/** Sends over the network. It follows no redirect, which could carry the token elsewhere. */
export const sendOverNetwork: Send = async ({ method, url, headers, body }) => {
  const signal = AbortSignal.timeout(TIMEOUT_MILLISECONDS);
  const answer = await fetch(url, { method, headers, body, signal, redirect: 'error' });
  return { status: answer.status, body: await answer.text() };
};

/** Why something could not be asked; it becomes part of what is said, and never holds the token. */
export class Unanswerable extends Error {}

/** How a property of gcloud is read, in the configuration that is in force. */
export function propertiesOf(environment: Environment, { configuration }: GcloudContext) {
  return (property: `${string}/${string}`) => gcloudProperty(environment, property, configuration);
}

/** Where gcloud itself would find an API. */
function endpointOf({ service, environment, context }: GoogleApiInit): string {
  const property = propertiesOf(environment, context);
  const domain = property('core/universe_domain') ?? 'googleapis.com';
  return property(`api_endpoint_overrides/${service}`) ?? `https://${service}.${domain}/`;
}

/** Who is charged, where somebody said so; gcloud's own words for its usual ways name nobody. */
function quotaProjectOf(environment: Environment, context: GcloudContext): string | undefined {
  const said =
    context.billingProject ?? propertiesOf(environment, context)('billing/quota_project');
  return said === 'LEGACY' || said?.startsWith('CURRENT_PROJECT') === true ? undefined : said;
}

const PROXY_VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'];

/** A token goes only where it is safe: encrypted, or to this very machine. */
function refuseUnsafe(url: URL, { environment, context }: GoogleApiInit): void {
  const here = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (here) return;
  if (url.protocol !== 'https:') throw new Unanswerable(`${url.host} is not asked without TLS`);
  const configured = propertiesOf(environment, context)('proxy/address');
  if (configured !== undefined || PROXY_VARIABLES.some((name) => environment[name])) {
    throw new Unanswerable('the network is behind a proxy, which this check does not use');
  }
}

function parsed(body: string): unknown {
  try {
    const value: unknown = JSON.parse(body);
    return value;
  } catch {
    return null;
  }
}

/** What an API of Google's is asked with. */
export interface GoogleApiInit {
  /** As in its host name, and in gcloud's `api_endpoint_overrides`. */
  readonly service: string;
  readonly gcloud: Gcloud;
  readonly context: GcloudContext;
  /** gcloud's environment, which can point it elsewhere. */
  readonly environment: Environment;
  readonly send: Send;
}

/**
 * One of Google's APIs, asked for what gcloud has no command for: with gcloud's own token, read only.
 * The token is neither logged nor kept, and on no command line.
 */
export class GoogleApi {
  readonly #init: GoogleApiInit;

  constructor(init: GoogleApiInit) {
    this.#init = init;
  }

  /** The headers of requests that follow each other at once; one call of gcloud. */
  async headers(): Promise<Headers> {
    const { environment, context } = this.#init;
    const payer = quotaProjectOf(environment, context);
    const billed = payer === undefined ? {} : { 'x-goog-user-project': payer };
    const authorization = `Bearer ${await this.#token()}`;
    return { authorization, 'content-type': 'application/json', ...billed };
  }

  /**
   * What the API answers, parsed.
   * @param path behind the endpoint, with its version and its query
   * @throws {Unanswerable} where it refuses, or cannot be reached
   */
  async ask(path: string, headers: Headers, body: string | null): Promise<unknown> {
    const endpoint = endpointOf(this.#init);
    if (!URL.canParse(path, endpoint)) throw new Unanswerable(`${endpoint} is no URL`);
    const url = new URL(path, endpoint);
    refuseUnsafe(url, this.#init);
    const method = body === null ? 'GET' : 'POST';
    const answer = await this.#sent({ method, url: url.href, headers, body });
    const document = parsed(answer.body);
    if (answer.status !== 200) {
      const { data } = errorSchema.safeParse(document);
      throw new Unanswerable(
        `HTTP ${answer.status}${data === undefined ? '' : `: ${data.error.message}`}`,
      );
    }
    return document;
  }

  async #token(): Promise<string> {
    const result = await this.#init.gcloud.run(PRINT_TOKEN, { timeoutMilliseconds: 60_000 });
    if (!succeeded(result)) {
      const [said = ''] = classify(result).said.split('\n');
      throw new Unanswerable(`gcloud gives no token: ${said}`);
    }
    const read = tokenSchema.safeParse(parsed(result.stdout));
    if (!read.success) throw new Unanswerable('gcloud gives no token');
    return read.data.token;
  }

  async #sent(request: HttpRequest): ReturnType<Send> {
    try {
      return await this.#init.send(request);
    } catch (thrown) {
      throw new Unanswerable(reasonOf(thrown));
    }
  }
}

/** Why `fetch` failed: it could not connect, was redirected, or it took too long. */
function reasonOf(thrown: unknown): string {
  if (thrown instanceof DOMException) return 'no answer in time';
  return thrown instanceof Error && thrown.cause !== undefined
    ? messageOf(thrown.cause)
    : messageOf(thrown);
}
