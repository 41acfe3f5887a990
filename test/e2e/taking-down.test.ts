import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withGcloud } from '../support/gcloud.ts';
import { Machine, start } from '../support/real.ts';
import { FULL } from '../support/set-ups.ts';

const REGION = '--region=us-central1';

/** A regional internal load balancer by plain gcloud, as seed 003 has one, and a second user of its NEG. */
const BY_HAND = [
  'networks create net --subnet-mode=custom',
  `networks subnets create sub --network=net --range=10.1.2.0/24 ${REGION}`,
  `networks subnets create proxies --network=net --range=10.129.0.0/23 ${REGION} --purpose=REGIONAL_MANAGED_PROXY --role=ACTIVE`,
  `network-endpoint-groups create run-neg ${REGION} --network-endpoint-type=serverless --cloud-run-service=run`,
  `backend-services create run-bes ${REGION} --load-balancing-scheme=INTERNAL_MANAGED --protocol=HTTP`,
  `backend-services add-backend run-bes ${REGION} --network-endpoint-group=run-neg --network-endpoint-group-region=us-central1`,
  'backend-services create other-bes --global --load-balancing-scheme=EXTERNAL_MANAGED --protocol=HTTPS',
  'backend-services add-backend other-bes --global --network-endpoint-group=run-neg --network-endpoint-group-region=us-central1',
  `url-maps create run-map ${REGION} --default-service=run-bes`,
  `target-http-proxies create run-proxy ${REGION} --url-map=run-map --url-map-region=us-central1`,
  `forwarding-rules create run-fr ${REGION} --load-balancing-scheme=INTERNAL_MANAGED --network=net --subnet=sub --target-http-proxy=run-proxy --target-http-proxy-region=us-central1 --ports=80`,
];

withGcloud('taking down through the real gcloud', () => {
  it('lists, describes and deletes what negctl made, and leaves nothing', async () => {
    const machine = new Machine();
    const on = ['--emulator'];
    const made = await machine.run(...FULL, ...on, '--yes');
    expect(made.exitCode, made.err).toBe(0);
    const listed = await machine.run('list', ...on);
    expect(listed.out).toMatch(/^web +global-external; global; /m);
    const described = await machine.run('describe', 'web', ...on);
    expect(described.out).toContain('endpoint api.example.com:443');
    const deleted = await machine.run('delete', 'web', ...on, '--yes', '--confirm=web');
    expect(deleted.exitCode, deleted.err).toBe(0);
    expect(deleted.out).toContain('10 of 10 steps done and read back');
    expect(machine.emulatedResources()).toEqual([]);
    const again = await machine.run('delete', 'web', ...on, '--yes', '--confirm=web');
    expect(again.out).toContain('Nothing to do');
  }, 400_000);

  it('joins and deletes what plain gcloud made, and its script does the same', async () => {
    const machine = new Machine();
    expect((await machine.run('emulator', 'start', '--timing=0')).exitCode).toBe(0);
    const { out: exports } = await machine.run('emulator', 'env');
    const shell = (commands: string) =>
      start('sh', ['-c', `${exports}\nset -e\n${commands}`], {
        environment: machine.environment,
        cwd: machine.directory,
      }).ended;
    const ran = await shell(
      BY_HAND.map((words) => `gcloud compute ${words} --project=demo --quiet`).join('\n'),
    );
    expect(ran.exitCode, ran.err).toBe(0);
    const url = /127\.0\.0\.1:\d+/.exec(exports)?.[0] ?? '';
    const on = [`--emulator=http://${url}`];

    const described = await machine.run('describe', 'run-map', ...on);
    expect(described.exitCode, described.err).toBe(0);
    expect(described.out).toContain('regional internal Application Load Balancer');
    expect(described.out.replaceAll(/\s+/g, ' ')).toContain(
      'also used by backendServices/other-bes',
    );

    const neg = ['delete', 'neg', 'run-neg', ...on, '--yes', '--confirm=run-neg'];
    const refused = await machine.run(...neg);
    expect(refused.exitCode).toBe(6);
    expect(refused.err.replaceAll(/\s+/g, ' ')).toContain(
      'other-bes (global), run-bes (us-central1)',
    );

    const { out: script } = await machine.run(
      ...['delete', 'run-map', ...on, '--dry-run=server', '--format=script'],
    );
    writeFileSync(join(machine.directory, 'delete.sh'), script);
    const scripted = await shell('sh delete.sh');
    expect(scripted.exitCode, scripted.err).toBe(0);
    const left = JSON.stringify(machine.emulatorState());
    for (const name of ['run-fr', 'run-proxy', 'run-map', 'run-bes']) {
      expect(left).not.toContain(`/${name}"`);
    }
    expect(left).toContain('networkEndpointGroups/run-neg');

    const detached = await machine.run(...neg, '--detach');
    expect(detached.exitCode, detached.err).toBe(0);
    await machine.run('emulator', 'stop');
    const rest = JSON.stringify(machine.emulatorState());
    expect(rest).toContain('backendServices/other-bes');
    expect(rest).not.toContain('run-neg');
  }, 400_000);
});
