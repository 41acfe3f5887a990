import { afterEach, expect, it } from 'vitest';
import { Machine } from '../support/real.ts';

const machine = new Machine();

afterEach(() => machine.run('emulator', 'stop'));

it('an emulator is started, found, shown and stopped', async () => {
  const started = await machine.run('emulator', 'start', '--timing=0');
  expect(started.exitCode, started.err).toBe(0);
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(started.out)?.[0] ?? '';
  expect((await machine.run('emulator', 'status')).out).toContain(`Running at ${url}`);
  expect((await machine.run('emulator', 'env')).out).toContain(
    `export CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE=${url}/compute/v1/`,
  );
  const answer = await fetch(`${url}/compute/v1/projects/demo/global/addresses`);
  expect(await answer.json()).toMatchObject({ kind: 'compute#addressList' });

  const again = await machine.run('emulator', 'start');
  expect(again.exitCode).toBe(5);
  expect(again.err).toContain(`an emulator runs already at ${url}`);

  expect((await machine.run('emulator', 'stop')).exitCode).toBe(0);
  await expect(fetch(url)).rejects.toThrow();
  expect((await machine.run('emulator', 'status')).out).toContain('No emulator runs');
  expect((await machine.run('emulator', 'env')).exitCode).toBe(5);
});

it('an emulator can allow its caller only some permissions', async () => {
  const started = await machine.run('emulator', 'start', '--permissions=compute.*.list');
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(started.out)?.[0] ?? '';
  const addresses = `${url}/compute/v1/projects/demo/global/addresses`;
  expect((await fetch(addresses)).status).toBe(200);
  const refused = await fetch(addresses, { method: 'POST', body: '{"name":"ip"}' });
  expect(await refused.json()).toMatchObject({
    error: {
      code: 403,
      message:
        "Required 'compute.globalAddresses.create' permission for 'projects/demo/global/addresses/ip'",
    },
  });
  expect((await machine.run('emulator', 'state')).out).toContain('the caller may only');
  await machine.run('emulator', 'stop');
  expect((await machine.run('emulator', 'state')).out).not.toContain('the caller may only');
});

it.each([
  '--port=65536',
  '--port=x',
  '--timing=-1',
  '--permissions=everything please',
  '--permissions=@nowhere.txt',
])('start refuses %s', async (flag) => {
  const ended = await machine.run('emulator', 'start', flag);
  expect(ended.exitCode).toBe(2);
  const named = flag.startsWith('--permissions') ? 'permissions' : flag.slice(0, flag.indexOf('='));
  expect(ended.err).toContain(named);
});

it('help emulator has the commands, the language of faults and of permissions, in 80 columns', async () => {
  const { out, exitCode } = await machine.run('help', 'emulator');
  expect(exitCode).toBe(0);
  expect(out).toContain('negctl emulator start');
  expect(out).toContain('VERB:COLLECTION[/NAME]=EFFECT');
  expect(out).toContain('@FILE   the same from a file');
  expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
});
