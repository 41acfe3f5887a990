import { expect, it } from 'vitest';
import { emulated } from '../e2e/emulated-site.ts';
import { link, site } from '../migration/site.ts';
import { withGcloud } from '../support/gcloud.ts';
import { Machine } from '../support/real.ts';
import { Screen } from '../support/screen.ts';

const MAP = { name: 'plain', defaultService: link('global/backendServices/web') };

withGcloud('a migration in a terminal', () => {
  it('shows what it waits for, hears keys, and hears another terminal', async () => {
    const machine = new Machine();
    await emulated(machine, site('EXTERNAL_MANAGED', [MAP]));
    const words = ['--backend-service=web', '--fqdn=api.example.com', '--project=demo'];
    const screen = new Screen(
      ['migrate', 'ip-to-fqdn', ...words, '--emulator', '--steps=25,50,100', '--soak=10m'],
      machine.environment,
      machine.directory,
    );
    await screen.answer('? Move the requests of web in', 'y');
    await screen.shows(/new 25 % {2}old 75 % {2}(9:\d\d|10:00) left {2}p promote {2}a abort/);
    screen.press('p');
    await screen.shows(/new 50 % {2}old 50 %/);
    const promoted = await machine.run('promote', '--emulator', '--yes');
    expect(promoted.exitCode, promoted.err).toBe(0);
    expect(promoted.out).toContain('was waiting, and does it: promote');
    await screen.shows(/new 100 % {2}old 0 %/);
    const aborted = await machine.run('abort', '--emulator', '--yes');
    expect(aborted.exitCode, aborted.err).toBe(0);
    expect(aborted.out).toContain('was waiting, and does it: abort');
    expect(await screen.exitCode).toBe(9);
    expect(screen.text()).toContain('The requests go where they went before');
    expect(JSON.stringify(machine.emulatorState())).not.toContain('weight');
    await machine.run('emulator', 'stop');
  }, 400_000);
});
