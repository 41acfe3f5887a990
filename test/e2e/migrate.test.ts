import { expect, it } from 'vitest';
import { richMap, site } from '../migration/site.ts';
import { withGcloud } from '../support/gcloud.ts';
import { Machine } from '../support/real.ts';
import { emulated } from './emulated-site.ts';

withGcloud('a migration through the real gcloud', () => {
  it('waits, is killed in the midst of a write, and goes back to the first document', async () => {
    const machine = new Machine();
    await emulated(machine, site('EXTERNAL_MANAGED', [richMap('rich', true)]));
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
