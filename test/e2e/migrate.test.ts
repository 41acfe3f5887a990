import { expect, it } from 'vitest';
import { richMap, site } from '../migration/site.ts';
import { withGcloud } from '../support/gcloud.ts';
import { Machine } from '../support/real.ts';

withGcloud('a migration through the real gcloud', () => {
  it('waits, is killed in the midst of a write, and goes back to the first document', async () => {
    const machine = new Machine();
    const started = await machine.run('emulator', 'start', '--timing=0');
    expect(started.exitCode, started.err).toBe(0);
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(started.out)?.[0] ?? '';
    for (const [method, path, body] of site('EXTERNAL_MANAGED', [richMap('rich', true)])) {
      const answer = await fetch(`${url}/compute/v1/projects/demo/${path}`, {
        method,
        headers: { authorization: 'Bearer emulator' },
        body: JSON.stringify(body),
      });
      expect(answer.status, await answer.text()).toBe(200);
      // One that is done at once is settled by the first look at it.
      await fetch(`${url}/compute/v1/projects/demo/global/operations`, {
        headers: { authorization: 'Bearer emulator' },
      });
    }
    const before = machine.emulatorState();
    const on = ['--emulator', '--yes'];
    const waiting = await machine.run(
      'migrate',
      'ip-to-fqdn',
      '--backend-service=web',
      '--fqdn=api.example.com',
      '--project=demo',
      '--steps=50,100',
      '--soak=1s',
      ...on,
    );
    expect(waiting.exitCode, waiting.err).toBe(12);
    const split = JSON.stringify(machine.emulatorState());
    expect(split).toContain('"weight":500');

    const promoting = machine.start('promote', ...on);
    await promoting.line((line) => line.includes('start') && line.includes('100 %'), 'err');
    promoting.kill('SIGKILL');
    expect((await promoting.ended).signal).toBe('SIGKILL');

    const back = await machine.run('rollback', ...on);
    expect(back.exitCode, back.err).toBe(0);
    expect(machine.emulatorState()).toEqual(before);
    await machine.run('emulator', 'stop');
  }, 400_000);
});
