import { NegctlError } from '../errors.ts';
import { wrapped } from '../render/wrap.ts';
import { isResourceName } from '../rules/naming.ts';
import { URL_MASK_RULES } from '../rules/url-mask.ts';
import { deriveMasks } from '../url-masks/derive.ts';
import {
  type Fixed,
  isPlatform,
  type Mask,
  type MaskRefusal,
  type Part,
  PLACEHOLDERS,
  parseMask,
} from '../url-masks/mask.ts';
import { type Capture, called, type Selection, select } from '../url-masks/match.ts';
import type { CommandBody } from './command.ts';
import { failingWith, type Ready } from './failing.ts';
import type { Flags } from './flags.ts';
import { type OptionRow, OUTPUT_OPTIONS } from './options.ts';
import { NOTHING } from './output.ts';

const PLATFORMS = Object.keys(PLACEHOLDERS);
/** Longer ones are refused by the load balancer itself; in characters. */
const LONGEST_URL = 8_192;

function row(flag: string, placeholder: string, summary: string): OptionRow {
  return { flag, takes: 'value', placeholder, summary, group: 'input', variable: false };
}

const SERVICE = row('service', 'NAME', 'Service that the NEG or the URL names');
const TAG = row('tag', 'NAME', 'Tag of a revision of it');
const PLATFORM: OptionRow = {
  ...row('platform', PLATFORMS.join('|'), 'What the NEG calls (default: cloud-run)'),
  words: PLATFORMS,
};

function nameOf(flags: Flags, flag: 'service' | 'tag'): string | null {
  const value = flags.get(flag);
  if (typeof value !== 'string') return null;
  if (isResourceName(value)) return value;
  throw new NegctlError('usage', [
    {
      code: 'NEG-1001',
      what: `--${flag}: "${value}" is not the name of a Cloud Run ${flag}`,
      why: 'names have 1 to 63 lower-case letters, digits and dashes, a letter first',
      fix: 'copy it from `gcloud run services list`',
    },
  ]);
}

function refuseLong(urls: readonly string[]): void {
  const long = urls.find((url) => url.length > LONGEST_URL);
  if (long === undefined) return;
  throw new NegctlError('usage', [
    {
      code: 'NEG-1001',
      what: `a URL has ${long.length} characters`,
      why: `${LONGEST_URL} are the most that is looked at`,
      fix: 'leave out its query',
    },
  ]);
}

function refused(refusals: readonly MaskRefusal[]): NegctlError {
  return new NegctlError(
    'input',
    refusals.map(({ rule, message, fix }) => ({
      code: rule,
      what: message,
      why: URL_MASK_RULES[rule].why,
      fix,
    })),
  );
}

function textOf(parts: readonly Part[], separator: string): string {
  return parts
    .map((part) =>
      part.map((token) => (token.kind === 'literal' ? token.text : `<${token.name}>`)).join(''),
    )
    .join(separator);
}

function maskLines(mask: Mask, width: number): readonly string[] {
  const host = mask.host.length === 0 ? 'any' : textOf(mask.host, '.');
  const path =
    mask.path.length === 0
      ? 'any'
      : `/${textOf(mask.path, '/')} at its beginning; what follows does not matter`;
  return [
    `Mask  ${mask.text}`,
    ...wrapped(`  host  ${host}`, width, 8),
    ...wrapped(`  path  ${path}`, width, 8),
  ];
}

function namesIn(captures: readonly Capture[]): string {
  return captures.map(({ placeholder, value }) => `${placeholder} ${value}`).join(', ');
}

function selectionText(mask: Mask, selection: Selection): string {
  switch (selection.kind) {
    case 'match': {
      const names = namesIn(called(mask, selection.captures));
      return selection.splitsOtherwise
        ? `${names}; the names could be split in another way too: put "---" or "/" between them`
        : names;
    }
    case 'ambiguous':
      return `${namesIn(called(mask, selection.captures))}, perhaps: the host has more labels than the mask, and no document says which of them is taken; write the mask with all of them`;
    case 'no-match':
      return `no match: ${selection.because}`;
  }
}

function explain({ output }: Ready, flags: Flags, args: readonly string[]): Promise<number> {
  const [text = '', ...urls] = args;
  const word = flags.get('platform') ?? 'cloud-run';
  const platform = typeof word === 'string' && isPlatform(word) ? word : 'cloud-run';
  const service = nameOf(flags, 'service');
  const tag = nameOf(flags, 'tag');
  refuseLong(urls);
  const fixed: Fixed = {
    ...(service === null ? {} : { service }),
    ...(tag === null ? {} : { tag }),
  };
  const parsed = parseMask(text, platform, fixed);
  if (!parsed.ok) throw refused(parsed.refusals);
  const { mask } = parsed;
  const { symbols, width } = output.style;
  const selections = urls.map((url) => ({ url, selection: select(mask, url) }));
  output.result([
    ...maskLines(mask, width),
    ...selections.flatMap(({ url, selection }) => {
      const isMatch = selection.kind === 'match' && !selection.splitsOtherwise;
      const symbol = isMatch ? symbols.done : symbols.failed;
      return [url, ...wrapped(`  ${symbol} ${selectionText(mask, selection)}`, width, 4)];
    }),
  ]);
  return output.finish({
    ...NOTHING,
    ending: 'ok',
    result: {
      mask: text,
      platform,
      urls: selections.map(({ url, selection }) => ({
        url,
        selects: selection.kind,
        because: selection.kind === 'no-match' ? selection.because : null,
        names:
          selection.kind === 'no-match'
            ? {}
            : Object.fromEntries(
                called(mask, selection.captures).map(({ placeholder, value }) => [
                  placeholder,
                  value,
                ]),
              ),
      })),
    },
  });
}

function derive({ output }: Ready, flags: Flags, url: string): Promise<number> {
  const service = nameOf(flags, 'service');
  const tag = nameOf(flags, 'tag');
  refuseLong([url]);
  if (service === null) {
    throw new NegctlError('input', [
      {
        code: 'NEG-2003',
        what: 'missing: the service',
        why: 'a URL does not say which part of it is the name of the service',
        fix: 'give --service=NAME, and --tag=NAME where the URL has one',
      },
    ]);
  }
  const masks = deriveMasks(url, { service, tag });
  if (masks.length === 0) {
    const wanted = tag === null ? `"${service}"` : `"${service}" and "${tag}"`;
    throw new NegctlError('input', [
      {
        code: 'url-mask/placeholders',
        what: `no mask takes ${wanted} out of ${url}`,
        why: 'the names must stand in the host or the path, apart from other letters and digits',
        fix: 'check the names; a service that no URL names needs a NEG of its own',
      },
    ]);
  }
  output.result(masks);
  return output.finish({ ...NOTHING, ending: 'ok', result: { url, service, tag, masks } });
}

export const urlMaskExplainCommand: CommandBody = {
  examples: [
    "negctl url-mask explain '/<service>' https://example.com/login/web",
    "negctl url-mask explain '<tag>.<service>.example.com' test.login.example.com",
  ],
  args: [
    {
      name: 'mask',
      required: true,
      summary: 'The mask, quoted: < and > mean something to a shell',
    },
    { name: 'url', required: false, many: true, summary: 'URLs to try it on' },
  ],
  own: [{ heading: 'NEG', rows: [PLATFORM, SERVICE, TAG] }],
  unlisted: [],
  options: OUTPUT_OPTIONS,
  exits: ['0', '2', '3'],
  run: (invocation) =>
    failingWith(invocation, 'url-mask explain', (ready) =>
      explain(ready, invocation.flags, invocation.args),
    ),
};

export const urlMaskDeriveCommand: CommandBody = {
  examples: [
    'negctl url-mask derive https://example.com/login/web --service=login',
    'negctl url-mask derive https://test.login.example.com --service=login --tag=test',
  ],
  args: [{ name: 'url', required: true, summary: 'A URL that should reach the service' }],
  own: [{ heading: 'Names in it', rows: [SERVICE, TAG] }],
  unlisted: [],
  options: OUTPUT_OPTIONS,
  exits: ['0', '2', '3'],
  run: (invocation) =>
    failingWith(invocation, 'url-mask derive', (ready) =>
      derive(ready, invocation.flags, invocation.args[0] ?? ''),
    ),
};
