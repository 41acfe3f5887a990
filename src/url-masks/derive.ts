import { type Placeholder, parseMask } from './mask.ts';
import { called, select, splitUrl } from './match.ts';

/** Names of Cloud Run that a URL carries. */
export interface Wanted {
  readonly service: string;
  readonly tag: string | null;
}

/** Where a name stands in a URL: in which label or segment, and from which character on. */
interface Place {
  readonly where: 'host' | 'path';
  readonly part: number;
  readonly at: number;
  readonly placeholder: Placeholder;
  readonly length: number;
}

interface Parts {
  readonly host: readonly string[];
  readonly path: readonly string[];
}

function placesIn(
  parts: readonly string[],
  where: 'host' | 'path',
  name: string,
  placeholder: Placeholder,
): readonly Place[] {
  return parts.flatMap((text, part) => {
    const found: Place[] = [];
    for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
      const before = text[at - 1] ?? '.';
      const after = text[at + name.length] ?? '.';
      const standsAlone = !/[a-z0-9]/i.test(before) && !/[a-z0-9]/i.test(after);
      if (standsAlone) found.push({ where, part, at, placeholder, length: name.length });
    }
    return found;
  });
}

function placesOf(parts: Parts, name: string, placeholder: Placeholder): readonly Place[] {
  return [
    ...placesIn(parts.host, 'host', name, placeholder),
    ...placesIn(parts.path, 'path', name, placeholder),
  ];
}

function withPlaceholders(text: string, places: readonly Place[]): string {
  return [...places]
    .sort((one, other) => other.at - one.at)
    .reduce(
      (masked, { at, length, placeholder }) =>
        `${masked.slice(0, at)}<${placeholder}>${masked.slice(at + length)}`,
      text,
    );
}

function masked(texts: readonly string[], places: readonly Place[]): readonly string[] {
  return texts.map((text, index) =>
    withPlaceholders(
      text,
      places.filter(({ part }) => part === index),
    ),
  );
}

/** The masks that put placeholders at these places: as short as they can be, and with the host named. */
function masksAt({ host, path }: Parts, places: readonly Place[]): readonly string[] {
  const inHost = places.filter(({ where }) => where === 'host');
  const inPath = places.filter(({ where }) => where === 'path');
  const hostMask = masked(host, inHost).join('.');
  const last = Math.max(-1, ...inPath.map(({ part }) => part));
  const segments = masked(path.slice(0, last + 1), inPath).map((segment) => `/${segment}`);
  const pathMask = segments.join('');
  return inHost.length > 0 ? [`${hostMask}${pathMask}`] : [pathMask, `${hostMask}${pathMask}`];
}

function selects(mask: string, url: string, { service, tag }: Wanted): boolean {
  const parsed = parseMask(mask, 'cloud-run');
  if (!parsed.ok) return false;
  const selection = select(parsed.mask, url);
  if (selection.kind !== 'match' || selection.splitsOtherwise) return false;
  const names = new Map(
    called(parsed.mask, selection.captures).map(({ placeholder, value }) => [placeholder, value]),
  );
  return names.get('service') === service && (names.get('tag') ?? null) === tag;
}

/**
 * The masks by which a URL selects a service (and a tag), the shortest first. Each of them was tried on
 * the URL. Empty where the URL does not carry the names.
 */
export function deriveMasks(url: string, wanted: Wanted): readonly string[] {
  const { host, path } = splitUrl(url);
  const parts: Parts = { host: host === '' ? [] : host.split('.'), path: path.slice(1).split('/') };
  const services = placesOf(parts, wanted.service, 'service');
  const tags = wanted.tag === null ? [] : placesOf(parts, wanted.tag, 'tag');
  const choices =
    wanted.tag === null
      ? services.map((service) => [service])
      : services.flatMap((service) => tags.map((tag) => [service, tag]));
  const masks = choices.flatMap((places) => masksAt(parts, places));
  return [...new Set(masks)]
    .filter((mask) => selects(mask, url, wanted))
    .sort((one, other) => one.length - other.length || (one < other ? -1 : 1));
}
