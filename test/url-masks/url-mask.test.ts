import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentIn, World } from '../support/world.ts';

type Expected =
  | { readonly selects: 'match' | 'ambiguous'; readonly names: Readonly<Record<string, string>> }
  | { readonly selects: 'no-match'; readonly because: string };

function match(names: Readonly<Record<string, string>>): Expected {
  return { selects: 'match', names };
}

function none(because: string): Expected {
  return { selects: 'no-match', because };
}

/** The worked examples of rules.md, section d; the first eight are the documents' own. */
const EXAMPLES: readonly (readonly [mask: string, url: string, expected: Expected])[] = [
  ['<service>-home.example.com', 'https://login-home.example.com/web', match({ service: 'login' })],
  ['example.com/<service>', 'https://example.com/login/web', match({ service: 'login' })],
  ['/<service>', 'https://example.com/login/web', match({ service: 'login' })],
  [
    '<tag>.<service>.example.com',
    'https://test.login.example.com/web',
    match({ tag: 'test', service: 'login' }),
  ],
  [
    'example.com/home/<service>/<tag>',
    'https://example.com/home/login/test',
    match({ service: 'login', tag: 'test' }),
  ],
  [
    '/home/<service>/<tag>',
    'https://example.com/home/login/test',
    match({ service: 'login', tag: 'test' }),
  ],
  [
    '<tag>.example.com/home/<service>',
    'https://test.example.com/home/login/web',
    match({ tag: 'test', service: 'login' }),
  ],
  [
    '<tag>.domain.com/<service>',
    'https://foo1.domain.com/bar1',
    match({ tag: 'foo1', service: 'bar1' }),
  ],
  ['<service>', 'https://example.com/my-service/path', none('another host')],
  ['/<service>', 'https://example.com/my-service/path', match({ service: 'my-service' })],
  ['/<service>', 'https://example.com/home/login', match({ service: 'home' })],
  ['example.com/<service>', 'https://www.example.com/login', none('another host')],
  ['/home/<service>', 'https://example.com/login', none('does not begin')],
  ['/<service>', 'https://example.com/', none('does not begin')],
  ['/<service>', 'https://example.com/Login/web', none('"Login" cannot be a service name')],
  ['/home/<service>/<tag>', 'https://example.com/home/login', none('does not begin')],
  ['<service>.example.com', 'https://example.com/login', none('another host')],
  [
    '<service>.example.com',
    'https://www.login.example.com/',
    { selects: 'ambiguous', names: { service: 'login' } },
  ],
  ['example.com/<service>', 'https://EXAMPLE.com:8443/login?x=1#top', match({ service: 'login' })],
  ['/api/<service>/v1', 'https://example.com/api/login/v1/users', match({ service: 'login' })],
  ['/api/<service>/v1', 'https://example.com/api/login/v10', none('does not begin')],
  [
    '<tag>---<service>.example.com',
    'https://green---shop.example.com/',
    match({ tag: 'green', service: 'shop' }),
  ],
];

async function explained(mask: string, url: string, ...flags: readonly string[]): Promise<unknown> {
  const ended = await new World().run('url-mask', 'explain', mask, url, ...flags, '--format=json');
  expect(ended.exitCode, ended.err).toBe(0);
  return documentIn(ended)['result'];
}

describe('url-mask explain', () => {
  it.each(EXAMPLES)('%s on %s', async (mask, url, expected) => {
    const wanted =
      expected.selects === 'no-match'
        ? { selects: 'no-match', because: expect.stringContaining(expected.because), names: {} }
        : { ...expected, because: null };
    expect(await explained(mask, url)).toMatchObject({ mask, urls: [{ url, ...wanted }] });
  });

  it.each([
    ['https://example.com/<service>', 'url-mask/no-scheme'],
    ['/<service>?x=1', 'url-mask/no-scheme'],
    ['', 'url-mask/no-scheme'],
    ['example.com/<name>', 'url-mask/placeholders'],
    ['/<service', 'url-mask/placeholders'],
    ['/<service>/<service>', 'url-mask/placeholders'],
    ['example.com/login', 'url-mask/placeholders'],
    ['/<function>', 'url-mask/placeholders'],
    ['<tag>.example.com', 'url-mask/tag-needs-service'],
    ['<tag><service>.example.com', 'url-mask/adjacent'],
    ['exa_mple.com/<service>', 'url-mask/host-or-path'],
    ['<service>..example.com', 'url-mask/host-or-path'],
    ['/home//<service>', 'url-mask/host-or-path'],
  ])('refuses %j by %s, which explain knows', async (mask, rule) => {
    const world = new World();
    const ended = await world.run('url-mask', 'explain', mask);
    expect(ended.exitCode).toBe(3);
    expect(ended.err).toContain(`Error ${rule}:`);
    expect((await world.run('explain', rule)).out).toContain(rule);
    expect(world.calls).toEqual([]);
  });

  it('fills in what is given beside the mask, and refuses it twice', async () => {
    expect(await explained('/<tag>', 'https://example.com/green', '--service=shop')).toMatchObject({
      urls: [{ names: { service: 'shop', tag: 'green' } }],
    });
    const twice = await new World().run('url-mask', 'explain', '/<service>', '--service=shop');
    expect(twice.err).toContain('Error url-mask/service-xor:');
  });

  it('warns where names could be split in another way', async () => {
    const ended = await new World().run(
      'url-mask',
      'explain',
      '<tag>-<service>.example.com',
      'https://green-web-shop.example.com/',
    );
    expect(ended.out).toContain('split in another way');
  });

  it('knows the placeholders of the other platforms', async () => {
    expect(
      await explained('/<function>', 'https://example.com/Resize_1', '--platform=cloud-functions'),
    ).toMatchObject({ urls: [{ names: { function: 'Resize_1' } }] });
    expect(
      await explained(
        '<version>.<service>.example.com',
        'v1.api.example.com',
        '--platform=app-engine',
      ),
    ).toMatchObject({ urls: [{ names: { version: 'v1', service: 'api' } }] });
  });
});

describe('url-mask derive', () => {
  async function derived(url: string, ...flags: readonly string[]): Promise<readonly string[]> {
    const ended = await new World().run('url-mask', 'derive', url, ...flags);
    expect(ended.exitCode, ended.err).toBe(0);
    return ended.out.trimEnd().split('\n');
  }

  it.each([
    ['https://example.com/login/web', ['--service=login'], ['/<service>', 'example.com/<service>']],
    ['https://login-home.example.com/web', ['--service=login'], ['<service>-home.example.com']],
    [
      'https://test.login.example.com/web',
      ['--service=login', '--tag=test'],
      ['<tag>.<service>.example.com'],
    ],
    [
      'https://example.com/home/login/test',
      ['--service=login', '--tag=test'],
      ['/home/<service>/<tag>', 'example.com/home/<service>/<tag>'],
    ],
    [
      'https://test.example.com/home/login/web',
      ['--service=login', '--tag=test'],
      ['<tag>.example.com/home/<service>'],
    ],
  ])('of %s with %j, the shortest first', async (url, flags, masks) => {
    expect(await derived(url, ...flags)).toEqual(masks);
  });

  it('says so where the URL does not have the name, or only within another word', async () => {
    for (const service of ['shop', 'log']) {
      const ended = await new World().run(
        'url-mask',
        'derive',
        'https://example.com/login',
        `--service=${service}`,
      );
      expect(ended.exitCode).toBe(3);
      expect(ended.err).toContain(`no mask takes "${service}" out of`);
    }
    expect((await new World().run('url-mask', 'derive', 'https://x.example')).exitCode).toBe(3);
  });

  it('gives only masks that select the service by that URL', async () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/);
    const word = fc.constantFrom('home', 'api', 'v1', 'www', 'example', 'a-b');
    const place = fc.record({
      labels: fc.array(word, { minLength: 1, maxLength: 3 }),
      segments: fc.array(word, { maxLength: 3 }),
      service: name,
      inHost: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(place, async ({ labels, segments, service, inHost }) => {
        const host = [...(inHost ? [service] : []), ...labels, 'com'].join('.');
        const path = [...(inHost ? [] : [service]), ...segments].join('/');
        const url = `https://${host}/${path}`;
        for (const mask of await derived(url, `--service=${service}`)) {
          expect(await explained(mask, url)).toMatchObject({
            urls: [{ selects: 'match', names: { service } }],
          });
        }
      }),
      { numRuns: 60 },
    );
  });
});
