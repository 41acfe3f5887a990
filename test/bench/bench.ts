/**
 * Measurements, side by side in one run: start-up against bare node, and executing a plan against its
 * critical path and against its own script. `npm run bench -- --start-up` leaves out the second part,
 * which takes minutes.
 */
import { measureRunTimes, type RunTime, type SetUp } from './run-time.ts';
import { measureStartUp } from './start-up.ts';

const ENDPOINT = '--add-endpoint=fqdn=api.example.com,port=443';
const COMMON = ['web', '--project=demo', ENDPOINT];

const SET_UPS: readonly SetUp[] = [
  {
    name: 'HTTPS and redirect',
    flags: [...COMMON, '--domains=www.example.com', '--redirect-http'],
  },
  { name: 'HTTP only', flags: [...COMMON, '--frontend-protocol=HTTP'] },
];

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function printRunTime({
  name,
  steps,
  criticalPath,
  sequential,
  execution,
  verified,
  whole,
  script,
}: RunTime): void {
  const of = (seconds: number) => `${seconds.toFixed(1)} s`.padStart(7);
  const ratio = (seconds: number) => (seconds / criticalPath).toFixed(2);
  print(`\n${name} (${steps} steps, operation times as recorded)`);
  print(`  critical path                 ${of(criticalPath)}`);
  print(`  steps executed                ${of(execution)}   ${ratio(execution)} x critical path`);
  print(`  and read back                 ${of(verified)}   ${ratio(verified)} x  (at most 1.15)`);
  print(`  whole command                 ${of(whole)}   ${ratio(whole)} x`);
  print(
    `  its script, run by sh         ${of(script)}   ${(script / verified).toFixed(2)} x negctl  (at least 1.5)`,
  );
  print(
    `  all steps one after another   ${of(sequential)}   ${ratio(sequential)} x  (no plan gains more)`,
  );
}

print(`Start-up, medians of 20 in turn (node ${process.version})`);
for (const { name, milliseconds, ratio, limit } of measureStartUp()) {
  const allowed = limit === 1 ? '' : `   (at most ${limit})`;
  print(
    `  ${name.padEnd(20)} ${milliseconds.toFixed(0).padStart(5)} ms   ${ratio.toFixed(2)} x${allowed}`,
  );
}
if (!process.argv.includes('--start-up')) {
  print('');
  for (const runTime of measureRunTimes(SET_UPS, 1)) printRunTime(runTime);
}
