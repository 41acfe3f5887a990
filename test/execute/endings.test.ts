import { describe, expect, it } from 'vitest';
import { SMALL } from '../support/real-journals.ts';
import { elsewhere, eventsNamed, onlyRun } from '../support/run-events.ts';
import { NegctlDied } from '../support/stand-in/deaths.ts';
import type { Message } from '../support/stand-in/stand-in.ts';
import { documentIn, World } from '../support/world.ts';

/** Lets something happen once, right before the first gcloud whose words match is started. */
function before(world: World, words: RegExp, happen: () => void): void {
  let happened = false;
  world.hook({
    before: (argv) => {
      if (happened || !words.test(argv.join(' '))) return;
      happened = true;
      happen();
    },
  });
}

/** Lets negctl die when a gcloud whose words match has sent its first write. */
async function diesAtRequest(world: World, words: RegExp): Promise<void> {
  world.hook({
    onMessage: (argv, { request, direction }: Message) => {
      if (direction === 'request' && request.method !== 'GET' && words.test(argv.join(' '))) {
        throw new NegctlDied();
      }
    },
  });
  await expect(world.run(...SMALL, '--max-parallel=1')).rejects.toBeInstanceOf(NegctlDied);
  world.hook(undefined);
}

describe('a run that is not taken back', () => {
  it('lists all that it made, why, and how each is removed', async () => {
    const world = new World();
    world.emulator.addFaults(['insert:urlMaps/web-map=quota']);
    const flags = ['--no-rollback-on-failure', '--max-parallel=1', '--format=json'];
    const ended = await world.run(...SMALL, ...flags);
    expect(ended.exitCode, ended.err).toBe(8);
    const document = documentIn(ended);
    const because = 'rollback is switched off';
    const command = (words: string) => `gcloud compute ${words} --project=demo --quiet`;
    expect(document).toMatchObject({ ending: 'leftovers', result: { done: 4, undone: 0 } });
    const left = (step: string, words: string) => ({
      step,
      resource: `global/${step.replace('.', '/')}`,
      because,
      said: null,
      command: command(words),
    });
    expect(document['leftovers']).toEqual([
      left('backendServices.web-bes', 'backend-services delete web-bes --global'),
      left('networkEndpointGroups.web-neg', 'network-endpoint-groups delete web-neg --global'),
    ]);
    const shown = await world.run('runs', 'describe', await onlyRun(world));
    expect(shown.out).toContain('ending   leftovers');
  });
});

describe('a run whose result is not as planned when it is read back', () => {
  it('is taken back: something that somebody deleted is missing', async () => {
    const world = new World();
    let deleted: Promise<void> = Promise.resolve();
    const start = world.state();
    world.hook({
      after: (argv) => {
        if (/forwarding-rules create web-fr/.test(argv.join(' '))) {
          deleted = elsewhere(world, 'DELETE', 'global/forwardingRules/web-fr');
        }
      },
    });
    const ended = await world.run(...SMALL, '--format=json');
    await deleted;
    expect(ended.exitCode, ended.err).toBe(7);
    expect(documentIn(ended)['errors']).toEqual([
      {
        code: 'NEG-4120',
        what: 'global/forwardingRules/web-fr is missing',
        why: 'what was read back is not what was planned',
        fix: 'see whether somebody else changes the project, then run the command again',
      },
    ]);
    expect(world.state()).toEqual(start);
  });

  it('is taken back: something that somebody changed is not as planned', async () => {
    const world = new World();
    const start = world.state();
    let changed: Promise<void> = Promise.resolve();
    world.hook({
      after: (argv) => {
        if (/forwarding-rules create web-fr/.test(argv.join(' '))) {
          changed = elsewhere(world, 'PATCH', 'global/backendServices/web-bes', {
            protocol: 'HTTP2',
          });
        }
      },
    });
    const ended = await world.run(...SMALL, '--format=ndjson');
    await changed;
    expect(ended.exitCode, ended.err).toBe(7);
    const difference = 'global/backendServices/web-bes: protocol is "HTTP2", planned is "HTTP"';
    expect(eventsNamed(ended, 'verify.finished')).toEqual([
      { event: 'verify.finished', differences: [difference] },
    ]);
    expect(ended.err.replaceAll(/\s+/g, ' ')).toContain(difference);
    expect(world.state()).toEqual(start);
  });
});

describe('a run that is taken up again', () => {
  it.each([
    ['deleted', 'nothing in its place'],
    ['deleted', 'another one of the same name'],
  ])('and finds what it made %s, with %s, touches nothing', async (_what, then) => {
    const world = new World();
    await diesAtRequest(world, /network-endpoint-groups create web-neg/);
    await world.idle();
    await elsewhere(world, 'DELETE', 'global/backendServices/web-bes');
    if (then !== 'nothing in its place') {
      await elsewhere(world, 'POST', 'global/backendServices', {
        name: 'web-bes',
        protocol: 'HTTP',
        loadBalancingScheme: 'EXTERNAL_MANAGED',
        customRequestHeaders: ['Host:api.example.com'],
      });
    }
    const found = world.state();
    const run = await onlyRun(world);
    const ended = await world.run('resume', '--yes', '--format=json');
    expect(ended.exitCode, ended.err).toBe(11);
    expect(documentIn(ended)).toMatchObject({
      ending: 'changed',
      result: { done: 1, undone: 0 },
      leftovers: [],
      errors: [
        {
          code: 'NEG-6005',
          what: 'global/backendServices/web-bes is no longer the one that this run made',
          why: 'somebody deleted or replaced it after the run was stopped',
          fix: `roll the run back (negctl rollback ${run}) and run the command again`,
        },
      ],
    });
    expect(world.state()).toEqual(found);
    const undone = await world.run('rollback', '--yes');
    expect(undone.exitCode, undone.err).toBe(0);
    const left = JSON.stringify(world.state());
    expect(left.includes('web-bes')).toBe(then !== 'nothing in its place');
    expect(left).not.toContain('web-neg');
  });
});

describe('what somebody else made in the meantime, equal to the plan', () => {
  const map = { name: 'web-map', defaultService: 'projects/demo/global/backendServices/web-bes' };

  /** A run that finds the name of its URL map taken at its first write of it. */
  async function taken(): Promise<World> {
    const world = new World();
    let made: Promise<void> = Promise.resolve();
    world.hook({
      after: (argv) => {
        if (/backend-services create/.test(argv.join(' '))) {
          made = elsewhere(world, 'POST', 'global/urlMaps', map);
        }
      },
    });
    const ended = await world.run(...SMALL, '--max-parallel=1', '--no-rollback-on-failure');
    await made;
    world.hook(undefined);
    expect(ended.exitCode, ended.err).toBe(8);
    expect(ended.err).toContain('NEG-4101');
    return world;
  }

  it('is not taken for its own when the run is resumed, and never deleted', async () => {
    const world = await taken();
    const resumed = await world.run('resume', '--yes', '--no-rollback-on-failure');
    expect(resumed.exitCode, resumed.err).toBe(8);
    expect(resumed.err).toContain('NEG-4101');
    await world.run('rollback', '--yes');
    expect(JSON.stringify(world.state())).toContain('urlMaps/web-map');
  });

  it('is not either when negctl is killed right before it writes again', async () => {
    const world = await taken();
    await world.clock.sleep(300_000);
    world.hook({
      before: (argv) => {
        if (/url-maps create/.test(argv.join(' '))) throw new NegctlDied();
      },
    });
    await expect(world.run('resume', '--yes')).rejects.toBeInstanceOf(NegctlDied);
    await world.idle();
    world.hook(undefined);
    await world.run('rollback', '--yes');
    expect(JSON.stringify(world.state())).toContain('urlMaps/web-map');
  });

  it('once it is gone, the run goes on as if it had never been there', async () => {
    const world = await taken();
    await elsewhere(world, 'DELETE', 'global/urlMaps/web-map');
    const resumed = await world.run('resume', '--yes');
    expect(resumed.exitCode, resumed.err).toBe(0);
    const undone = await world.run('rollback', await onlyRun(world), '--yes');
    expect(undone.exitCode, undone.err).toBe(0);
    expect(JSON.stringify(world.state())).not.toContain('web-map');
  });
});

describe('what negctl does not know how to deal with', () => {
  const words: readonly (readonly [string, RegExp])[] = [
    ['before a step', /backend-services create/],
    ['when it reads back', /forwarding-rules list/],
    ['when it looks what an interrupted step has done', /operations list/],
  ];

  it.each(words)('%s, is not taken for an answer of the API', async (when, pattern) => {
    const world = new World();
    if (when.includes('looks')) world.emulator.addFaults(['insert:urlMaps/web-map=503']);
    let lists = 0;
    world.hook({
      before: (argv) => {
        if (!pattern.test(argv.join(' '))) return;
        lists += 1;
        if (argv.includes('create') || when.includes('looks') || lists === 2) {
          throw new TypeError('a defect');
        }
      },
    });
    await expect(world.run(...SMALL, '--max-parallel=1')).rejects.toThrow('a defect');
  });

  it('while it takes back, is no end that can be told', async () => {
    const world = new World();
    await world.run(...SMALL);
    before(world, /delete web-fr/, () => {
      throw new TypeError('a defect');
    });
    const run = await onlyRun(world);
    await expect(world.run('rollback', run, '--yes')).rejects.toThrow('a defect');
  });
});
