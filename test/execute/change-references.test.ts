import { describe, expect, it } from 'vitest';
import type { Entry } from '../../src/journal/entry.ts';
import type { JsonObject } from '../../src/json.ts';
import { LOST, printed } from '../support/by-ports.ts';
import {
  BACKEND,
  detaching,
  done,
  intent,
  live,
  NOT_THE_ONE,
  only,
  PROXY,
  repointing,
} from '../support/deletions.ts';

describe('pointing something elsewhere', () => {
  const repoint = only(repointing, PROXY);
  const serverId = String(live(PROXY)['id']);
  const changed = { type: 'step.done', step: PROXY, serverId, how: 'changed', seconds: 1 } as const;
  const to = (map: string): JsonObject =>
    live(PROXY, { urlMap: `projects/demo/global/urlMaps/${map}` });

  it('sends it, and records that it was changed', async () => {
    const { writes, ends, outcome } = await done(repoint, {
      'target-http-proxies list': [[to('web-map')], [to('other-map')]],
    });
    expect(writes).toEqual([
      'target-http-proxies update web-proxy --global --url-map=other-map --global-url-map',
    ]);
    expect(ends).toMatchObject([{ how: 'changed', serverId: live(PROXY)['id'] }]);
    expect(outcome.ending).toBe('ok');
  });

  it('sends nothing where somebody else has pointed it to another one since', async () => {
    const { writes, outcome } = await done(repoint, {
      'target-http-proxies list': [[to('foreign')]],
    });
    expect(writes).toEqual([]);
    const because = 'somebody else has changed it since: its urlMap is "global/urlMaps/foreign"';
    expect(outcome).toMatchObject({ ending: 'changed', leftovers: [] });
    expect(outcome.problems).toMatchObject([{ what: expect.stringContaining(because) }]);
  });

  it('sends nothing where it points there already', async () => {
    const { writes, ends } = await done(repoint, {
      'target-http-proxies list': [[to('other-map')]],
    });
    expect(writes).toEqual([]);
    expect(ends).toMatchObject([{ type: 'step.done', how: 'settled' }]);
  });

  it('is settled where it points there after a call whose answer was lost', async () => {
    const { writes, ends } = await done(repoint, {
      'target-http-proxies list': [[to('web-map')], [to('other-map')]],
      'target-http-proxies update': [LOST],
    });
    expect(writes).toHaveLength(1);
    expect(ends).toMatchObject([{ type: 'step.done', how: 'settled' }]);
  });

  it.each([
    ['before', [[]], 'unknown', 'foreign', 0],
    ['after a refusal', [[to('web-map')], []], 'transient', 'foreign', 1],
  ] as const)('that is not there any more %s, fails', async (_case, lists, found, left, times) => {
    const { writes, ends, outcome } = await done(repoint, {
      'target-http-proxies list': lists,
      'target-http-proxies update': [LOST],
    });
    expect(writes).toHaveLength(times);
    const said = 'it is not there any more';
    expect(ends).toEqual([{ type: 'step.failed', step: PROXY, class: found, said, left }]);
    const [problem] = outcome.problems;
    expect(problem).toMatchObject({ code: 'NEG-6008', what: expect.stringContaining(said) });
    expect(problem?.said).toBe(
      times === 0 ? undefined : LOST.stderr.replace(/^.*compute\) |\n$/g, ''),
    );
  });

  it('also sends it where it refers to more than that', async () => {
    const steps = repoint.steps.map((step) =>
      step.effect === 'repoint'
        ? {
            ...step,
            resource: {
              ...step.resource,
              refs: ['global/sslCertificates/web-cert', ...step.resource.refs],
            },
          }
        : step,
    );
    const { writes } = await done(
      { ...repoint, steps },
      { 'target-http-proxies list': [[to('web-map')], [to('other-map')]] },
    );
    expect(writes).toHaveLength(1);
  });

  it.each([
    ['has done', [intent(PROXY), changed], 'ok', 1],
    ['has only begun', [intent(PROXY)], 'changed', 0],
  ] as const)(
    'that a run %s, and somebody has pointed to another one since, is taken up again so',
    async (_case, earlier, ending, times) => {
      const again: Entry = {
        type: 'step.failed',
        step: PROXY,
        class: 'unknown',
        said: 'it was not so when it was read back',
        left: 'present',
      };
      const { outcome, writes } = await done(
        repoint,
        {
          'target-http-proxies list --global': [
            [to('foreign')],
            [to('foreign')],
            [to('other-map')],
          ],
          'target-http-proxies list': [[to('foreign')]],
        },
        times === 0 ? earlier : [...earlier, again],
      );
      expect(outcome.ending).toBe(ending);
      expect(writes).toHaveLength(times);
    },
  );

  it('does not mind who uses it, when it is taken up again', async () => {
    const proxy =
      'https://compute.googleapis.com/compute/v1/projects/demo/global/targetHttpProxies/web-proxy';
    const { outcome } = await done(
      repoint,
      {
        'target-http-proxies list --global': [[to('other-map')]],
        'target-http-proxies list': [[{ ...to('other-map'), selfLink: proxy }]],
        'forwarding-rules list': [
          [
            {
              name: 'x',
              selfLink: proxy.replace(/targetHttp.*/, 'forwardingRules/x'),
              target: proxy,
            },
          ],
        ],
      },
      [intent(PROXY)],
    );
    expect(outcome.ending).toBe('ok');
  });

  it('that is not so when it is read back, was not done', async () => {
    const { bench, outcome } = await done(repoint, {
      'target-http-proxies list': [[to('web-map')]],
    });
    const what =
      'global/targetHttpProxies/web-proxy: urlMap is "global/urlMaps/web-map", planned is "global/urlMaps/other-map"';
    expect(outcome).toMatchObject({ ending: 'leftovers', problems: [{ code: 'NEG-4120', what }] });
    expect(outcome.leftovers).toMatchObject([{ step: PROXY, because: what }]);
    expect(bench.entries.at(-2)).toEqual({
      type: 'step.failed',
      step: PROXY,
      class: 'unknown',
      said: what,
      left: 'present',
    });
  });
});

describe('taking an endpoint group off a backend service', () => {
  const group = 'projects/demo/global/networkEndpointGroups/web-neg';
  const service = (...groups: readonly string[]): JsonObject => ({
    ...live(BACKEND),
    name: 'web-bes',
    backends: groups.map((each) => ({ group: each })),
  });

  it('asks for the operations on the service after a failure, and tries again', async () => {
    const { bench, writes, ends } = await done(only(detaching, BACKEND), {
      'backend-services list': [...Array(3).fill([service(group)]), [service()]],
      'backend-services remove-backend': [LOST, printed('')],
    });
    expect(writes).toHaveLength(2);
    expect(bench.commands).toContain(
      'operations list --global --filter=targetLink~/backendServices/web-bes$',
    );
    expect(ends).toMatchObject([{ how: 'removed' }]);
  });

  it.each([
    ['is another service by now', { id: '9' }],
    ['says no id', { id: null }],
  ])('leaves it on what %s', async (_case, given) => {
    const { writes, ends, outcome } = await done(only(detaching, BACKEND), {
      'backend-services list': [[{ ...service(group), ...given }]],
    });
    expect(writes).toEqual([]);
    expect(ends).toMatchObject([{ said: NOT_THE_ONE, left: 'foreign' }]);
    expect(outcome.ending).toBe('changed');
  });
});
