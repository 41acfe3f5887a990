import { describe, expect, it } from 'vitest';
import { type Ended, World } from '../support/world.ts';
import { withVms, ZONE } from '../support/zonal.ts';

const WHERE = ['--project=demo', `--zone=${ZONE}`, '--network=net'];
const IN_SUBNET = [...WHERE, '--subnet=sub'];
const VMS = [
  '--add-endpoint=instance=vm-1,port=80',
  '--add-endpoint=instance=vm-2,ip=10.10.0.100,port=81',
];
const OUTSIDE = ['--add-endpoint=ip=192.168.1.5,port=80'];
const HTTP = '--frontend-protocol=HTTP';
const DOMAINS = '--domains=www.example.com';

/** Every load balancer that NEGs of zones can be put behind, and what it is told beside the endpoints. */
const SET_UPS: readonly (readonly [noun: string, lb: string, flags: readonly string[]])[] = [
  ['zonal-neg', 'global-external', [...IN_SUBNET, ...VMS, HTTP, '--custom-request-header=X-A:b']],
  ['zonal-neg', 'classic', [...IN_SUBNET, ...VMS, DOMAINS, '--redirect-http', '--max-rate=500']],
  ['zonal-neg', 'global-external-ssl', [...IN_SUBNET, ...VMS, DOMAINS]],
  ['zonal-neg', 'classic-ssl', [...IN_SUBNET, ...VMS, DOMAINS, '--protocol=TCP']],
  ['zonal-neg', 'global-external-tcp', [...IN_SUBNET, ...VMS, '--max-connections=50']],
  ['zonal-neg', 'classic-tcp', [...IN_SUBNET, ...VMS, '--target-tags=web']],
  ['zonal-neg', 'regional-external', [...IN_SUBNET, ...VMS, HTTP, '--custom-request-header=A:b']],
  ['zonal-neg', 'regional-internal', [...IN_SUBNET, ...VMS, HTTP]],
  ['zonal-neg', 'regional-external-tcp', [...IN_SUBNET, ...VMS]],
  ['zonal-neg', 'regional-internal-tcp', [...IN_SUBNET, ...VMS]],
  ['zonal-neg', 'none', [...IN_SUBNET, ...VMS]],
  ['hybrid-neg', 'global-external', [...WHERE, ...OUTSIDE, HTTP]],
  ['hybrid-neg', 'classic', [...WHERE, ...OUTSIDE, HTTP]],
  ['hybrid-neg', 'regional-external', [...WHERE, ...OUTSIDE, HTTP]],
  ['hybrid-neg', 'regional-internal', [...IN_SUBNET, ...OUTSIDE, HTTP]],
  ['hybrid-neg', 'regional-external-tcp', [...WHERE, ...OUTSIDE]],
  ['hybrid-neg', 'regional-internal-tcp', [...IN_SUBNET, ...OUTSIDE]],
  ['hybrid-neg', 'mesh', [...WHERE, ...OUTSIDE]],
  ['hybrid-neg', 'none', [...WHERE, ...OUTSIDE]],
];

function runOf({ out }: Ended): string {
  return /run (r-\S+)/.exec(out)?.[1] ?? '';
}

describe.each(SET_UPS)('%s behind %s', (noun, lb, flags) => {
  it('is made, is there the second time, and is taken back without a trace', async () => {
    const world = new World();
    await withVms(world);
    const before = world.state();
    const words = ['create', noun, 'web', `--lb=${lb}`, ...flags, '--yes'];
    const ended = await world.run(...words);
    expect(ended.exitCode, ended.err).toBe(0);
    const again = await world.run(...words);
    expect(again.exitCode, again.err).toBe(0);
    expect(again.out).toContain('Nothing to do');
    const back = await world.run('rollback', runOf(ended), '--yes');
    expect(back.exitCode, back.err).toBe(0);
    expect(world.state()).toEqual(before);
  });
});
