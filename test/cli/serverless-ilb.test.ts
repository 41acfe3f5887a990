import { expect, it } from 'vitest';
import { deploy } from '../support/cloud-run.ts';
import { World } from '../support/world.ts';

it('tries', async () => {
  const world = new World();
  await deploy(world.emulator, { name: 'api' });
  const words = [
    'create',
    'serverless-ilb',
    'web',
    '--project=demo',
    '--region=us-central1',
    '--network=lb',
    '--create-network',
    '--subnet=apps',
    '--subnet-range=10.1.2.0/24',
    '--cloud-run-service=api',
    '--frontend-protocol=HTTP',
    '--restrict-ingress',
    '--yes',
  ];
  const ended = await world.run(...words);
  console.log(ended.out, ended.err);
  console.log((await world.run(...words)).out);
  expect(ended.exitCode).toBe(0);
});
