import type { Mask, Part, Placeholder, Platform } from './mask.ts';

/** A name that a mask takes out of a URL. */
export interface Capture {
  readonly placeholder: Placeholder;
  readonly value: string;
}

/** What a mask selects by a URL (rules.md, section d). */
export type Selection =
  | {
      readonly kind: 'match';
      readonly captures: readonly Capture[];
      /** True where the names could be split in another way too. */
      readonly splitsOtherwise: boolean;
    }
  /** The host has more labels in front than the mask: which of them is taken is not documented. */
  | { readonly kind: 'ambiguous'; readonly captures: readonly Capture[] }
  | {
      readonly kind: 'no-match';
      readonly part: 'host' | 'path' | 'name';
      readonly because: string;
    };

/** The two parts of a URL that a mask looks at. */
export interface SplitUrl {
  readonly host: string;
  readonly path: string;
}

/** Host in lower case and without port; the path as it is, without query and fragment. */
export function splitUrl(url: string): SplitUrl {
  const rest = url.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').replace(/[?#].*$/s, '');
  const slash = rest.indexOf('/');
  const authority = slash < 0 ? rest : rest.slice(0, slash);
  return {
    host: authority.replace(/:\d*$/, '').toLowerCase(),
    path: slash < 0 ? '/' : rest.slice(slash),
  };
}

type Greed = 'greedy' | 'lazy';

/** What a placeholder takes: never across a label of the host, or a segment of the path. */
function partPattern(part: Part, stop: string, greed: Greed): string {
  const capture = `([^${stop}]+${greed === 'lazy' ? '?' : ''})`;
  return part
    .map((token) =>
      token.kind === 'literal' ? token.text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : capture,
    )
    .join('');
}

function hostPattern({ host }: Mask, greed: Greed): RegExp {
  const labels = host.map((part) => partPattern(part, '.', greed));
  return new RegExp(`^${labels.join('\\.')}$`, 'i');
}

function pathPattern({ path }: Mask, greed: Greed): RegExp {
  const segments = path.map((part) => `/${partPattern(part, '/', greed)}`);
  return new RegExp(`^${segments.join('')}(?=/|$)`);
}

function namesIn(parts: readonly Part[]): readonly Placeholder[] {
  return parts.flatMap((part) =>
    part.flatMap((token) => (token.kind === 'placeholder' ? [token.name] : [])),
  );
}

function capturesOf(parts: readonly Part[], found: RegExpExecArray): readonly Capture[] {
  return namesIn(parts).map((placeholder, index) => ({
    placeholder,
    value: found[index + 1] ?? '',
  }));
}

/** The right-hand part of a host that a mask matches, where its first labels are one too many. */
function suffixMatch(mask: Mask, host: string): RegExpExecArray | null {
  const [first] = mask.host;
  const last = mask.host.at(-1);
  const startsOpen = first?.[0]?.kind === 'placeholder';
  if (!startsOpen || last?.at(-1)?.kind !== 'literal') return null;
  const labels = host.split('.');
  for (let skipped = 1; skipped < labels.length; skipped += 1) {
    const found = hostPattern(mask, 'greedy').exec(labels.slice(skipped).join('.'));
    if (found !== null) return found;
  }
  return null;
}

/** Names as the platforms take them; versions of App Engine may be longer. */
const NAMES: Readonly<Record<Platform, RegExp>> = {
  'cloud-run': /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/,
  'cloud-functions': /^[A-Za-z0-9][-A-Za-z0-9_]{0,62}$/,
  'app-engine': /^[A-Za-z0-9][-A-Za-z0-9_]{0,62}$/,
};
const VERSION = /^[A-Za-z0-9][-A-Za-z0-9_]{0,99}$/;

function isName({ platform }: Mask, { placeholder, value }: Capture): boolean {
  return (placeholder === 'version' ? VERSION : NAMES[platform]).test(value);
}

function noMatch(part: 'host' | 'path' | 'name', because: string): Selection {
  return { kind: 'no-match', part, because };
}

interface HostMatch {
  readonly captures: readonly Capture[];
  readonly isWhole: boolean;
}

function matchHost(mask: Mask, host: string): HostMatch | null {
  if (mask.host.length === 0) return { captures: [], isWhole: true };
  const whole = hostPattern(mask, 'greedy').exec(host);
  const found = whole ?? suffixMatch(mask, host);
  return found === null
    ? null
    : { captures: capturesOf(mask.host, found), isWhole: whole !== null };
}

function splitsOtherwise(mask: Mask, { host, path }: SplitUrl): boolean {
  const differs = (pattern: (mask: Mask, greed: Greed) => RegExp, text: string): boolean =>
    String(pattern(mask, 'greedy').exec(text)) !== String(pattern(mask, 'lazy').exec(text));
  return (
    (mask.host.length > 0 && differs(hostPattern, host)) ||
    (mask.path.length > 0 && differs(pathPattern, path))
  );
}

/** What a mask selects by one URL, or why it selects nothing. */
export function select(mask: Mask, url: string): Selection {
  const split = splitUrl(url);
  const host = matchHost(mask, split.host);
  if (host === null) {
    const shown = split.host === '' ? 'the URL has none' : `"${split.host}" does not fit`;
    return noMatch('host', `the mask asks for another host: ${shown}`);
  }
  const path = mask.path.length === 0 ? null : pathPattern(mask, 'greedy').exec(split.path);
  if (mask.path.length > 0 && path === null) {
    return noMatch('path', `"${split.path}" does not begin as the mask does`);
  }
  const captures = [...host.captures, ...(path === null ? [] : capturesOf(mask.path, path))];
  const odd = captures.find((capture) => !isName(mask, capture));
  if (odd !== undefined)
    return noMatch('name', `"${odd.value}" cannot be a ${odd.placeholder} name`);
  if (!host.isWhole) return { kind: 'ambiguous', captures };
  return { kind: 'match', captures, splitsOtherwise: splitsOtherwise(mask, split) };
}

/** Service and the rest as the NEG calls them: captured, or given beside the mask. */
export function called(mask: Mask, captures: readonly Capture[]): readonly Capture[] {
  const captured = new Map(captures.map(({ placeholder, value }) => [placeholder, value]));
  const order: readonly Placeholder[] = ['service', 'function', 'tag', 'version'];
  return order.flatMap((placeholder) => {
    const value = captured.get(placeholder) ?? mask.fixed[placeholder];
    return value === undefined ? [] : [{ placeholder, value }];
  });
}
