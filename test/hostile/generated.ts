import fc from 'fast-check';
import { expect } from 'vitest';
import { complaints } from './complaints.ts';
import { FIELDS, Trials } from './contexts.ts';
import { CURATED } from './curated.ts';
import { IDN_LETTERS, LEGAL, type Way } from './oracle.ts';

/** Texts from which generated ones are bent; most are legal for the field. */
const SEEDS: Readonly<Record<string, readonly string[]>> = {
  name: ['web', 'w', 'a-b-c', 'w'.repeat(57)],
  project: ['demo', 'my-project-1', 'example.com:demo', '1demo'],
  lb: ['global-external', 'classic', 'GLOBAL_EXTERNAL'],
  endpoints: [
    'fqdn=api.example.com,port=443',
    'fqdn=api.example.com',
    'ip=8.8.8.8,port=80',
    'port=1,fqdn=xn--bcher-kva.example',
    `fqdn=${IDN_LETTERS.slice(0, 3)}.example.com,port=65535`,
    `fqdn=${'a.'.repeat(125)}abc`,
  ],
  networkEndpointType: ['internet-fqdn-port', 'INTERNET_FQDN_PORT', 'internet-ip-port'],
  defaultPort: ['1', '443', '65535', '65536', '8080'],
  'backend.protocol': ['HTTPS', 'http2', 'HTTP'],
  'backend.hostHeader': ['api.example.com', 'client', 'a.example.com:8080', '1.2.3.4'],
  'backend.customRequestHeaders': ['X-Key:abc', 'x:', 'X-A:{client_region}', 'X-Q:\'"$(id)'],
  'backend.secretHeader': ['X-Origin-Key', 'x', 'X-Goog-Key'],
  'backend.secretFile': ['secret.key', './secret.key', 'new.key'],
  'backend.logging': ['true', 'false'],
  'backend.loggingSampleRate': ['0', '1', '0.5', '1.0', '0.000001'],
  'backend.healthCheck': ['none', 'basic'],
  'backend.balancingMode': ['RATE'],
  'backend.maxRatePerEndpoint': ['1'],
  'backend.maxConnectionsPerEndpoint': ['1'],
  'frontend.protocol': ['HTTPS', 'https', 'HTTP'],
  'frontend.certificateSource': ['google-managed', 'Google_Managed', 'existing'],
  'frontend.sslCertificates': ['one', 'one,two', 'one, two', Array(15).fill('a').join(',')],
  'frontend.domains': [
    'www.example.com',
    'a.example.com, b.example.com',
    'Example.COM.',
    `${IDN_LETTERS.slice(3, 6)}.example`,
    Array(100).fill('a.example.com').join(','),
  ],
  'frontend.certificate': ['cert.pem', './cert.pem', 'x/../cert.pem'],
  'frontend.privateKey': ['key.pem', './key.pem'],
  'frontend.port': ['1', '443', '65535', '8443'],
  'frontend.redirectHttp': ['true', 'false'],
  'frontend.address': ['web-ip', 'reserve', 'ephemeral'],
  'frontend.networkTier': ['PREMIUM', 'premium', 'STANDARD'],
  region: ['us-central1', 'europe-west12', 'us-central'],
  'network.proxyOnlySubnetRange': ['10.129.0.0/23', '10.0.0.64/26', '10.0.0.0/8', '10.0.0.32/27'],
  'network.subnet': ['apps', 'Apps'],
  'frontend.allowGlobalAccess': ['true', 'false'],
  'network.nat': ['auto', 'pool', 'NONE'],
  'network.natPoolSize': ['1', '50', '51'],
  'network.natExternalIpPool': ['one', 'one,two', 'one, two'],
  'backend.requestPath': ['/', '/healthz', '/a?b=c', `/${'x'.repeat(1_023)}`],
  'backend.checkInterval': ['1', '300', '301', '10'],
  'names.prefix': ['web', 'p'.repeat(57)],
};
const NAME_SEEDS = ['web-x', 'n'.repeat(63), 'web-map', 'web-fr', 'a'];

/** Characters and runs that have broken programs before. */
const NASTY = [
  ...[...Array(0x21).keys(), 0x7f, 0x80, 0x85, 0x9b, 0xa0, 0xad].map((code) =>
    String.fromCodePoint(code),
  ),
  ...[0x61c, 0x180e, 0x200b, 0x200d, 0x200e, 0x202e, 0x2028, 0x2060, 0x2066, 0x2069, 0xfeff].map(
    (code) => String.fromCodePoint(code),
  ),
  ...['\u{e0041}', '\u3164', '\ufe0f', '\u034f', '\ud800', '\udfff', '\u3000', '\u2003'],
  ...['ａ', 'Ａ', '４', '٤', '。', '．', '∕', '－', '–', '\u2212', 'ſ', 'K', 'ﬁ', '①', '🌐'],
  ...['-', '--', '.', '..', ',', '=', ':', '::', ';', '/', '//', '\\', '@', '#', '?', '%', '%2e'],
  ...['$', '`', "'", '"', '*', '~', '|', '&', '<', '>', '(', ')', '[', ']', '{', '}', '+', '_'],
  ...['\r\nX: y', '::error::x', '##[error]', '\u001b[2J', '0', '00', '1', 'A', 'z', '9'],
];

const nasty = fc.constantFrom(...NASTY);

/** One way to bend a text, at a place given as a share of its length. */
const bending: fc.Arbitrary<(text: string) => string> = fc
  .tuple(
    fc.constantFrom('insert', 'replace', 'remove', 'double', 'repeat', 'end', 'start', 'case'),
    fc.integer({ min: 0, max: 999 }),
    nasty,
    fc.constantFrom(2, 55, 57, 58, 62, 63, 64, 65, 252, 253, 254, 255, 5_000),
  )
  .map(([how, share, mark, times]) => (text: string) => {
    const letters = [...text];
    const at = Math.floor((share / 1_000) * (letters.length + 1));
    const before = letters.slice(0, at).join('');
    const after = letters.slice(at).join('');
    const rest = letters.slice(at + 1).join('');
    const letter = letters[at] ?? 'x';
    switch (how) {
      case 'insert':
        return `${before}${mark}${after}`;
      case 'replace':
        return `${before}${mark}${rest}`;
      case 'remove':
        return `${before}${rest}`;
      case 'double':
        return `${text},${text}`;
      case 'repeat':
        return `${before}${letter.repeat(times)}${rest}`;
      case 'end':
        return `${text}${mark}`;
      case 'start':
        return `${mark}${text}`;
      default:
        return `${before}${letter.toUpperCase()}${rest}`;
    }
  });

function textFor(path: string): fc.Arbitrary<string> {
  const seeds = SEEDS[path] ?? NAME_SEEDS;
  const curated = CURATED.filter(([other, { length }]) => other === path && length < 10_000);
  const bent = fc
    .tuple(fc.constantFrom(...seeds), fc.array(bending, { minLength: 0, maxLength: 3 }))
    .map(([seed, bendings]) => bendings.reduce((text, bend) => bend(text), seed));
  const worse = fc
    .tuple(fc.constantFrom(...curated.map(([, text]) => text)), bending)
    .map(([text, bend]) => bend(text));
  const noise = fc.array(fc.oneof(nasty, fc.constantFrom(...seeds)), { maxLength: 6 });
  return fc.oneof(
    { arbitrary: bent, weight: 6 },
    { arbitrary: worse, weight: 2 },
    { arbitrary: noise.map((parts) => parts.join('')), weight: 2 },
  );
}

/** Characters of which the oracle does not know whether a host name may hold them. */
const OUTSIDE_ORACLE = /[^\0-\x7f\p{Cc}\p{Cf}\p{Cs}\p{Zs}\p{Zl}\p{Zp}]/u;
const KNOWN = new Set([
  ...NASTY.join(''),
  ...IDN_LETTERS,
  ...CURATED.flatMap(([, text]) => [...text.slice(0, 200)]),
]);

/** What a command line, a variable or a positional argument cannot hold, or means something else by. */
function canBeGiven(path: string, text: string, way: Way): boolean {
  if ([...text].some((character) => OUTSIDE_ORACLE.test(character) && !KNOWN.has(character)))
    return false;
  if (way === 'spec') return true;
  if (text.includes('\0')) return false;
  if (way === 'variable') return text !== '';
  return !(path === 'name' && way === 'flag' && (text === '' || text.startsWith('-')));
}

/** How many values were tried, and how many of them were legal and so went on to gcloud. */
export interface Count {
  readonly tried: number;
  readonly legal: number;
}

/**
 * Gives `amount` generated values, over all fields and the given ways: what the oracle calls illegal must be
 * refused as it should, what it calls legal must reach gcloud.
 */
export async function tryGenerated(
  amount: number,
  seed: number,
  ways: readonly Way[],
): Promise<Count> {
  const trials = new Trials();
  const place = { directory: trials.directory };
  const arbitrary = fc
    .tuple(fc.constantFrom(...FIELDS.keys()), fc.constantFrom(...ways))
    .chain(([path, way]) =>
      fc.tuple(
        fc.constant(path),
        textFor(path).filter((text) => canBeGiven(path, text, way)),
        fc.constant(way),
      ),
    );
  const count = { tried: 0, legal: 0 };
  const property = fc.asyncProperty(arbitrary, async ([path, text, way]) => {
    const isLegal = LEGAL.get(path)?.(text, way, place) ?? false;
    const tried = await trials.give(path, text, way);
    count.tried += 1;
    if (isLegal) {
      count.legal += 1;
      expect(tried.calls, `legal, but refused: ${tried.err}`).toBeGreaterThan(0);
    } else expect(complaints(tried)).toEqual([]);
  });
  await fc.assert(property, { numRuns: amount, seed, endOnFailure: true });
  return count;
}
