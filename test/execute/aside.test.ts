import { expect, it } from 'vitest';
import { call } from '../emulator/support.ts';
import { mapsOf, runIn, untouched, watched } from '../migration/shared.ts';
import {
  BOTH,
  badAt,
  fatesIn,
  has,
  imports,
  MOVED,
  OTHER_STAYS,
  original,
  sharesOf,
} from '../migration/together.ts';
import { documentIn } from '../support/world.ts';

const SCHEME = 'EXTERNAL_MANAGED';

it.each(['25', '100'])(
  'takes the one back alone whose gate fails at %s %, and goes on with the other',
  async (percent) => {
    const world = await watched(SCHEME, { programs: badAt(percent) });
    const ended = await world.run(...BOTH, '--format=json');
    expect(ended.exitCode, ended.err).toBe(9);
    world.expectServed();
    expect(await mapsOf(world)).toBe(await original(OTHER_STAYS));
    const bad = {
      service: 'global/backendServices/other',
      to: 'global/backendServices/other-fqdn-bes',
      became: 'back',
      percent: 0,
      because: 'other: command: exit code 1',
    };
    expect(fatesIn(ended)).toMatchObject([{ became: 'moved', percent: 100, because: null }, bad]);
    const document = documentIn(ended);
    expect(document).toMatchObject({ ending: 'gate', errors: [{ code: 'NEG-7001' }] });
    const left = JSON.stringify(document['leftovers']);
    expect(left).toContain('global/backendServices/other-fqdn-bes');
    expect(left).toContain('global/networkEndpointGroups/other-fqdn-neg');
    expect(left).not.toContain('web-fqdn');
    // What the write back of the plain map would have been is not written: it names only the other one.
    expect(imports(world)).toBe(7);
    expect((await world.run('resume', runIn(ended), '--yes')).exitCode).toBe(6);
    const back = await world.run('rollback', runIn(ended), '--yes');
    expect(back.exitCode, back.err).toBe(0);
    expect(world.state()).toEqual((await untouched(SCHEME)).state());
  },
);

it('takes everything back where all of them fail', async () => {
  const world = await watched(SCHEME, { programs: () => ({ exitCode: 1 }) });
  const ended = await world.run(...BOTH, '--format=json');
  expect(ended.exitCode, ended.err).toBe(9);
  expect(await mapsOf(world)).toBe(await original());
  expect(fatesIn(ended)).toMatchObject([{ became: 'back' }, { became: 'back' }]);
  world.expectServed();
});

it('puts the bad one a step down alone where it is told to, and tries it again with the other', async () => {
  let isMended = false;
  const world = await watched(SCHEME, {
    programs: (program, environment) =>
      isMended ? { exitCode: 0 } : badAt('100')(program, environment),
  });
  const ended = await world.run(...BOTH, '--on-fail=step-down', '--format=json');
  expect(ended.exitCode, ended.err).toBe(12);
  expect(sharesOf(world)).toEqual({
    other: 52,
    'other-fqdn-bes': 18,
    web: 0,
    'web-fqdn-bes': 30,
  });
  expect(fatesIn(ended)).toMatchObject([
    { became: 'under-way', percent: 100 },
    { became: 'under-way', percent: 25 },
  ]);
  isMended = true;
  const resumed = await world.run('resume', '--yes');
  expect(resumed.exitCode, resumed.err).toBe(0);
  expect(await mapsOf(world)).toBe(await original(MOVED));
  world.expectServed();
});

it('goes back from one step down, and by itself where there is none', async () => {
  const world = await watched(SCHEME, { programs: badAt('100') });
  await world.run(...BOTH, '--on-fail=step-down');
  const aborted = await world.run('abort', '--yes');
  expect(aborted.exitCode, aborted.err).toBe(0);
  expect(await mapsOf(world)).toBe(await original());
  world.expectServed();
  const lowest = await watched(SCHEME, { programs: badAt('25') });
  const ended = await lowest.run(...BOTH, '--on-fail=step-down');
  expect(ended.exitCode, ended.err).toBe(9);
  expect(await mapsOf(lowest)).toBe(await original(OTHER_STAYS));
  lowest.expectServed();
});

it('holds all shares where it is told to, until somebody promotes them', async () => {
  const world = await watched(SCHEME, { programs: badAt('25') });
  const ended = await world.run(...BOTH, '--on-fail=hold');
  expect(ended.exitCode, ended.err).toBe(12);
  expect(ended.err).toContain('at other-fqdn-bes');
  const shares = { other: 52, 'other-fqdn-bes': 18, web: 22, 'web-fqdn-bes': 8 };
  expect(sharesOf(world)).toEqual(shares);
  const promoted = await world.run('promote', '--yes');
  expect(promoted.exitCode, promoted.err).toBe(0);
  world.expectServed();
});

it('waits for all of them: one without a verdict keeps the others where they are', async () => {
  const world = await watched(SCHEME, {
    programs: (_program, { NEGCTL_GATE_SERVICE: service }) => ({
      exitCode: service === 'other' ? 75 : 0,
    }),
  });
  const ended = await world.run(...BOTH, '--max-hold=3m');
  expect(ended.exitCode, ended.err).toBe(12);
  expect(ended.err.replace(/\s+/g, ' ')).toContain('NEG-7002: no gate has come to a verdict');
  const aborted = await world.run('abort', '--yes');
  expect(aborted.exitCode, aborted.err).toBe(0);
  expect(await mapsOf(world)).toBe(await original());
  world.expectServed();
});

it('remembers across processes who has gone back', async () => {
  const world = await watched(SCHEME, { programs: badAt('25') });
  const first = await world.run(...BOTH, '--until=25', '--format=json');
  expect(first.exitCode, first.err).toBe(12);
  expect(fatesIn(first)).toMatchObject([
    { became: 'under-way', percent: 25 },
    { became: 'back', percent: 0 },
  ]);
  const last = await world.run('resume', '--yes', '--format=json');
  expect(last.exitCode, last.err).toBe(9);
  expect(fatesIn(last)).toMatchObject([{ became: 'moved' }, { became: 'back' }]);
  expect(await mapsOf(world)).toBe(await original(OTHER_STAYS));
  world.expectServed();
});

it('overwrites nobody while it takes one back: all goes back, and what could not is listed', async () => {
  let looks = 0;
  const world = await watched(SCHEME, {
    programs: (program, environment) => {
      const end = badAt('25')(program, environment);
      looks += end.exitCode;
      // The second no takes it back; by then somebody else has written.
      if (looks === 2) {
        looks += 1;
        void call(world.emulator, 'PATCH', 'global/urlMaps/rich', { description: 'theirs' });
      }
      return end;
    },
  });
  const ended = await world.run(...BOTH, '--format=json');
  expect(ended.exitCode, ended.err).toBe(8);
  expect(JSON.stringify(documentIn(ended)['leftovers'])).toContain('global/urlMaps/rich');
  expect(await mapsOf(world)).toContain('theirs');
});

it('deletes only the old services whose requests have moved', async () => {
  let looks = 0;
  const world = await watched(SCHEME, {
    programs: (_program, { NEGCTL_GATE_SERVICE: service, NEGCTL_GATE_NEW_PERCENT: percent }) => {
      if (service === 'other' && percent === '100') looks += 1;
      // Not before the last point of return.
      return { exitCode: service === 'other' && looks > 1 ? 1 : 0 };
    },
  });
  const unnamed = await world.run(...BOTH, '--delete-old');
  expect(unnamed.exitCode).toBe(3);
  expect(unnamed.err).toContain('--confirm=web,other');
  const ended = await world.run(...BOTH, '--delete-old', '--confirm=web,other');
  expect(ended.exitCode, ended.err).toBe(9);
  expect(await mapsOf(world)).toBe(await original(OTHER_STAYS));
  expect(has(world, 'backendServices/web')).toBe(false);
  expect(has(world, 'backendServices/other')).toBe(true);
  expect(has(world, 'networkEndpointGroups/old-neg')).toBe(true);
  world.expectServed();
});
