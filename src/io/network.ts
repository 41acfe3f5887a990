import { Resolver } from 'node:dns/promises';
import { connect } from 'node:tls';
import { messageOf } from '../errors.ts';
import type { Resolution, TlsCheck } from '../rules/rule.ts';

/** Google Public DNS: what the load balancer itself asks. */
const PUBLIC_RESOLVERS = ['8.8.8.8', '8.8.4.4'];
const TIMEOUT_MILLISECONDS = 3_000;
/** What c-ares says where the answer was received, and was a no. */
const REFUSALS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'NXDOMAIN',
  ENODATA: 'no address',
  ESERVFAIL: 'SERVFAIL',
  EREFUSED: 'REFUSED',
};

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
}

async function addressesOf(ask: Promise<string[]>): Promise<readonly string[]> {
  try {
    return await ask;
  } catch (thrown) {
    if (codeOf(thrown) === 'ENODATA') return [];
    throw thrown;
  }
}

/** Resolves a host name as the load balancer would: by the public DNS, not by this machine's. */
export async function resolvePublicly(host: string): Promise<Resolution> {
  const resolver = new Resolver({ timeout: TIMEOUT_MILLISECONDS, tries: 1 });
  resolver.setServers(PUBLIC_RESOLVERS);
  try {
    const [four, six] = await Promise.all([
      addressesOf(resolver.resolve4(host)),
      addressesOf(resolver.resolve6(host)),
    ]);
    const addresses = [...four, ...six];
    if (addresses.length === 0) return { status: 'refused', rcode: 'no address' };
    return { status: 'found', addresses };
  } catch (thrown) {
    const rcode = REFUSALS[codeOf(thrown)];
    if (rcode !== undefined) return { status: 'refused', rcode };
    return { status: 'unreachable', reason: messageOf(thrown) };
  }
}

const MAX_INCLUDES = 10;

/** The address ranges in an SPF-like TXT record, its includes followed; loops are cut. */
async function rangesIn(
  resolver: Resolver,
  name: string,
  seen: Set<string>,
): Promise<readonly string[]> {
  if (seen.has(name) || seen.size > MAX_INCLUDES) return [];
  seen.add(name);
  const words = (await resolver.resolveTxt(name)).flatMap((parts) => parts.join('').split(' '));
  const own = words.flatMap((word) => /^ip[46]:([0-9a-f.:/]+)$/i.exec(word)?.[1] ?? []);
  const included = words.flatMap((word) => /^include:(.+)$/.exec(word)?.[1] ?? []);
  const others = await Promise.all(included.map((other) => rangesIn(resolver, other, seen)));
  return [...new Set([...own, ...others.flat()])].sort((one, other) => (one < other ? -1 : 1));
}

/** The ranges that a TXT record publishes; `null` where it cannot be asked from here. */
export async function publishedRanges(name: string): Promise<readonly string[] | null> {
  const resolver = new Resolver({ timeout: TIMEOUT_MILLISECONDS, tries: 1 });
  resolver.setServers(PUBLIC_RESOLVERS);
  try {
    return await rangesIn(resolver, name, new Set());
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown) return null;
    throw thrown;
  }
}

/** Shakes hands with the endpoint and looks whether its certificate is trusted for that host. */
export function checkTls(host: string, port: number): Promise<TlsCheck> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, servername: host, rejectUnauthorized: false });
    const end = (check: TlsCheck): void => {
      socket.destroy();
      resolve(check);
    };
    socket.setTimeout(TIMEOUT_MILLISECONDS, () =>
      end({ status: 'unreachable', reason: 'no answer in time' }),
    );
    socket.once('error', (error) => end({ status: 'unreachable', reason: messageOf(error) }));
    socket.once('secureConnect', () => {
      if (socket.authorized) end({ status: 'trusted' });
      else end({ status: 'untrusted', reason: messageOf(socket.authorizationError) });
    });
  });
}
