import { execute } from '../../src/execute/execute.ts';
import type { Execution } from '../../src/execute/execution.ts';
import type { Ports, RunOptions } from '../../src/execute/ports.ts';
import type { Command } from '../../src/gcloud/command.ts';
import type { GcloudResult } from '../../src/gcloud/result.ts';
import type { Entry } from '../../src/journal/entry.ts';
import { asideIn } from '../../src/journal/replay.ts';
import { isJsonObject, type JsonObject } from '../../src/json.ts';
import { type Aside, togetherAt, withAside } from '../../src/plan/aside.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { parsePlan } from '../../src/plan/plan-file.ts';
import type { JudgingStep, RevisingStep } from '../../src/plan/step.ts';
import type { Moment, Reading } from '../../src/traffic/reading.ts';
import { link, siteIn } from '../migration/site.ts';
import { Bench, printed } from './by-ports.ts';
import { documentIn, World } from './world.ts';

const world = new World();
await siteIn(world, 'EXTERNAL_MANAGED', [
  {
    name: 'shared',
    defaultService: link('global/backendServices/web'),
    hostRules: [{ hosts: ['other.example.com'], pathMatcher: 'other' }],
    pathMatchers: [{ name: 'other', defaultService: link('global/backendServices/other') }],
  },
  { name: 'plain', defaultService: link('global/backendServices/web') },
]);
const planned = await world.run(
  'migrate',
  'ip-to-fqdn',
  '--project=demo',
  '--backend-service=web,other',
  '--fqdn=api.example.com',
  '--steps=25,100',
  '--soak=90s',
  '--gate=command',
  '--gate-command=check',
  '--delete-old',
  '--dry-run=server',
  '--format=json',
);
const whole: Plan = parsePlan(JSON.stringify(documentIn(planned)['plan']));

/** What the steps that count here are about. */
const KINDS: ReadonlySet<string> = new Set(['backendServices', 'urlMaps']);

export const WEB = 'global/backendServices/web';
export const OTHER = 'global/backendServices/other';

/** The shifts of the map that names both services, the waits, and the shifts of the map that only names `web`. */
export const SHARED_25 = 'urlMaps.shared.at-25';
export const SHARED_100 = 'urlMaps.shared.at-100';
export const PLAIN_25 = 'urlMaps.plain.at-25';
export const PLAIN_100 = 'urlMaps.plain.at-100';
export const WAIT_25 = 'backendServices.web-fqdn-bes.at-25';
export const WAIT_100 = 'backendServices.web-fqdn-bes.at-100';

/** The shifts and the waits of a migration of two services, and what is done to these where that is wanted. */
function planOf({ onFail = 'rollback', deletesOld = false, madeNew = false }: Given): Plan {
  const wanted = { make: madeNew, remove: deletesOld, repoint: false, revise: true, judge: true };
  const steps = whole.steps
    .filter(({ effect, resource: { kind } }) => wanted[effect] && KINDS.has(kind))
    .map((step) => (step.effect === 'judge' ? { ...step, onFail } : step));
  const ids = steps.map(({ id }) => id);
  return {
    ...whole,
    steps: steps.map((step) => ({ ...step, needs: step.needs.filter((id) => ids.includes(id)) })),
  };
}

/** The services as they are live: the old ones, and the new ones as a run has made them. */
const SERVICES: readonly JsonObject[] = whole.steps.flatMap((step): readonly JsonObject[] => {
  const { name, kind, body } = step.resource;
  if (kind !== 'backendServices') return [];
  if (step.effect === 'remove') return [{ name, id: step.serverId }];
  return step.effect === 'make' ? [{ ...body, name, id: idOf(name) }] : [];
});

/** The server's id of a new service. */
function idOf(name: string): string {
  return name.startsWith('web') ? '8' : '9';
}

/** What the journal says of the new services. */
const MADE: readonly Entry[] = ['web', 'other'].flatMap((old): readonly Entry[] => {
  const step = `backendServices.${old}-fqdn-bes`;
  return [
    { type: 'step.intent', step, attempt: 1 },
    { type: 'step.done', step, serverId: idOf(old), how: 'created', seconds: 1 },
  ];
});

function shift(id: string): RevisingStep {
  const step = whole.steps.find((other) => other.id === id);
  if (step?.effect !== 'revise') throw new Error(`no such step: ${id}`);
  return step;
}

/** A map as a shift of all services together leaves it. */
export function documentAfter(id: string): JsonObject {
  return shift(id).to;
}

/** The map that names both, where each of them has another share. */
export function sharedAt(shares: { readonly web: number; readonly other: number }): JsonObject {
  const { from } = shift(SHARED_25);
  const { together } = shift(SHARED_100);
  const aside: Aside = new Map([
    [WEB, { percent: shares.web, because: '' }],
    [OTHER, { percent: shares.other, because: '' }],
  ]);
  return together === undefined ? from : togetherAt(from, together, aside);
}

/** What the journal says of shifts that were done. */
export function shifted(...ids: readonly string[]): readonly Entry[] {
  return ids.flatMap((step): readonly Entry[] => [
    { type: 'step.intent', step, attempt: 1 },
    { type: 'step.done', step, serverId: shift(step).serverId, how: 'changed', seconds: 1 },
  ]);
}

/** What the journal says of a wait that has passed. */
export function waited(step: string): readonly Entry[] {
  return [
    { type: 'step.intent', step, attempt: 1 },
    { type: 'step.done', step, serverId: null, how: 'passed', seconds: 90 },
  ];
}

interface Given extends Partial<RunOptions> {
  readonly onFail?: JudgingStep['onFail'];
  /** Whether the old services are deleted at the end; what is behind them stays. */
  readonly deletesOld?: boolean;
  /** Whether the run has made the new services; otherwise they were there before. */
  readonly madeNew?: boolean;
  readonly earlier?: readonly Entry[];
  /** The maps as they are live, where they are not as before the first shift. */
  readonly live?: readonly JsonObject[];
  /** What the gate says of a service, by its name, at a share. */
  readonly says?: (service: string, percent: number) => Reading;
}

/** A migration of two services by ports, with two URL maps that are written as gcloud would. */
export class Together {
  readonly bench: Bench;
  readonly execution: Execution;
  /** What each gate was asked about. */
  readonly moments: Moment[] = [];
  readonly #live: Map<string, JsonObject>;
  readonly #services: Set<string>;

  constructor(given: Given) {
    const { madeNew = false, earlier = [], live = [], says } = given;
    const plan = planOf(given);
    const before = [shift(SHARED_25).from, shift(PLAIN_25).from];
    this.#live = new Map([...before, ...live].map((map) => [String(map['name']), map]));
    this.#services = new Set(SERVICES.map(({ name }) => String(name)));
    this.bench = new Bench(plan, [...(madeNew ? MADE : []), ...earlier]);
    const gauge: Ports['gauge'] = (_gate, moment) => {
      this.moments.push(moment);
      const { services, percent } = moment;
      return Promise.resolve(says?.(String(services?.old), percent) ?? GOOD);
    };
    const answer = (words: string, command: Command) => this.#answer(words, command);
    const { ports, ...begun } = this.bench.execution(plan, answer, { retries: 1, ...given });
    this.execution = {
      ...begun,
      ports: { ...ports, gauge },
      get plan() {
        return withAside(plan, asideIn(begun.state()));
      },
    };
  }

  /** Somebody else writes a map. */
  write(map: JsonObject): void {
    this.#live.set(String(map['name']), map);
  }

  run() {
    return execute(this.execution);
  }

  /** What each new service gets of the map that names both: of the requests of its own, in per cent. */
  shares(): Readonly<Record<string, number>> {
    const text = JSON.stringify(this.#live.get('shared'));
    const share = (to: string): number => {
      const weight = new RegExp(`/${to}","weight":(\\d+)`).exec(text)?.[1];
      return weight === undefined ? 100 * Number(text.includes(`/${to}"`)) : Number(weight);
    };
    return { web: share('web-fqdn-bes'), other: share('other-fqdn-bes') };
  }

  /** How often each map was written. */
  writes(): Readonly<Record<'shared' | 'plain', number>> {
    const count = (map: string) =>
      this.bench.commands.filter((words) => words.startsWith(`url-maps import ${map} `)).length;
    return { shared: count('shared'), plain: count('plain') };
  }

  /** The old services that are there. */
  services(): readonly string[] {
    return ['web', 'other'].filter((name) => this.#services.has(name));
  }

  /** What the journal says of one kind. */
  entries<T extends Entry['type']>(...types: readonly T[]): readonly Entry[] {
    const wanted: readonly string[] = types;
    return this.bench.entries.filter(({ type }) => wanted.includes(type));
  }

  #answer(words: string, { argv, stdin = '' }: Command): GcloudResult {
    if (words.startsWith('backend-services')) return this.#answerServices(words, argv[3] ?? '');
    if (words.startsWith('url-maps list')) return printed(JSON.stringify([...this.#live.values()]));
    const old = this.#live.get(argv[3] ?? '');
    const written: unknown = words.startsWith('url-maps import') ? JSON.parse(stdin) : null;
    if (old === undefined || !isJsonObject(written)) return printed('[]');
    const { id = '', kind = '', selfLink = '', creationTimestamp = '' } = old;
    this.write({ id, kind, selfLink, creationTimestamp, ...written });
    return printed('{}');
  }

  #answerServices(words: string, name: string): GcloudResult {
    if (words.startsWith('backend-services delete')) this.#services.delete(name);
    return printed(JSON.stringify(SERVICES.filter(({ name }) => this.#services.has(String(name)))));
  }
}

export const GOOD: Reading = { verdict: 'passed', said: 'good', errors: null };
export const BAD: Reading = { verdict: 'failed', said: '3 of 5 failed', errors: null };
export const UNCLEAR: Reading = { verdict: 'inconclusive', said: '2 requests', errors: null };
