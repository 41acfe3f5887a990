import { z } from 'zod';
import { messageOf } from '../errors.ts';
import type { Granted, Iam } from '../facts/iam.ts';
import { classify } from '../gcloud/classify.ts';
import type { Command, GcloudContext } from '../gcloud/command.ts';
import type { Gcloud } from '../gcloud/gcloud.ts';
import { succeeded } from '../gcloud/result.ts';
import { gcloudProperty } from './gcloud-config.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** An HTTP POST of JSON; the answer whatever its status. */
export type Post = (
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
) => Promise<{ readonly status: number; readonly body: string }>;

/** Prints a token of whoever gcloud acts as; only ever kept in memory. */
export const PRINT_TOKEN: Command = { argv: ['auth', 'print-access-token'] };

/** The API takes no more in one call. */
const MOST_AT_ONCE = 100;
const TIMEOUT_MILLISECONDS = 5_000;
const SERVICE = 'cloudresourcemanager';

const tokenSchema = z.object({ token: z.string().min(1) });
const answerSchema = z.object({ permissions: z.array(z.string()).optional() });
const errorSchema = z.object({ error: z.object({ message: z.string() }) });

/** Posts over the network. It follows no redirect, which could carry the token elsewhere. */
export const postOverNetwork: Post = async (url, headers, body) => {
  const signal = AbortSignal.timeout(TIMEOUT_MILLISECONDS);
  const answer = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'error' });
  return { status: answer.status, body: await answer.text() };
};

/** Why something could not be asked; it becomes part of what is said, and never holds the token. */
class Unanswerable extends Error {}

function propertyFor(environment: Environment, { configuration }: GcloudContext) {
  return (property: `${string}/${string}`) => gcloudProperty(environment, property, configuration);
}

/** Where gcloud itself would find the Resource Manager. */
function endpointOf(environment: Environment, context: GcloudContext): string {
  const property = propertyFor(environment, context);
  const domain = property('core/universe_domain') ?? 'googleapis.com';
  return property(`api_endpoint_overrides/${SERVICE}`) ?? `https://${SERVICE}.${domain}/`;
}

function memberOf(environment: Environment, context: GcloudContext): string {
  const property = propertyFor(environment, context);
  const impersonated =
    context.impersonateServiceAccount ?? property('auth/impersonate_service_account');
  const account = impersonated?.split(',').at(-1) ?? context.account ?? property('core/account');
  if (account === undefined) return 'user:ACCOUNT';
  return account.endsWith('.gserviceaccount.com') ? `serviceAccount:${account}` : `user:${account}`;
}

/** Who is charged, where somebody said so; gcloud's own words for its usual ways name nobody. */
function quotaProjectOf(environment: Environment, context: GcloudContext): string | undefined {
  const said = context.billingProject ?? propertyFor(environment, context)('billing/quota_project');
  return said === 'LEGACY' || said?.startsWith('CURRENT_PROJECT') === true ? undefined : said;
}

const PROXY_VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'];

/** A token goes only where it is safe: encrypted, or to this very machine. */
function refuseUnsafe(url: URL, environment: Environment, context: GcloudContext): void {
  const here = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (here) return;
  if (url.protocol !== 'https:') throw new Unanswerable(`${url.host} is not asked without TLS`);
  const configured = propertyFor(environment, context)('proxy/address');
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

function urlFor(project: string, endpoint: string): URL {
  const path = `v1/projects/${encodeURIComponent(project)}:testIamPermissions`;
  if (!URL.canParse(path, endpoint)) throw new Unanswerable(`${endpoint} is no URL`);
  return new URL(path, endpoint);
}

export interface IamInit {
  readonly gcloud: Gcloud;
  readonly context: GcloudContext;
  /** gcloud's environment, which can point it elsewhere. */
  readonly environment: Environment;
  readonly post: Post;
}

/**
 * Asks the Resource Manager what the account may do, for which gcloud has no command: with gcloud's own
 * token, read only. The token is neither logged nor kept, and on no command line.
 */
export function resourceManagerIam({ gcloud, context, environment, post }: IamInit): Iam {
  async function token(): Promise<string> {
    const result = await gcloud.run(PRINT_TOKEN, { timeoutMilliseconds: 60_000 });
    if (!succeeded(result)) {
      const [said = ''] = classify(result).said.split('\n');
      throw new Unanswerable(`gcloud gives no token: ${said}`);
    }
    const read = tokenSchema.safeParse(parsed(result.stdout));
    if (!read.success) throw new Unanswerable('gcloud gives no token');
    return read.data.token;
  }

  async function posted(...request: Parameters<Post>): ReturnType<Post> {
    try {
      return await post(...request);
    } catch (thrown) {
      throw new Unanswerable(reasonOf(thrown));
    }
  }

  async function ask(
    project: string,
    permissions: readonly string[],
    headers: Readonly<Record<string, string>>,
  ): Promise<readonly string[]> {
    const url = urlFor(project, endpointOf(environment, context));
    refuseUnsafe(url, environment, context);
    const { status, body } = await posted(url.href, headers, JSON.stringify({ permissions }));
    const document = parsed(body);
    if (status !== 200) {
      const { data } = errorSchema.safeParse(document);
      throw new Unanswerable(
        `HTTP ${status}${data === undefined ? '' : `: ${data.error.message}`}`,
      );
    }
    const answer = answerSchema.safeParse(document);
    if (!answer.success) throw new Unanswerable('the answer is not one of this API');
    return answer.data.permissions ?? [];
  }

  async function granted(
    project: string,
    permissions: readonly string[],
  ): Promise<ReadonlySet<string>> {
    const payer = quotaProjectOf(environment, context);
    const billed = payer === undefined ? {} : { 'x-goog-user-project': payer };
    const authorization = `Bearer ${await token()}`;
    const headers = { authorization, 'content-type': 'application/json', ...billed };
    const parts: (readonly string[])[] = [];
    for (let start = 0; start < permissions.length; start += MOST_AT_ONCE) {
      parts.push(permissions.slice(start, start + MOST_AT_ONCE));
    }
    const answers = await Promise.all(parts.map((part) => ask(project, part, headers)));
    return new Set(answers.flat());
  }

  return {
    member: memberOf(environment, context),
    granted: async (project, permissions): Promise<Granted> => {
      try {
        return { known: true, names: await granted(project, permissions) };
      } catch (thrown) {
        if (thrown instanceof Unanswerable) return { known: false, because: thrown.message };
        throw thrown;
      }
    },
  };
}

/** Why `fetch` failed: it could not connect, was redirected, or it took too long. */
function reasonOf(thrown: unknown): string {
  if (thrown instanceof DOMException) return 'no answer in time';
  return thrown instanceof Error && thrown.cause !== undefined
    ? messageOf(thrown.cause)
    : messageOf(thrown);
}
