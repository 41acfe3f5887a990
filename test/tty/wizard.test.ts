import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withGcloud } from '../support/gcloud.ts';
import { Machine } from '../support/real.ts';
import { KEYS, Screen } from '../support/screen.ts';

function wizardOf(noun: string, machine: Machine, ...words: readonly string[]): Screen {
  return new Screen(['create', noun, ...words], machine.environment, machine.directory);
}

function wizard(machine: Machine, ...words: readonly string[]): Screen {
  return wizardOf('internet-neg', machine, ...words);
}

/** Terminal settings that a program must take back before it ends. */
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';

function expectCursorBack({ raw }: Screen): void {
  expect(raw.lastIndexOf(SHOW_CURSOR)).toBeGreaterThanOrEqual(raw.lastIndexOf(HIDE_CURSOR));
}

withGcloud('the wizard in a terminal', () => {
  it('leads from the first question to the verified result', async () => {
    const machine = new Machine();
    const screen = wizard(machine, '--emulator', '--emulator-timing=0');
    await screen.answer('? Name of the set-up', 'web');
    await screen.answer('? Load balancer in front of the endpoint');
    await screen.answer('? Endpoint, as HOST:PORT', 'api.example.com:443');
    await screen.answer('? Protocol to the endpoint');
    await screen.answer('? Host header sent to the endpoint');
    await screen.answer('? What clients speak', KEYS.down);
    await screen.answer('? Address of the load balancer');
    await screen.shows('? Review: choose a line to change it');
    await screen.shows(/frontend\.protocol +HTTP +your answer/);
    screen.press(KEYS.enter);
    await screen.shows('Plan  create internet-neg web   project demo   8 steps');
    await screen.answer('? Apply 8 steps to project demo? (y/N)', 'y');
    await screen.shows('✔ create forwarding rule web-fr');
    await screen.shows('✔ 8 of 8 steps done and read back');
    await screen.shows('Again  negctl create internet-neg web');
    expect(await screen.exitCode).toBe(0);
    expectCursorBack(screen);
    expect(screen.text()).not.toContain('undefined');
  });

  it('of hybrid NEGs leads to a mesh in front of addresses on premises', async () => {
    const machine = new Machine();
    const screen = wizardOf('hybrid-neg', machine, 'erp', '--emulator', '--emulator-timing=0');
    await screen.shows('? Load balancer in front of the endpoints');
    screen.press(...Array.from({ length: 10 }, () => KEYS.down));
    await screen.shows(/❯ mesh/);
    screen.press(KEYS.enter);
    await screen.answer('? Zone', 'us-central1-a');
    await screen.answer('? VPC network');
    await screen.answer('? Endpoint, as ADDRESS:PORT', '192.168.10.5:8080');
    await screen.answer('? Protocol to the endpoints');
    await screen.answer('? Health check:');
    await screen.answer('? Virtual address');
    await screen.shows('? Review: choose a line to change it');
    screen.press(KEYS.enter);
    await screen.shows('Warning health-check/quadratic-traffic: each proxy probes 1 endpoint');
    await screen.answer('? Apply 8 steps to project demo? (y/N)', 'y');
    await screen.shows('✔ 8 of 8 steps done and read back');
    expect(await screen.exitCode).toBe(0);
    expectCursorBack(screen);
  });

  it('shows illegal choices with the reason, and does not take them', async () => {
    const machine = new Machine();
    const screen = wizard(
      machine,
      'web',
      '--emulator',
      '--lb=global-external',
      '--add-endpoint=ip=192.0.43.8,port=443',
    );
    await screen.shows(
      /GRPC \("GRPC" is not supported with an internet NEG\n +\(backend-service\/protocol\)\)/,
    );
    screen.press(KEYS.down, KEYS.down, KEYS.down);
    await screen.shows(/❯ GRPC/);
    screen.press(KEYS.enter, KEYS.up);
    await screen.shows(/❯ HTTP +clear text/);
    expect(screen.text()).toContain('Question 1 of 4');
    expect(screen.text()).not.toContain('Question 2');
    screen.press(KEYS.interrupt);
    expect(await screen.exitCode).toBe(130);
  });
});

describe('the wizard in a terminal, offline', () => {
  it('asks for what an internal load balancer in front of Cloud Run needs', async () => {
    const machine = new Machine();
    const network = ['--network=lb', '--create-network', '--subnet=apps'];
    const screen = new Screen(
      [
        ...['create', 'serverless-ilb', ...network, '--subnet-range=10.1.2.0/24'],
        ...['--address=10.1.2.99', '--project=demo', '--dry-run'],
      ],
      machine.environment,
      machine.directory,
    );
    await screen.answer('? Name of the set-up', 'web');
    await screen.answer('? Region', 'us-central1');
    await screen.answer('? Range of the proxy-only subnet');
    await screen.answer('? Which Cloud Run service answers', KEYS.down);
    await screen.answer('? URL mask', '/<service>');
    await screen.answer('? What clients speak', KEYS.down);
    await screen.answer('? Host name in a private DNS zone', 'web.internal.example.com');
    await screen.shows('? Review: choose a line to change it');
    screen.press(KEYS.enter);
    await screen.shows('Plan  create serverless-ilb web   project demo   11 steps');
    expect(await screen.exitCode).toBe(0);
    expect(screen.text()).not.toContain('undefined');
  });

  it('asks for what a TCP proxy in front of VMs needs', async () => {
    const machine = new Machine();
    const screen = wizardOf('zonal-neg', machine, 'db', '--project=demo', '--dry-run');
    await screen.shows('? Load balancer in front of the endpoints');
    screen.press(...Array.from({ length: 4 }, () => KEYS.down));
    await screen.shows(/❯ global-external-tcp/);
    screen.press(KEYS.enter);
    await screen.answer('? Zone', 'us-central1-a');
    await screen.answer('? VPC network', 'net');
    await screen.answer('? Subnet of the endpoints', 'sub');
    await screen.answer('? Endpoint, as VM:PORT', 'vm-1:5432');
    await screen.answer('? Health check:');
    await screen.answer('? Firewall rule for the probes');
    await screen.answer('? Port that clients connect to');
    await screen.answer('? Address of the load balancer');
    await screen.shows('? Review: choose a line to change it');
    screen.press(KEYS.enter);
    await screen.shows('Plan  create zonal-neg db   project demo   9 steps');
    expect(await screen.exitCode).toBe(0);
    expect(screen.text()).not.toContain('undefined');
  });

  it('keeps the row that is chosen in sight on a small screen', async () => {
    const machine = new Machine();
    const words = ['--add-endpoint=fqdn=api.example.com', '--domains=www.example.com'];
    const flags = ['--redirect-http', '--frontend-protocol=HTTPS', '--dry-run', '--project=demo'];
    const screen = new Screen(
      ['create', 'internet-neg', ...words, ...flags],
      machine.environment,
      machine.directory,
      24,
    );
    await screen.answer('? Name of the set-up', 'web');
    await screen.answer('? Load balancer in front of the endpoint');
    await screen.answer('? Protocol to the endpoint');
    await screen.answer('? Host header sent to the endpoint');
    await screen.answer('? Certificate');
    await screen.answer('? Address of the load balancer');
    await screen.shows('❯ Go on to the plan');
    expect(screen.visible().join('\n')).toContain('? Review');
    expect(screen.visible().join('\n')).toContain('❯ Go on to the plan');
    screen.press(...Array.from({ length: 60 }, () => KEYS.down));
    await screen.shows('❯ ? Help');
    expect(screen.visible().join('\n')).toContain('❯ ? Help');
    screen.press(KEYS.interrupt);
    expect(await screen.exitCode).toBe(130);
  });

  it('says at once what is wrong with an answer, helps, and goes back', async () => {
    const machine = new Machine();
    const screen = wizard(machine, '--dry-run', '--project=demo');
    await screen.answer('? Name of the set-up', 'Bad_Name');
    await screen.shows('"Bad_Name" is not a valid resource name');
    screen.press('\u0015', ':help', KEYS.enter);
    await screen.shows('Lower-case letters, digits and dashes, a letter first.');
    await screen.answer(/\? Name of the set-up *$/, 'web');
    await screen.shows('Question 2 of');
    await screen.answer('? Load balancer in front of the endpoint');
    await screen.answer('? Endpoint, as HOST:PORT', ':back');
    await screen.shows(/Question 2 of \d+\n[\s\S]*Question 3 of \d+[\s\S]*Question 2 of \d+/);
    screen.press(KEYS.enter);
    await screen.answer(
      /Question 3[\s\S]*Question 3[\s\S]*\? Endpoint, as HOST:PORT[^\n]*$/,
      ':cmd',
    );
    await screen.shows('negctl create internet-neg web --project=demo');
    screen.press(':quit', KEYS.enter);
    expect(await screen.exitCode).toBe(130);
    expectCursorBack(screen);
  });

  it.each([
    ['Ctrl-C', (screen: Screen) => screen.press(KEYS.interrupt)],
    ['end of input', (screen: Screen) => screen.press(KEYS.endOfInput)],
    ['SIGTERM', (screen: Screen) => screen.kill('SIGTERM')],
    ['SIGHUP', (screen: Screen) => screen.kill('SIGHUP')],
  ])(
    'left by %s: nothing done, answers kept, exit 130, terminal as before',
    async (_how, leave) => {
      const machine = new Machine();
      const screen = wizard(machine, '--dry-run', '--project=demo');
      await screen.answer('? Name of the set-up', 'web');
      await screen.shows('? Load balancer in front of the endpoint');
      leave(screen);
      expect(await screen.exitCode).toBe(130);
      expect(screen.text()).toContain('Your answers are kept as defaults for next time');
      const kept = readFileSync(join(machine.directory, 'answers', 'internet-neg.yaml'), 'utf8');
      expect(kept).toContain('name: web');
      expect(existsSync(join(machine.directory, 'runs'))).toBe(false);
      expectCursorBack(screen);
    },
  );

  it('with --accessible redraws nothing, and takes numbers', async () => {
    const machine = new Machine();
    const screen = wizard(
      machine,
      '--dry-run',
      '--project=demo',
      '--accessible',
      '--no-saved-answers',
    );
    await screen.answer('Name of the set-up', 'web');
    await screen.shows('1. global-external');
    screen.press('8', KEYS.enter);
    await screen.answer('Endpoint, as HOST:PORT', '10.0.0.1:80');
    await screen.shows('Not possible: 10.0.0.1 is not publicly routable');
    screen.press('api.example.com:443', KEYS.enter);
    await screen.shows('1. Go on to the plan');
    screen.press('1', KEYS.enter);
    await screen.shows('2 steps');
    expect(await screen.exitCode).toBe(0);
    expect(screen.raw.replaceAll('\r\n', '')).not.toMatch(/\p{Cc}/u);
  });

  it('is not started with CI in the environment, terminal or not', async () => {
    const machine = new Machine({ CI: 'true' });
    const screen = wizard(machine, '--dry-run');
    expect(await screen.exitCode).toBe(3);
    expect(screen.text()).toContain('NEG-2003');
  });
});
