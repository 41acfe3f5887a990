import { expect, it } from 'vitest';
import { probesLetIn } from '../../src/rules/firewall.ts';
import { documentIn, World } from '../support/world.ts';
import { NETWORK } from '../support/zonal.ts';
import { somebody } from '../taking-down/somebody.ts';
import type { Flags } from './cases.ts';
import { SITES } from './live-sites.ts';
import { create, spoke } from './trying.ts';

it('probes may come in already, so that nothing is said without a rule of its own', async () => {
  const world = new World({ from: await SITES.endpoints });
  await somebody(world, 'POST', 'global/firewalls', {
    name: 'probes',
    network: NETWORK,
    allowed: [{ IPProtocol: 'tcp' }],
    sourceRanges: ['130.211.0.0/16', '35.191.0.0/16'],
  });
  const flags: Flags = { 'no-firewall-rule': true };
  const ended = await create(world, 'zonal-neg', flags, '--dry-run=server');
  expect(ended.exitCode, ended.out).toBe(0);
  expect(spoke(ended)).not.toContain(probesLetIn.id);
});

it('endpoints of a NEG that nobody names are told, and left', async () => {
  const world = new World({ from: await SITES.endpoints });
  const only: Flags = { lb: 'none', 'frontend-protocol': null };
  const both = ['instance=vm-1,port=80', 'instance=vm-2,port=81'];
  const made = await create(world, 'zonal-neg', { ...only, 'add-endpoint': both }, '--yes');
  expect(made.exitCode, made.out).toBe(0);
  const ended = await create(world, 'zonal-neg', only, '--yes');
  expect(ended.out).toContain(
    'NEG web-neg holds 1 endpoint beside these, such as instance=vm-2,ip=10.10.0.3,port=81',
  );
  expect(documentIn(ended)['result']).toMatchObject({ changes: 0 });
});
