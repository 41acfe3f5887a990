import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endpointsPlan } from '../../src/cli/endpoints-plan.ts';
import { NO_FACTS } from '../../src/facts/facts.ts';
import { Instances } from '../../src/facts/instances.ts';
import { endpointFile } from '../../src/inputs/endpoint-file.ts';
import { planTexts } from '../../src/plan/plan-file.ts';
import { resourceId, type Scope } from '../../src/resources/resource.ts';

/* Ten thousand endpoints: from the text of a file to the plan as it is kept, in this process alone. */

const COUNT = 10_000;
const zone: Scope = { type: 'zone', zone: 'europe-west1-b' };
const id = resourceId(zone, 'networkEndpointGroups', 'vms');
const nic = {
  network: 'projects/demo/global/networks/net',
  subnetwork: 'projects/demo/regions/europe-west1/subnetworks/sub',
  networkIP: '10.10.0.2',
};

const lines = Array.from({ length: COUNT }, (_, index) => `- {instance: vm-1, port: ${index + 1}}`);
const started = process.cpuUsage();
const read = endpointFile('all.yaml', lines.join('\n'));
const plan = endpointsPlan(
  {
    neg: {
      id,
      kind: 'networkEndpointGroups',
      scope: zone,
      name: 'vms',
      serverId: '1',
      document: {},
    },
    home: { type: 'GCE_VM_IP_PORT', isGlobal: false, defaultPort: undefined },
    network: {
      network: 'global/networks/net',
      subnetwork: 'regions/europe-west1/subnetworks/sub',
    },
    zone: zone.zone,
    facts: NO_FACTS,
  },
  { change: 'add', endpoints: read.ok ? read.endpoints : [] },
  new Instances([{ name: 'vm-1', networkInterfaces: [nic] }]),
  'demo',
);
const kept = typeof plan === 'string' ? '' : planTexts(plan).plan;
const { user, system } = process.cpuUsage(started);
const seconds = (user + system) / 1e6;
const steps = typeof plan === 'string' ? 0 : plan.steps.length;
const megabytes = process.memoryUsage.rss() / 1_000_000;
process.stdout.write(
  `${COUNT} endpoints: ${steps} steps in ${seconds.toFixed(2)} s of one core, ${(kept.length / 1e6).toFixed(1)} MB of plan, ${megabytes.toFixed(0)} MB in memory\n`,
);

/* The same by the program as it is shipped: from its start to the printed plan. */

const folder = mkdtempSync(join(tmpdir(), 'negctl-bench-'));
const file = join(folder, 'all.csv');
const rows = Array.from({ length: COUNT }, (_, index) => `vm-1,${index + 1}`);
writeFileSync(file, `instance,port\n${rows.join('\n')}\n`);
const tell = `process.on("exit",()=>{const{userCPUTime,systemCPUTime,maxRSS}=process.resourceUsage();process.stderr.write("\\nUSED "+(userCPUTime+systemCPUTime)/1e6+" "+maxRSS*1024/1e6)})`;
const { stderr, status } = spawnSync(
  process.execPath,
  [
    ...['--import', `data:text/javascript,${encodeURIComponent(tell)}`, 'bin/negctl.js'],
    ...['create', 'zonal-neg', 'web', '--project=demo', '--zone=europe-west1-b', '--lb=none'],
    ...[`--endpoints-file=${file}`, '--dry-run', '--format=json'],
  ],
  { encoding: 'utf8', maxBuffer: 64e6 },
);
rmSync(folder, { recursive: true });
const [, cpu, memory] = /USED (\S+) (\S+)/.exec(stderr) ?? [];
if (status !== 0 || cpu === undefined) throw new Error(stderr);
process.stdout.write(
  `${COUNT} endpoints, create zonal-neg --dry-run: ${Number(cpu).toFixed(2)} s of one core, ${Number(memory).toFixed(0)} MB in memory\n`,
);
