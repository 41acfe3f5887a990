import { expect, it } from 'vitest';
import { withGcloud } from '../support/gcloud.ts';
import { Play } from './case.ts';
import { EXAMPLES } from './examples.ts';
import { RealSite } from './real-site.ts';
import { callOf, isWrite } from './requests.ts';
import { sceneOf } from './scene.ts';

const smallest = (await Promise.all(EXAMPLES.map((example) => sceneOf(example)))).toSorted(
  (one, other) => one.steps.length - other.steps.length,
)[0];

withGcloud('a gcloud that outlives a negctl killed with SIGKILL', () => {
  it('is found by resume and waited for, and its write is not sent a second time', async () => {
    if (smallest === undefined) throw new Error('there is no example');
    const site = await RealSite.open(smallest.empty);
    try {
      let letGo: () => void = () => undefined;
      const held = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      let orphaned: string | null = null;
      site.front.watcher = {
        onRequest: async (request) => {
          if (!isWrite(request) || orphaned !== null) return;
          orphaned = callOf(request).id;
          site.kill();
          await held;
        },
      };
      expect((await site.run(smallest.command)).exitCode).toBeNull();
      const resumed = await site.run(['resume', '--yes'], {
        onSaid: (text) => {
          if (/gcloud \(pid \d+\) is still at it/.test(text)) letGo();
        },
      });
      expect(resumed.exitCode, resumed.err).toBe(0);
      expect(resumed.err).toMatch(/gcloud \(pid \d+\) is still at it/);
      const sent = site.front.seen.filter(
        (request) =>
          isWrite(request) && callOf(request).id === orphaned && request.method === 'POST',
      );
      expect(sent.filter((request) => callOf(request).verb === 'insert')).toHaveLength(1);
      const play = new Play(smallest, site, 'orphan');
      await play.judge();
      expect(play.played.violations).toEqual([]);
    } finally {
      await site.close();
    }
  }, 180_000);
});
