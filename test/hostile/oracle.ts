import { statSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * What is legal, written from the documents and not from the program: nothing here is imported from
 * `src`. Each function says whether a text may stand for one field beside {@link CONTEXTS}.
 */

/** Control characters, format marks, surrogates, line separators, default ignorables (Unicode 16). */
const INVISIBLE: readonly (readonly [number, number])[] = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x600, 0x605],
  [0x61c, 0x61c],
  [0x6dd, 0x6dd],
  [0x70f, 0x70f],
  [0x890, 0x891],
  [0x8e2, 0x8e2],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xd800, 0xdfff],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0x110bd, 0x110bd],
  [0x110cd, 0x110cd],
  [0x13430, 0x1343f],
  [0x1bca0, 0x1bca3],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff],
];

/** True for a text that a terminal shows as it stands. */
export function isShowable(text: string): boolean {
  return [...text].every((character) => {
    const code = character.codePointAt(0) ?? 0;
    return !INVISIBLE.some(([first, last]) => code >= first && code <= last);
  });
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';

function consistsOf(text: string, alphabet: string): boolean {
  return [...text].every((character) => alphabet.includes(character));
}

/** Compute Engine names: RFC 1035 labels. */
function isName(text: string): boolean {
  return (
    text.length >= 1 &&
    text.length <= 63 &&
    consistsOf(text, `${LETTERS}${DIGITS}-`) &&
    LETTERS.includes(text.charAt(0)) &&
    !text.endsWith('-')
  );
}

function isLabel(text: string): boolean {
  return (
    text.length >= 1 &&
    text.length <= 63 &&
    consistsOf(text, `${LETTERS}${DIGITS}-`) &&
    !text.startsWith('-') &&
    !text.endsWith('-')
  );
}

/** Letters beyond ASCII that generators use, and that IDNA allows as they are, in lower case. */
export const IDN_LETTERS = 'äöüéñжщ日本';

/** A fully qualified host name, an internationalised one included; upper case and a root dot are allowed. */
export function isHost(text: string): boolean {
  const name = (text.endsWith('.') ? text.slice(0, -1) : text).toLowerCase();
  const labels = name.split('.');
  const last = labels.at(-1) ?? '';
  const isForeign = (label: string) =>
    label.length <= 20 &&
    [...label].some((letter) => IDN_LETTERS.includes(letter)) &&
    consistsOf(label, `${LETTERS}${DIGITS}${IDN_LETTERS}`);
  return (
    name.length <= 253 &&
    labels.length >= 2 &&
    labels.every((label) => isLabel(label) || isForeign(label)) &&
    (LETTERS.includes(last.charAt(0)) || isForeign(last))
  );
}

/** A whole number as it is written: no sign, no zeros in front. */
function isPort(text: string): boolean {
  return consistsOf(text, DIGITS) && String(Number(text)) === text && isIn(Number(text), 1, 65_535);
}

function isIn(value: number, first: number, last: number): boolean {
  return value >= first && value <= last;
}

/** IPv4 blocks that IANA's special-purpose registry keeps from the public internet, and multicast. */
const SPECIAL: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function isPublicIpv4(text: string): boolean {
  const parts = text.split('.');
  const isByte = (part: string) =>
    part !== '' && consistsOf(part, DIGITS) && String(Number(part)) === part && Number(part) < 256;
  if (parts.length !== 4 || !parts.every(isByte)) return false;
  return !SPECIAL.some(([network, bits]) => {
    const size = 2 ** (32 - bits);
    return isIn(numberOf(text), numberOf(network), numberOf(network) + size - 1);
  });
}

function withoutBlanks(text: string): string {
  const from = [...text].findIndex((character) => character !== ' ' && character !== '\t');
  const to = [...text].findLastIndex((character) => character !== ' ' && character !== '\t');
  return from === -1 ? '' : [...text].slice(from, to + 1).join('');
}

/** Google's own services listen on the two usual ports only. */
function isGoogle(host: string): boolean {
  const name = (host.endsWith('.') ? host.slice(0, -1) : host).toLowerCase();
  const suffixes = ['googleapis.com', 'run.app', 'appspot.com', 'cloudfunctions.net'];
  return suffixes.some((suffix) => name === suffix || name.endsWith(`.${suffix}`));
}

function isEndpoint(text: string): boolean {
  const pairs = text.split(',').map((pair): readonly [string, string] => {
    const [key = '', ...value] = pair.split('=');
    return [withoutBlanks(key), withoutBlanks(value.join('='))];
  });
  const keys = pairs.map(([key]) => key);
  const hosts = pairs.filter(([key]) => key !== 'port');
  const [host = ['', '']] = hosts;
  const isHostLegal =
    host[0] === 'fqdn' ? isHost(host[1]) : host[0] === 'ip' && isPublicIpv4(host[1]);
  return (
    text.includes('=') &&
    keys.length === new Set(keys).size &&
    hosts.length === 1 &&
    isHostLegal &&
    (!isGoogle(host[1]) || ['80', '443', undefined].includes(new Map(pairs).get('port'))) &&
    pairs.every(([key, value]) => key !== 'port' || isPort(value))
  );
}

const TOKEN = `${LETTERS}${LETTERS.toUpperCase()}${DIGITS}!#$%&'*+-.^_\`|~`;
const RESERVED_HEADERS =
  'x-user-ip cdn-loop keep-alive transfer-encoding te connection trailer upgrade host'.split(' ');

function isHeader(text: string): boolean {
  const colon = text.indexOf(':');
  const name = text.slice(0, Math.max(colon, 0));
  const folded = name.toLowerCase();
  return (
    colon > 0 &&
    consistsOf(name, TOKEN) &&
    !RESERVED_HEADERS.includes(folded) &&
    !['x-google', 'x-goog-', 'x-gfe', 'x-amz-'].some((start) => folded.startsWith(start)) &&
    isShowable(text) &&
    Buffer.byteLength(text) <= 8 * 1024 - 'Host:api.example.com'.length
  );
}

function isHostHeader(text: string): boolean {
  const [host = '', port, ...more] = text.toLowerCase().split(':');
  const isAscii = consistsOf(host, `${LETTERS}${DIGITS}-.`);
  const isName_ = isAscii && host.length <= 253 && host.split('.').every(isLabel);
  return isName_ && more.length === 0 && (port === undefined || isPort(port));
}

function isProject(text: string): boolean {
  const [domain, id] = text.includes(':') ? text.split(/:(.*)/s) : [null, text];
  const labels = domain?.split('.') ?? [];
  const isDomainPart = (label: string) =>
    label.length >= 1 && label.length <= 63 && consistsOf(label, `${LETTERS}${DIGITS}-`);
  const isDomain =
    domain === null ||
    domain === undefined ||
    (labels.slice(0, -1).every(isDomainPart) && isName(labels.at(-1) ?? ''));
  return isDomain && isLabel(id ?? '') && (domain !== null || !consistsOf(id ?? '', DIGITS));
}

function isWord(text: string, ...words: readonly string[]): boolean {
  return words.includes(
    [...text]
      .map((character) => (character === '_' ? '-' : character))
      .map((character) =>
        LETTERS.toUpperCase().includes(character) ? character.toLowerCase() : character,
      )
      .join(''),
  );
}

function isFraction(text: string): boolean {
  const [whole = '', decimals, ...more] = text.split('.');
  const isDecimal =
    decimals === undefined || (isIn(decimals.length, 1, 15) && consistsOf(decimals, DIGITS));
  const isWhole = whole === '0' || (whole === '1' && consistsOf(decimals ?? '', '0'));
  return isWhole && isDecimal && more.length === 0;
}

function isListOf(text: string, most: number, fits: (item: string) => boolean): boolean {
  const items = text.split(',').map(withoutBlanks);
  return (
    items.length <= most && items.every((item) => item !== '' && isShowable(item) && fits(item))
  );
}

/** A region: words and a number at the end. */
function isRegion(text: string): boolean {
  const parts = text.split('-');
  const last = parts.at(-1) ?? '';
  const word = [...last].filter((character) => LETTERS.includes(character)).join('');
  const number = last.slice(word.length);
  return (
    parts.length >= 2 &&
    [...parts.slice(0, -1), word].every((part) => part !== '' && consistsOf(part, LETTERS)) &&
    isIn(number.length, 1, 2) &&
    consistsOf(number, DIGITS)
  );
}

/** A whole number as it is written, between two others. */
function isCount(text: string, first: number, last: number): boolean {
  return (
    text !== '' &&
    consistsOf(text, DIGITS) &&
    String(Number(text)) === text &&
    isIn(Number(text), first, last)
  );
}

/** An IPv4 range of at least 64 addresses whose host bits are zero. */
function isRange(text: string): boolean {
  const [address = '', bits = '', ...more] = text.split('/');
  const bytes = address.split('.');
  const isAddress = bytes.length === 4 && bytes.every((byte) => isCount(byte, 0, 255));
  if (!isAddress || more.length > 0 || !isCount(bits, 0, 26)) return false;
  return numberOf(address) % 2 ** (32 - Number(bits)) === 0;
}

function isPath(text: string): boolean {
  const isGraphic = [...text].every((character) => character > ' ' && character <= '~');
  return text.startsWith('/') && text.length <= 1_024 && isGraphic;
}

/** The ways in which an operator can give a value. */
export const WAYS = ['flag', 'spec', 'set', 'variable'] as const;
export type Way = (typeof WAYS)[number];

/** The folder in which the command is started, with the PEM files `cert.pem` and `key.pem`. */
export interface Place {
  readonly directory: string;
}

/** Up to 50 different names. */
function isPool(text: string): boolean {
  const names = text.split(',').map(withoutBlanks);
  return isListOf(text, 50, isName) && new Set(names).size === names.length;
}

type Judgement = (text: string, way: Way, place: Place) => boolean;

const isDerivable: Judgement = (text) => isName(text) && text.length <= 63 - '-proxy'.length;
const isSwitch: Judgement = (text, way) => way !== 'flag' && ['true', 'false'].includes(text);
const never: Judgement = () => false;
const differsFrom =
  (taken: string): Judgement =>
  (text) =>
    isName(text) && text !== taken;

function isWhole(text: string): boolean {
  return text !== '' && consistsOf(text, DIGITS) && String(Number(text)) === text;
}

function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => isWhole(part) && Number(part) < 256);
}

/** IPv4 addresses, none of them twice. */
const areAddresses: Judgement = (text) =>
  isListOf(text, 1_000, isIpv4) &&
  new Set(text.split(',').map(withoutBlanks)).size === text.split(',').length;

/** A host name as it is compared: in lower case, without the root dot. */
function asHost(text: string): string {
  return (text.endsWith('.') ? text.slice(0, -1) : text).toLowerCase();
}

/** Whether a text is legal for the field at that place of a spec, beside the values of its context. */
export const LEGAL: ReadonlyMap<string, Judgement> = new Map<string, Judgement>([
  ['name', isDerivable],
  ['project', isProject],
  ['lb', (text) => isWord(text, 'global-external', 'classic')],
  ['endpoints', isEndpoint],
  ['networkEndpointType', (text) => isWord(text, 'internet-fqdn-port')],
  ['defaultPort', isPort],
  [
    'backend.protocol',
    (text) =>
      ['HTTPS', 'HTTP2', 'HTTP'].some(
        (word) => isWord(text, word.toLowerCase()) && !text.includes('_'),
      ),
  ],
  ['backend.hostHeader', isHostHeader],
  ['backend.customRequestHeaders', isHeader],
  [
    'backend.secretHeader',
    (text) => !text.includes(':') && isHeader(`${text}:`) && text.toLowerCase() !== 'host',
  ],
  [
    'backend.secretFile',
    (text, _way, { directory }) =>
      isFile(text, directory, 'secret.key') ||
      (isShowable(text) && isFree(resolve(directory, text), directory)),
  ],
  ['backend.logging', isSwitch],
  ['backend.loggingSampleRate', isFraction],
  ['backend.healthCheck', (text) => text === 'none'],
  ['backend.balancingMode', never],
  ['backend.maxRatePerEndpoint', never],
  ['backend.maxConnectionsPerEndpoint', never],
  ['frontend.protocol', (text) => isWord(text, 'https')],
  ['frontend.certificateSource', (text) => isWord(text, 'google-managed')],
  ['frontend.sslCertificates', (text) => isListOf(text, 15, isName)],
  ['frontend.domains', (text) => isListOf(text, 100, isHost)],
  ['frontend.certificate', (text, _way, { directory }) => isFile(text, directory, 'cert.pem')],
  ['frontend.privateKey', (text, _way, { directory }) => isFile(text, directory, 'key.pem')],
  ['frontend.port', isPort],
  ['frontend.redirectHttp', isSwitch],
  ['frontend.address', isName],
  ['frontend.networkTier', (text) => isWord(text, 'premium')],
  ['preset', (text) => isWord(text, 'plain', 'cloud-run')],
  ['dns.addresses', areAddresses],
  ['dns.zone', isName],
  ['dns.name', (text) => ['api.example.com', 'example.com'].includes(asHost(text))],
  ['dns.ttl', (text) => isWhole(text) && isIn(Number(text), 0, 2_147_483_647)],
  ['backend.tls', isSwitch],
  ['backend.sni', (text) => asHost(text) === 'api.example.com'],
  ['names.clientTlsPolicy', isName],
  // The words beside names have their form.
  ['backend.tlsRoots', isName],
  ['backend.subjectAltNames', (text) => isListOf(text, 5, isHost)],
  ['names.backendAuthenticationConfig', isName],
  ['region', isRegion],
  ['network.name', isName],
  ['network.proxyOnlySubnetRange', isRange],
  ['network.subnet', isName],
  ['frontend.allowGlobalAccess', isSwitch],
  ['network.nat', (text) => isWord(text, 'auto', 'pool', 'none')],
  ['network.natPoolSize', (text) => isCount(text, 1, 50)],
  ['network.natExternalIpPool', isPool],
  ['backend.requestPath', isPath],
  ['backend.checkInterval', (text) => isCount(text, 1, 300)],
  ['names.healthCheck', isName],
  ['names.proxyOnlySubnet', isName],
  ['names.router', isName],
  ['names.nat', isName],
  ['names.prefix', isDerivable],
  ['names.neg', isName],
  ['names.backendService', isName],
  ['names.urlMap', isName],
  ['names.targetProxy', isName],
  ['names.forwardingRule', isName],
  ['names.address', isName],
  ['names.sslCertificate', isName],
  ['names.redirectUrlMap', differsFrom('web-map')],
  ['names.redirectTargetProxy', isName],
  ['names.redirectForwardingRule', differsFrom('web-fr')],
]);

/** True where a file can be made: there is nothing at the path, and nothing that is no directory above it. */
function isFree(path: string, directory: string): boolean {
  const taken = ['cert.pem', 'key.pem'].map((name) => resolve(directory, name));
  const isBelow = taken.some((file) => path === file || path.startsWith(`${file}/`));
  return path !== directory && !isBelow && isMissing(path);
}

/** True where there is nothing at a path; where nothing can be, as below a file, it is not. */
function isMissing(path: string): boolean {
  try {
    statSync(path);
    return false;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
  }
}

function isFile(text: string, directory: string, name: string): boolean {
  return resolve(directory, text) === resolve(directory, name);
}
