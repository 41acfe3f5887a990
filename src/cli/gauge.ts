import { cleanLine } from '../clean.ts';
import type { Ports } from '../execute/ports.ts';
import type { Plan } from '../plan/plan.ts';
import type { Gate } from '../traffic/gate.ts';
import { metricsReading } from '../traffic/metrics.ts';
import type { Monitoring } from '../traffic/monitoring.ts';
import type { Moment, Reading } from '../traffic/reading.ts';
import type { App } from './app.ts';

/** Bad answers that are no reason to go back, of all. */
const MOST_BAD = 0.01;

/** A reading without shares of failed requests. */
function nothing(verdict: Reading['verdict'], said: string): Reading {
  return { verdict, said, errors: null };
}

/** What `probe` saw: an answer below 500 is good; none at all is no verdict on the backend. */
export function probed(answers: readonly (number | null)[], because: string): Reading {
  const bad = answers.filter((status) => status === null || status >= 500).length;
  const count = `${answers.length} requests`;
  if (answers.every((status) => status === null)) {
    return nothing('error', `probe: none of ${count} was answered (${because})`);
  }
  const said = `probe: ${bad} of ${count} failed, at most ${MOST_BAD * 100} % may`;
  const verdict = bad > answers.length * MOST_BAD ? 'failed' : 'passed';
  return { verdict, said, errors: { new: bad / answers.length, old: null } };
}

async function probe(
  app: App,
  { url, samples, host }: Extract<Gate, { type: 'probe' }>,
): Promise<Reading> {
  const outside = await app.outside();
  const answers: (number | null)[] = [];
  let because = '';
  for (let sample = 0; sample < samples; sample += 1) {
    const answer = await outside.request(url, host);
    answers.push(answer.status);
    if (answer.status === null) because = cleanLine(answer.because);
  }
  return probed(answers, because);
}

const INCONCLUSIVE = 75;

async function commanded(
  app: App,
  program: string,
  environment: Readonly<Record<string, string>>,
): Promise<Reading> {
  const outside = await app.outside();
  const end = await outside.run(program, environment);
  if (end.exitCode === null) return nothing('error', `command: ${cleanLine(end.because)}`);
  const said = `command: exit code ${end.exitCode}`;
  if (end.exitCode === INCONCLUSIVE) return nothing('inconclusive', said);
  return nothing(end.exitCode === 0 ? 'passed' : 'failed', said);
}

/** Looks through the gates of a run. */
export function gaugeFor(
  app: App,
  monitoring: Monitoring,
  run: string,
  { project, name }: Plan,
): Ports['gauge'] {
  return (gate: Exclude<Gate, { type: 'manual' }>, moment: Moment) => {
    const { percent, services } = moment;
    switch (gate.type) {
      case 'probe':
        return probe(app, gate);
      case 'metrics':
        return metricsReading(monitoring, gate, moment);
      case 'command':
        return commanded(app, gate.program, {
          ...definedIn(app.environment),
          NEGCTL_GATE_RUN: run,
          NEGCTL_GATE_PROJECT: project,
          NEGCTL_GATE_NAME: name,
          NEGCTL_GATE_NEW_PERCENT: String(percent),
          NEGCTL_GATE_OLD_PERCENT: String(100 - percent),
          ...(services === undefined
            ? {}
            : { NEGCTL_GATE_SERVICE: services.old, NEGCTL_GATE_NEW_SERVICE: services.new }),
        });
    }
  };
}

function definedIn(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}
