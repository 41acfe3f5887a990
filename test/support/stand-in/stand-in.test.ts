import { describe, expect, test } from 'vitest';
import { createEmulator, type EmulatorOptions } from '../../../src/emulator/emulator.ts';
import { classify } from '../../../src/gcloud/classify.ts';
import type { ProcessIdentity } from '../../../src/gcloud/gcloud.ts';
import { virtualClock } from './clock.ts';
import { GcloudKilled, MachineDied, NegctlDied } from './deaths.ts';
import { NotModelled } from './failure.ts';
import { Processes } from './processes.ts';
import { type StandInOptions, standIn } from './stand-in.ts';

const CREATE = { argv: ['compute', 'addresses', 'create', 'ip', '--global', '--ip-version=IPV4'] };
const LIST = { argv: ['compute', 'addresses', 'list', '--global'] };
const NEG = {
  argv: [
    'compute',
    'network-endpoint-groups',
    'create',
    'neg',
    '--global',
    '--network-endpoint-type=internet-fqdn-port',
  ],
};
const ATTACH = {
  argv: [
    'compute',
    'network-endpoint-groups',
    'update',
    'neg',
    '--global',
    '--add-endpoint=fqdn=api.example.com,port=443',
  ],
};
const CONTEXT = { project: 'demo' };

function words(line: string) {
  return { argv: line.split(' ') };
}

/** An emulator and a gcloud on one clock that nobody waits for. */
function stage(emulatorOptions: EmulatorOptions = {}, options: StandInOptions = {}) {
  const clock = virtualClock();
  const processes = new Processes();
  const emulator = createEmulator({ clock, ...emulatorOptions });
  const gcloud = standIn(emulator, CONTEXT, { clock, processes, ...options });
  const again = (): typeof gcloud => standIn(emulator, CONTEXT, { clock, processes });
  const resources = (): readonly string[] => Object.keys(emulator.state().resources);
  return { clock, processes, emulator, gcloud, again, resources };
}

const ADDRESS = 'projects/demo/global/addresses/ip';

describe('what nobody has held against the real gcloud', () => {
  test.each([
    ['a command', 'compute instances list --global'],
    ['a flag', 'compute addresses create ip --global --description=x'],
    ['a value', 'compute addresses create ip --global --ip-version=IPV5'],
    ['a flag twice', 'compute addresses create ip --global --global'],
    ['a command without scope', 'compute addresses create ip'],
    ['two scopes', 'compute addresses create ip --global --region=us-central1'],
    ['a flag apart from its value', 'compute addresses create ip --global --ip-version IPV4'],
    ['two names', 'compute addresses create ip other --global'],
    ['a needed flag left out', 'compute url-maps create map --global'],
    [
      'a reference without scope',
      'compute backend-services add-backend s --global --network-endpoint-group=n',
    ],
  ])('throws: %s', async (_, line) => {
    const { emulator } = stage();
    // A backend has to be asked for in a service that is there.
    const body = '{"name": "s", "protocol": "HTTP", "loadBalancingScheme": "EXTERNAL_MANAGED"}';
    await emulator.handle({
      method: 'POST',
      path: '/compute/v1/projects/demo/global/backendServices',
      body,
    });
    await expect(standIn(emulator, CONTEXT).run(words(line))).rejects.toThrow(NotModelled);
  });

  test('throws: a context with flags of its own', async () => {
    const { emulator } = stage();
    const gcloud = standIn(emulator, { ...CONTEXT, impersonateServiceAccount: 'a@b.example' });
    await expect(gcloud.run(LIST)).rejects.toThrow('--impersonate-service-account');
  });
});

describe('processes', () => {
  test('one is known before the call returns, and lives as long as its work', async () => {
    const { gcloud } = stage();
    let process: ProcessIdentity | null = null;
    const work = gcloud.run(CREATE, {
      onStart: async (started) => {
        process = started;
      },
    });
    const identity = process ?? { pid: 0, started: '' };
    expect(gcloud.processes.isAlive(identity)).toBe(true);
    expect(gcloud.processes.isAlive({ ...identity, started: 'earlier' })).toBe(false);
    await work;
    expect(gcloud.processes.isAlive(identity)).toBe(false);
  });

  test('a refusal names the account of the context, or the one that is set', async () => {
    const { emulator } = stage({ permissions: [] });
    const [neg, other] = await Promise.all([
      standIn(emulator, CONTEXT, { account: 'set@example.com' }).run(ATTACH),
      standIn(emulator, { ...CONTEXT, account: 'given@example.com' }).run(ATTACH),
    ]);
    expect(neg.stderr).toContain('authenticated as set@example.com which');
    expect(other.stderr).toContain('authenticated as given@example.com which');
  });

  test('a call takes far less than 5 ms', async () => {
    const { gcloud } = stage();
    const started = performance.now();
    for (let count = 0; count < 300; count += 1) await gcloud.run(LIST);
    expect((performance.now() - started) / 300).toBeLessThan(5);
  });
});

describe('time', () => {
  test('on a shared clock a create takes as long as its operation, and nobody waits for it', async () => {
    const { clock, gcloud } = stage({ timing: 'realistic' });
    const started = clock.now();
    await gcloud.run(NEG);
    const neg = clock.now() - started;
    expect(neg).toBeGreaterThan(1_000);
    await Promise.all([gcloud.run(CREATE), gcloud.run(ATTACH)]);
    expect(clock.now() - started - neg).toBeLessThan(2 * neg + 10_000);
  });

  test.each([
    [
      'mode A',
      CREATE,
      'insert:addresses=op-never',
      'Did not create the following resources within 1800s',
    ],
    ['mode B', ATTACH, 'attachNetworkEndpoints:*=op-never', 'has not finished in 1800 seconds'],
  ])('%s gives up after half an hour', async (_, command, fault, said) => {
    const { clock, emulator, gcloud } = stage();
    await gcloud.run(NEG);
    emulator.addFaults([fault]);
    const started = clock.now();
    const result = await gcloud.run(command);
    expect(result.stderr).toContain(said);
    expect(classify(result).class).toBe('transient');
    expect(clock.now() - started).toBeGreaterThan(1_600_000);
  });

  test.each([
    ['an operation that never ends', 'insert:addresses=op-never'],
    ['a request that is never answered', 'insert:addresses=stall'],
  ])('a time limit ends %s', async (_, fault) => {
    const { clock, gcloud } = stage({ faults: [fault] });
    const started = clock.now();
    const result = await gcloud.run(CREATE, { timeoutMilliseconds: 60_000 });
    expect(result).toMatchObject({ exitCode: null, signal: 'SIGTERM', timedOut: true });
    expect(clock.now() - started).toBe(60_000);
  });

  test('a time limit that is not reached moves no clock', async () => {
    const { clock, gcloud } = stage();
    const started = clock.now();
    await gcloud.run(CREATE, { timeoutMilliseconds: 60_000 });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(clock.now()).toBe(started);
  });

  test('sleepers wake in the order of their times', async () => {
    const clock = virtualClock(0);
    const woken: string[] = [];
    const sleeper = async (milliseconds: number): Promise<void> => {
      await clock.sleep(milliseconds);
      woken.push(`${milliseconds} at ${clock.now()}`);
    };
    await Promise.all([sleeper(30), sleeper(10), sleeper(20).then(() => sleeper(5))]);
    expect(woken).toEqual(['10 at 10', '20 at 20', '5 at 25', '30 at 30']);
  });
});

describe('deaths', () => {
  test('negctl dies before it has noted the process: nothing is sent', async () => {
    const heard: string[] = [];
    const { gcloud, processes, resources } = stage(
      { timing: 'realistic' },
      {
        before: () => {
          throw new NegctlDied();
        },
      },
    );
    const work = gcloud.run(CREATE, {
      onStart: async () => {
        heard.push('started');
      },
    });
    await expect(gcloud.untilDeath(work)).rejects.toThrow(NegctlDied);
    expect(heard).toEqual([]);
    await processes.idle();
    expect(resources()).toEqual([]);
  });

  test('negctl dies in the middle: what runs goes on, and a second one sees it run', async () => {
    const { gcloud, again, processes, resources } = stage(
      { timing: 'realistic' },
      {
        onMessage: (argv, { direction, number }) => {
          if (argv.includes('ip') && direction === 'response' && number === 1)
            throw new NegctlDied();
        },
      },
    );
    const started: ProcessIdentity[] = [];
    const onStart = async (process: ProcessIdentity): Promise<void> => {
      started.push(process);
    };
    const both = Promise.all([gcloud.run(CREATE, { onStart }), gcloud.run(NEG, { onStart })]);
    await expect(gcloud.untilDeath(both)).rejects.toThrow(NegctlDied);
    await expect(gcloud.untilDeath(gcloud.run(LIST))).rejects.toThrow(NegctlDied);
    expect(started.map((process) => processes.isAlive(process))).toEqual([true, true]);
    await processes.idle();
    expect(resources()).toHaveLength(2);
    const listed = await again().run(LIST);
    expect(listed.stdout).toContain('"name": "ip"');
  });

  test('the machine dies: nothing more is sent', async () => {
    const { gcloud, emulator, processes, resources } = stage(
      {},
      {
        onMessage: (_, { direction, number }) => {
          if (direction === 'request' && number === 2) throw new MachineDied();
        },
      },
    );
    const started: ProcessIdentity[] = [];
    const onStart = async (process: ProcessIdentity): Promise<void> => {
      started.push(process);
    };
    await expect(gcloud.untilDeath(gcloud.run(NEG, { onStart }))).rejects.toThrow(MachineDied);
    await processes.idle();
    expect(started.map((process) => processes.isAlive(process))).toEqual([false]);
    // The insert was sent; the wait was not.
    expect(resources()).toEqual(['projects/demo/global/networkEndpointGroups/neg']);
    expect(Object.keys(emulator.state().operations)).toHaveLength(1);
  });

  test('gcloud alone is killed: negctl hears the signal, the operation goes on', async () => {
    const { gcloud, resources } = stage(
      {},
      {
        onMessage: (_, { direction, number }) => {
          if (direction === 'request' && number === 2) throw new GcloudKilled('SIGHUP');
        },
      },
    );
    const result = await gcloud.run(CREATE);
    expect(result).toMatchObject({ exitCode: null, signal: 'SIGHUP', timedOut: false });
    expect(resources()).toEqual([ADDRESS]);
  });

  test('what else a hook throws comes out of the call', async () => {
    const { gcloud, processes } = stage(
      {},
      {
        after: (argv, { exitCode }) => {
          throw new Error(`${argv[2]} ended with ${exitCode}`);
        },
      },
    );
    await expect(gcloud.run(CREATE)).rejects.toThrow('create ended with 0');
    await processes.idle();
  });
});
