/**
 * URL masks of serverless NEGs: a template of a URL from which the load balancer takes the name of the
 * service (rules.md, section d; "Construct a URL mask" in the documentation of serverless NEGs).
 */

/** The placeholders that each platform knows. */
export const PLACEHOLDERS = {
  'cloud-run': ['service', 'tag'],
  'cloud-functions': ['function'],
  'app-engine': ['service', 'version'],
} as const;

/** What a serverless NEG with a mask calls. */
export type Platform = keyof typeof PLACEHOLDERS;

export type Placeholder = (typeof PLACEHOLDERS)[Platform][number];

export type Token =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'placeholder'; readonly name: Placeholder };

/** A label of the host or a segment of the path. */
export type Part = readonly Token[];

/** A mask that can be matched. */
export interface Mask {
  readonly text: string;
  readonly platform: Platform;
  /** Labels from left to right; none where the host does not matter. */
  readonly host: readonly Part[];
  /** Segments from left to right; none where the path does not matter. */
  readonly path: readonly Part[];
  /** Names that the NEG has by itself, beside the mask. */
  readonly fixed: Fixed;
}

/** Service and tag that are given to the NEG explicitly. */
export type Fixed = Readonly<Partial<Record<Placeholder, string>>>;

/** Why a mask cannot stand, and by which rule. */
export interface MaskRefusal {
  readonly rule: MaskRuleId;
  readonly message: string;
  readonly fix: string;
}

export type MaskRuleId =
  | 'url-mask/placeholders'
  | 'url-mask/no-scheme'
  | 'url-mask/host-or-path'
  | 'url-mask/service-xor'
  | 'url-mask/tag-needs-service'
  | 'url-mask/adjacent';

export type MaskResult =
  | { readonly ok: true; readonly mask: Mask }
  | { readonly ok: false; readonly refusals: readonly MaskRefusal[] };

export function isPlatform(word: string): word is Platform {
  return Object.hasOwn(PLACEHOLDERS, word);
}

function listed(platform: Platform): string {
  return PLACEHOLDERS[platform].map((name) => `<${name}>`).join(' and ');
}

function placeholderOf(platform: Platform, word: string): Placeholder | undefined {
  return PLACEHOLDERS[platform].find((name) => name === word);
}

function tokensOf(text: string, platform: Platform): Part {
  return text.split(/(<[^<>]*>)/).flatMap((piece): Token[] => {
    if (piece === '') return [];
    const name = placeholderOf(platform, piece.slice(1, -1));
    return piece.startsWith('<') && name !== undefined
      ? [{ kind: 'placeholder', name }]
      : [{ kind: 'literal', text: piece }];
  });
}

function refuseForeignParts(text: string): readonly MaskRefusal[] {
  const found = /^[a-z][a-z0-9+.-]*:\/\//i.exec(text)?.[0] ?? /[?#].*$/.exec(text)?.[0];
  if (text !== '' && found === undefined) return [];
  const rule = 'url-mask/no-scheme';
  if (text === '') {
    return [{ rule, message: 'the mask is empty', fix: 'write host/path, a host, or /path' }];
  }
  const rest = text.replace(found ?? '', '');
  const fix = `leave out "${found}"${rest === '' ? '' : `: ${rest}`}`;
  return [{ rule, message: `"${found}" has no place in a mask`, fix }];
}

function refusePlaceholders(
  text: string,
  platform: Platform,
  fixed: Fixed,
): readonly MaskRefusal[] {
  const words = [...text.matchAll(/<([^<>]*)>/g)].map(([, word = '']) => word);
  const rule = 'url-mask/placeholders';
  const stray = /[<>]/.test(text.replace(/<[^<>]*>/g, ''));
  const unknown = words.filter((word) => placeholderOf(platform, word) === undefined);
  const repeated = words.filter((word, index) => words.indexOf(word) !== index);
  const known = `use ${listed(platform)}`;
  const refusals: MaskRefusal[] = [
    ...(stray ? [{ rule, message: 'an angle bracket stands alone', fix: known } as const] : []),
    ...unknown.map(
      (word) => ({ rule, message: `<${word}> is no placeholder`, fix: known }) as const,
    ),
    ...[...new Set(repeated)].map(
      (word) => ({ rule, message: `<${word}> is there twice`, fix: 'keep one of them' }) as const,
    ),
  ];
  if (words.length === 0 && !stray) {
    const message = 'the mask has no placeholder, so every URL would call the same';
    refusals.push({ rule, message, fix: `put ${listed(platform)} where the names are` });
  }
  const both = words.filter((word) => Object.hasOwn(fixed, word));
  const needsService = words.includes('tag') && !words.includes('service');
  return [
    ...refusals,
    ...both.map(
      (word) =>
        ({
          rule: 'url-mask/service-xor',
          message: `the ${word} is given and is in the mask`,
          fix: `leave out <${word}>, or the given ${word}`,
        }) as const,
    ),
    ...(needsService && fixed.service === undefined
      ? [
          {
            rule: 'url-mask/tag-needs-service',
            message: 'a tag belongs to a service, and there is none',
            fix: 'put <service> into the mask, or give the service by its name',
          } as const,
        ]
      : []),
    ...(text.includes('><')
      ? [
          {
            rule: 'url-mask/adjacent',
            message: 'two placeholders touch: nobody can tell where one name ends',
            fix: 'put ".", "/" or "---" between them',
          } as const,
        ]
      : []),
  ];
}

/** What a host name is made of, beside placeholders. */
const HOST = /^[a-z0-9.-]*$/i;

function refuseShape(host: string, path: string): readonly MaskRefusal[] {
  const rule = 'url-mask/host-or-path';
  const plain = host.replace(/<[^<>]*>/g, 'x');
  const odd = [...plain].find((character) => !HOST.test(character) && !'<>'.includes(character));
  const emptyLabel = host !== '' && plain.split('.').includes('');
  const emptySegment = path !== '' && path.slice(1).split('/').includes('');
  return [
    ...(odd === undefined
      ? []
      : [
          {
            rule,
            message: `"${odd}" cannot stand in the host, which is everything before the first "/"`,
            fix: 'write host names only of letters, digits, "-" and "."; a path starts with "/"',
          } as const,
        ]),
    ...(emptyLabel
      ? [
          {
            rule,
            message: 'the host has an empty label',
            fix: 'leave out the dot too many',
          } as const,
        ]
      : []),
    ...(emptySegment
      ? [
          {
            rule,
            message: 'the path has an empty segment',
            fix: 'leave out the "/" too many; what follows the last placeholder may be left out',
          } as const,
        ]
      : []),
  ];
}

/** Reads a mask. Everything that is wrong with it is said at once. */
export function parseMask(text: string, platform: Platform, fixed: Fixed = {}): MaskResult {
  const foreign = refuseForeignParts(text);
  if (foreign.length > 0) return { ok: false, refusals: foreign };
  const slash = text.indexOf('/');
  const host = slash < 0 ? text : text.slice(0, slash);
  const path = slash < 0 ? '' : text.slice(slash);
  const refusals = [...refusePlaceholders(text, platform, fixed), ...refuseShape(host, path)];
  if (refusals.length > 0) return { ok: false, refusals };
  const parts = (part: string, separator: string): readonly Part[] =>
    part === '' ? [] : part.split(separator).map((piece) => tokensOf(piece, platform));
  const mask = { text, platform, fixed, host: parts(host, '.'), path: parts(path.slice(1), '/') };
  return { ok: true, mask };
}
