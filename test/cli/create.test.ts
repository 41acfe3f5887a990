import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { SPECS } from '../support/real.ts';
import { FULL, OTHER } from '../support/set-ups.ts';
import { documentIn, World } from '../support/world.ts';

/** Commands that change the project. */
function writes(world: World): readonly (readonly string[])[] {
  return world.calls.filter(
    (argv) =>
      !argv.includes('list') &&
      !argv.includes('describe') &&
      !argv.includes('list-network-endpoints') &&
      !argv.includes('print-access-token'),
  );
}

describe('create internet-neg', () => {
  it('makes everything, reads it back, and says what is left to do', async () => {
    const world = new World();
    const ended = await world.run(...FULL, '--yes');
    expect(ended.exitCode, ended.err).toBe(0);
    expect(ended.err).toContain('verify everything is as planned');
    expect(ended.out).toContain('12 of 12 steps done and read back');
    expect(ended.out).toMatch(/www\.example\.com {2}A {2}\d+\.\d+\.\d+\.\d+/);
    expect(ended.out).toContain('34.127.192.0/18, 34.96.0.0/20'.split(', ')[0]);
    expect(ended.out).toMatch(/Undo {3}negctl rollback r-\d{8}-\d{6}-[a-z0-9]{6}/);
    expect(writes(world)).toHaveLength(12);
  });

  it('a second run of the same changes nothing', async () => {
    const world = new World();
    await world.run(...FULL, '--yes');
    const state = world.state();
    world.calls.length = 0;
    const again = await world.run(...FULL, '--yes', '--format=json');
    expect(again.exitCode).toBe(0);
    expect(documentIn(again)).toMatchObject({ ok: true, result: { changes: 0 } });
    expect(writes(world)).toEqual([]);
    expect(world.state()).toEqual(state);
  });

  it('the command it prints at the end does the same again', async () => {
    const world = new World();
    const ended = await world.run(...FULL, '--yes');
    const again = /^Again {2}negctl (.+)$/m.exec(ended.out)?.[1]?.split(' ') ?? [];
    const repeated = await world.run(...again, '--yes');
    expect(repeated.out).toContain('Nothing to do: 12 resources as planned already, 0 changes');
  });

  it('takes over what exists and is equal, and never undoes it', async () => {
    const world = new World();
    await world.run(
      'create',
      'internet-neg',
      'web',
      '--project=demo',
      '--lb=none',
      '--add-endpoint=fqdn=api.example.com,port=443',
      '--yes',
    );
    const before = world.state();
    world.emulator.addFaults(['insert:forwardingRules/web-fr=quotax*']);
    const failed = await world.run(...FULL, '--yes');
    expect(failed.err).toMatch(/= {5}networkEndpointGroups\/web-neg +exists and is equal/);
    expect(failed.exitCode, failed.err).toBe(7);
    expect(world.state()).toEqual(before);
  });

  it.each([
    [
      'another backend service',
      ['--protocol=HTTP2'],
      'backend service "web-bes"',
      'protocol is HTTPS, planned is HTTP2',
    ],
    [
      'another certificate',
      ['--domains=shop.example.com'],
      'SSL certificate "web-cert"',
      'managed is',
    ],
    [
      'another URL map',
      ['--backend-service-name=web2-bes'],
      'URL map "web-map"',
      'defaultService is global/backendServices/web-bes, planned is global/backendServices/web2-bes',
    ],
  ])(
    'names a conflict with %s before anything is touched',
    async (_what, flags, resource, difference) => {
      const world = new World();
      await world.run(...FULL, '--yes');
      const state = world.state();
      world.calls.length = 0;
      const ended = await world.run(...FULL, ...flags, '--yes');
      expect(ended.exitCode).toBe(6);
      expect(ended.err.replaceAll(/\s+/g, ' ')).toContain(resource);
      expect(ended.err.replaceAll(/\s+/g, ' ')).toContain(difference);
      expect(writes(world)).toEqual([]);
      expect(world.state()).toEqual(state);
    },
  );

  it('without rollback leaves what was made, lists it with commands, and rollback finishes the job', async () => {
    const world = new World();
    await world.run(...OTHER);
    const before = world.state();
    world.emulator.addFaults(['insert:urlMaps/web-map=quotax*']);
    const ended = await world.run(...FULL, '--yes', '--no-rollback-on-failure', '--format=json');
    const { leftovers, exitCode, errors } = documentIn(ended);
    expect(ended.exitCode).toBe(8);
    expect(exitCode).toBe(8);
    expect(errors).toMatchObject([{ code: 'NEG-4103', what: expect.stringContaining('URL_MAPS') }]);
    expect(leftovers).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          resource: 'global/addresses/web-ip',
          command: 'gcloud compute addresses delete web-ip --global --project=demo --quiet',
        }),
      ]),
    );
    const undone = await world.run('rollback', '--yes');
    expect(undone.exitCode, undone.err).toBe(0);
    expect(world.state()).toEqual(before);
  });

  it('where a rollback cannot finish, says what is left and why, and can be continued', async () => {
    const world = new World();
    const before = world.state();
    world.emulator.addFaults([
      'insert:forwardingRules/web-fr=quotax*',
      'delete:backendServices/web-bes=permissionx*',
    ]);
    const ended = await world.run(...FULL, '--yes');
    expect(ended.exitCode, ended.err).toBe(8);
    expect(ended.err).toContain('global/backendServices/web-bes');
    expect(ended.err).toContain(
      'gcloud compute backend-services delete web-bes --global --project=demo --quiet',
    );
    world.emulator.clearFaults();
    const undone = await world.run('rollback', '--yes');
    expect(undone.exitCode, undone.err).toBe(0);
    expect(world.state()).toEqual(before);
  });

  it('leaves alone what somebody else replaced under the same name', async () => {
    const world = new World();
    await world.run(...FULL, '--yes');
    const address = '/compute/v1/projects/demo/global/addresses/web-ip';
    const rule = (name: string) => `/compute/v1/projects/demo/global/forwardingRules/${name}`;
    const call = (method: string, path: string, body = '') =>
      world.emulator.handle({ method, path, body });
    for (const path of [rule('web-fr'), rule('web-redirect-fr'), address]) {
      await call('DELETE', path);
      await world.clock.sleep(60_000);
    }
    await call(
      'POST',
      '/compute/v1/projects/demo/global/addresses',
      JSON.stringify({ name: 'web-ip', ipVersion: 'IPV4' }),
    );
    await world.clock.sleep(60_000);
    const [run = ''] = (await world.run('runs', 'list')).out.split(' ');
    const undone = await world.run('rollback', run, '--yes');
    expect(undone.exitCode, undone.err).toBe(0);
    expect(JSON.stringify(world.state())).toContain('addresses/web-ip');
    expect(undone.err).toContain('not ours');
  });

  it('asks for consent, and does nothing where the answer is no', async () => {
    const willing = new World({ answers: ['yes'] });
    expect((await willing.run(...FULL)).exitCode).toBe(0);
    const unwilling = new World({ answers: ['no'] });
    expect((await unwilling.run(...FULL)).exitCode).toBe(3);
    expect(writes(unwilling)).toEqual([]);
  });

  it('stops when the project changes between the question and the answer', async () => {
    const world: World = new World({
      answers: [
        async () => {
          const path = '/compute/v1/projects/demo/global/addresses';
          const body = JSON.stringify({ name: 'web-ip', ipVersion: 'IPV4' });
          await world.emulator.handle({ method: 'POST', path, body });
          await world.clock.sleep(60_000);
          return 'yes';
        },
      ],
    });
    const ended = await world.run(...FULL);
    expect(ended.exitCode).toBe(11);
    expect(ended.err).toContain('the live project changed while you decided');
    expect(writes(world)).toEqual([]);
  });
});

describe('a dry run', () => {
  it('is offline: no gcloud at all, and no project read', async () => {
    const world = new World();
    const ended = await world.run(...FULL, '--dry-run');
    expect(ended.exitCode).toBe(0);
    expect(world.calls).toEqual([]);
    expect(ended.out).toContain('Plan  create internet-neg web   project demo   12 steps');
    expect(ended.err).toContain('Not compared with the live project');
  });

  it('on the server reads, and writes nothing', async () => {
    const world = new World();
    const ended = await world.run(...FULL, '--dry-run=server');
    expect(ended.exitCode).toBe(0);
    expect(world.calls.length).toBeGreaterThan(5);
    expect(writes(world)).toEqual([]);
  });

  it('has the same hash every time, and as the run itself on an empty project', async () => {
    const hashOf = async (...words: readonly string[]) => {
      const { plan } = documentIn(await new World().run(...FULL, '--format=json', ...words));
      return plan;
    };
    const offline = await hashOf('--dry-run');
    expect(await hashOf('--dry-run')).toEqual(offline);
    expect(await hashOf('--dry-run=server')).toEqual(offline);
    expect(await hashOf('--yes')).toEqual(offline);
  });

  it('with --detailed-exitcode says by its exit code whether there are changes', async () => {
    const world = new World();
    expect((await world.run(...FULL, '--dry-run=server', '--detailed-exitcode')).exitCode).toBe(20);
    await world.run(...FULL, '--yes');
    expect((await world.run(...FULL, '--dry-run=server', '--detailed-exitcode')).exitCode).toBe(0);
  });

  it('refuses a plan that is not the approved one', async () => {
    const world = new World();
    const { plan } = documentIn(await world.run(...FULL, '--dry-run', '--format=json'));
    const hash = JSON.stringify(plan).match(/sha256:[0-9a-f]{64}/)?.[0] ?? '';
    const other = await world.run(...FULL, '--protocol=HTTP2', '--yes', `--plan-hash=${hash}`);
    expect(other.exitCode).toBe(11);
    expect(writes(world)).toEqual([]);
    expect((await world.run(...FULL, '--yes', `--plan-hash=${hash}`)).exitCode).toBe(0);
  });
});

describe('formats', () => {
  it.each(['json', 'yaml'])('%s is one document, on success and on failure', async (format) => {
    const world = new World();
    const parse = (text: string): unknown =>
      format === 'json' ? JSON.parse(text) : parseDocument(text).toJS();
    const done = await world.run(...FULL, '--yes', `--format=${format}`);
    expect(parse(done.out)).toMatchObject({
      schema: 'negctl/result/v1',
      command: 'create internet-neg',
      ok: true,
      exitCode: 0,
      leftovers: [],
      errors: [],
      run: expect.stringMatching(/^r-/),
    });
    const refused = await world.run(...FULL, '--protocol=TCP', `--format=${format}`);
    expect(parse(refused.out)).toMatchObject({
      ok: false,
      exitCode: 3,
      errors: [{ code: 'backend-service/protocol' }],
    });
  });

  it('json is a document for a wrong command line too', async () => {
    const ended = await new World().run(...FULL, '--prots=1', '--format=json');
    expect(documentIn(ended)).toMatchObject({
      ok: false,
      exitCode: 2,
      errors: [{ code: 'NEG-1001' }],
    });
  });

  it('ndjson is one event a line, numbered, from the plan to the end', async () => {
    const world = new World();
    const ended = await world.run(...FULL, '--yes', '--format=ndjson');
    const events = ended.out
      .trimEnd()
      .split('\n')
      .map((line): Record<string, unknown> => JSON.parse(line));
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_event, index) => index + 1));
    const names = events.map(({ event }) => event);
    expect(names[0]).toBe('plan.ready');
    expect(names.at(-1)).toBe('run.finished');
    expect(names.filter((name) => name === 'step.finished')).toHaveLength(12);
    expect(events.every(({ v, ts }) => v === 1 && typeof ts === 'string')).toBe(true);
  });

  it('script is a POSIX shell script with one command a step', async () => {
    const ended = await new World().run(...FULL, '--dry-run', '--format=script');
    expect(ended.out.split('\n')[0]).toBe('#!/bin/sh');
    expect(ended.out).toContain('set -eu');
    expect(ended.out.match(/^gcloud /gm)).toHaveLength(12);
    expect(ended.out.match(/^# +undo +gcloud /gm)).toHaveLength(12);
  });

  it('no format has a control byte in it, whatever the project answers', async () => {
    const world = new World();
    world.emulator.addFaults(['insert:addresses/web-ip=502x*']);
    for (const format of ['text', 'json', 'yaml', 'ndjson']) {
      const { out, err } = await world.run(...FULL, '--yes', `--format=${format}`);
      expect(`${out}${err}`.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    }
  });
});

describe('inputs', () => {
  it('that are missing are listed all at once, with flag and place in a spec, and nothing is started', async () => {
    const world = new World();
    const ended = await world.run('create', 'internet-neg');
    expect(ended.exitCode).toBe(3);
    for (const text of [
      'give NAME',
      '--project=PROJECT_ID',
      '--add-endpoint=',
      '--frontend-protocol=',
      'endpoints in a spec',
    ]) {
      expect(ended.err.replaceAll(/\s+/g, ' ')).toContain(text);
    }
    expect(world.calls).toEqual([]);
  });

  it('without consent change nothing', async () => {
    const world = new World();
    const ended = await world.run(...FULL);
    expect(ended.exitCode).toBe(3);
    expect(ended.err).toContain('NEG-2005');
    expect(writes(world)).toEqual([]);
  });

  it('come from a spec, the environment and flags, the stronger winning, each with its source', async () => {
    const world = new World({
      environment: { NEGCTL_PROJECT: 'from-env', NEGCTL_PROTOCOL: 'HTTP2' },
    });
    const file = join(world.directory, 'web.yaml');
    writeFileSync(
      file,
      'apiVersion: negctl/v1\nkind: InternetNeg\nname: web\nproject: from-spec\nendpoints:\n  - fqdn: api.example.com\n    port: 443\nfrontend:\n  domains: [www.example.com]\n',
    );
    const ended = await world.run(
      'create',
      'internet-neg',
      '-f',
      file,
      '--protocol=HTTPS',
      '--set=names.prefix=pre',
      '--dry-run',
      '--format=json',
    );
    const { plan } = documentIn(ended);
    expect(plan).toMatchObject({
      project: 'from-env',
      inputs: expect.arrayContaining([
        { path: 'name', value: 'web', source: `${file}:3:7` },
        { path: 'project', value: 'from-env', source: 'NEGCTL_PROJECT' },
        { path: 'backend.protocol', value: 'HTTPS', source: '--protocol' },
        { path: 'names.prefix', value: 'pre', source: '--set' },
        { path: 'frontend.port', value: 443, source: 'default: usual for HTTPS' },
      ]),
    });
  });

  it('are saved as a spec that gives the same plan', async () => {
    const world = new World();
    const file = join(world.directory, 'saved.yaml');
    const flags = await world.run(...FULL, '--dry-run', '--format=json', `--save-spec=${file}`);
    const spec = await world.run(
      'create',
      'internet-neg',
      '-f',
      file,
      '--dry-run',
      '--format=json',
    );
    const steps = (ended: typeof spec) =>
      JSON.stringify(documentIn(ended)['plan']).match(/sha256:[0-9a-f]{64}/)?.[0];
    expect(steps(spec)).toBe(steps(flags));
    expect(readFileSync(file, 'utf8')).toContain('kind: InternetNeg');
  });

  it.each([
    [['--ports='], '--ports has an empty value'],
    [['--ports', '--yes'], '--ports has no value'],
    [['--port=1'], "unknown option '--port=1'"],
    [['extra'], 'too many arguments'],
    [['--dry-run=maybe'], '--dry-run: "maybe" is not known'],
    [['--step-timeout=10'], '--step-timeout: "10" is not a duration'],
    [['--max-parallel=0'], '--max-parallel: "0" is not a whole number from 1 to 99999'],
    [['--set=nmae=x'], '--set: "nmae" is not a value of the spec'],
    [['--emulator-fault=x'], '--emulator-fault is given without --emulator'],
  ])('such as %j are refused as usage errors', async (flags, complaint) => {
    const world = new World();
    const ended = await world.run(...FULL, ...flags);
    expect(ended.exitCode).toBe(2);
    expect(ended.err.replaceAll(/\s+/g, ' ')).toContain(complaint);
    expect(world.calls).toEqual([]);
  });

  it('that have no meaning beside the others are refused', async () => {
    const ended = await new World().run(
      'create',
      'internet-neg',
      'web',
      '--project=demo',
      '--lb=none',
      '--add-endpoint=fqdn=api.example.com,port=443',
      '--ports=443',
      '--dry-run',
    );
    expect(ended.exitCode).toBe(3);
    expect(ended.err).toContain('--ports (frontend.port) does not apply to --lb=none');
  });

  it('on the command line win over a spec, which is said where they differ from it', async () => {
    const spec = join(SPECS, 'internet-neg-only.yaml');
    const run = (...flags: readonly string[]) =>
      new World().run(
        'create',
        'internet-neg',
        '-f',
        spec,
        '--project=demo',
        '--dry-run',
        ...flags,
      );
    const other = await run('--neg-name=other');
    expect(other.out).toContain('networkEndpointGroups/other');
    expect(other.err).toMatch(/--neg-name overrides names\.neg of \S+internet-neg-only\.yaml:\d+/);
    expect((await run('--neg-name=partner-endpoint')).err).not.toContain('overrides');
  });

  it('may come with warnings, which --strict refuses', async () => {
    const flags = ['--protocol=HTTP', '--dry-run'];
    expect((await new World().run(...FULL, ...flags)).exitCode).toBe(0);
    const strict = await new World().run(...FULL, ...flags, '--strict');
    expect(strict.exitCode).toBe(3);
    expect(strict.err).toContain('backend-service/encrypt-internet');
  });
});

describe('the lock', () => {
  it('keeps a second run on the same set-up out', async () => {
    const world = new World();
    let second: Promise<{ readonly exitCode: number; readonly err: string }> | undefined;
    world.hook({
      before: (argv) => {
        if (argv.includes('create')) second ??= world.run(...FULL, '--yes');
      },
    });
    expect((await world.run(...FULL, '--yes')).exitCode).toBe(0);
    const locked = await second;
    expect(locked?.exitCode).toBe(10);
    expect(locked?.err).toContain('is locked by pid');
  });
});
