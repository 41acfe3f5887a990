import type { LiveResource } from '../facts/live-resource.ts';
import type { LoadBalancer } from '../facts/load-balancers.ts';
import { shellCommand } from '../gcloud/quote.ts';
import { didYouMean } from '../inputs/near.ts';
import type { Plan } from '../plan/plan.ts';
import { type Release, removalPlan, repointing } from '../plan/removal.ts';
import { unreadNotes } from '../render/load-balancer-text.ts';
import { identified, KINDS } from '../resources/kinds.ts';

import type { KindName } from '../resources/resource.ts';
import type { CommandBody, Invocation } from './command.ts';
import { inUse, plainName, runDeletion, usage } from './deletion.ts';
import { NAME_ARGUMENT } from './describe.ts';
import { failingWith } from './failing.ts';
import type { Flags } from './flags.ts';
import type { JoinedProject } from './live.ts';
import { findNamed, notFound } from './named.ts';
import { DELETE_OPTIONS, type OptionRow } from './options.ts';

/** The words of `--keep`, and the kinds they stand for. */
const KEEPABLE: ReadonlyMap<string, readonly KindName[]> = new Map<string, readonly KindName[]>([
  ['addresses', ['addresses']],
  ['certificates', ['sslCertificates']],
  ['backend-services', ['backendServices']],
  ['health-checks', ['healthChecks']],
  ['negs', ['networkEndpointGroups']],
  ['dns', ['resourceRecordSets']],
]);

function keptKinds(flags: Flags): ReadonlySet<KindName> {
  const given = flags.get('keep');
  const words = Array.isArray(given) ? given.flatMap((list: string) => list.split(',')) : [];
  const kinds = words.flatMap((word) => {
    const known = KEEPABLE.get(word);
    if (known !== undefined) return known;
    const all = [...KEEPABLE.keys()];
    const fix = didYouMean(word, all) || `use ${all.join(', ')}`;
    throw usage(`--keep: "${word}" is not known`, 'it takes only certain words', fix);
  });
  return new Set(kinds);
}

function targetMap({ inventory }: JoinedProject, anchor: LiveResource, to: string): LiveResource {
  const maps = [...inventory.resources.values()].filter(
    ({ kind, scope }) =>
      kind === 'urlMaps' && JSON.stringify(scope) === JSON.stringify(anchor.scope),
  );
  const found = maps.find(({ id, name }) => id === to || name === to);
  if (found !== undefined && found.id !== anchor.id) return found;
  throw inUse(
    `cannot point anything to URL map "${to}"`,
    found === undefined ? 'there is none of that name in the same place' : 'it is to be deleted',
    didYouMean(
      to,
      maps.map(({ name }) => name),
    ) || 'see `negctl list`',
  );
}

/** Every proxy of the URL maps gets another map; front ends, addresses and certificates stay. */
function releasesTo(
  project: JoinedProject,
  { anchors }: LoadBalancer,
  to: string,
): readonly Release[] {
  const { inventory } = project;
  return anchors.flatMap((anchor) => {
    if (anchor.kind !== 'urlMaps') {
      throw usage(
        `--repoint-to is given for ${KINDS[anchor.kind].title} "${anchor.name}"`,
        'only proxies of URL maps can be pointed elsewhere',
        'leave --repoint-to out',
      );
    }
    const map = targetMap(project, anchor, to);
    return inventory.usedBy(anchor.id).flatMap((user) => {
      const proxy = inventory.resources.get(user);
      return proxy === undefined ? [] : [repointing(proxy, anchor, map, inventory)];
    });
  });
}

interface Wish {
  readonly name: string;
  readonly keep: ReadonlySet<KindName>;
  readonly repointTo: string | null;
}

function rootsOf(balancer: LoadBalancer, { repointTo }: Wish): readonly string[] {
  if (repointTo === null) return balancer.roots;
  if (balancer.anchors.length > 0 && balancer.roots.length > 1) {
    return balancer.anchors.map(({ id }) => id);
  }
  throw usage(
    '--repoint-to is given for a single front end',
    'it keeps front ends and replaces the URL map behind them',
    'name the URL map or the load balancer',
  );
}

/**
 * What a set-up made that all load balancers of its network share: it is no part of any one of them, so it
 * stays, and is named.
 */
function sharedBy({ remembered, target }: JoinedProject, setUpName: string): readonly string[] {
  const made = remembered.setUps.find(({ name }) => name === setUpName)?.made.keys() ?? [];
  return [...made].flatMap((id) => {
    const known = identified(id);
    if (known === null || known.kind.listAll !== null) return [];
    const { kind, scope, name } = known;
    const remove = kind.remove?.(scope, name);
    const by =
      remove === undefined ? '' : `; once nothing uses it: ${shellCommand(remove, target.context)}`;
    return [`${kind.title} ${name} stays, all load balancers of its network share it${by}`];
  });
}

/** Cloud Run services that a set-up has closed to all but load balancers, and that stay so without one. */
function closedBy({ remembered, target }: JoinedProject, setUpName: string): readonly string[] {
  const closed = remembered.runs
    .filter(({ plan }) => plan.name === setUpName)
    .flatMap(({ plan, state }) =>
      plan.steps.flatMap((step) =>
        step.effect === 'make' &&
        step.resource.kind === 'ingresses' &&
        state.steps.get(step.id)?.status === 'done'
          ? [[step.resource.name, step.undo] as const]
          : [],
      ),
    );
  return [...new Map(closed)].map(
    ([service, undo]) =>
      `Cloud Run service ${service} stays closed to all but load balancers and what is inside; to open it: ${shellCommand(undo, target.context)}`,
  );
}

function planFor(project: JoinedProject, wish: Wish): Plan | string {
  const { inventory, remembered, target } = project;
  const balancer = findNamed(project, wish.name);
  if (balancer === null) {
    const run = remembered.deleted.get(plainName(wish.name));
    const setUp = remembered.setUps.some(({ name }) => name === wish.name);
    if (run !== undefined) return `${wish.name} was deleted by run ${run}`;
    if (setUp) return `nothing of ${wish.name} is there any more`;
    throw notFound(project, wish.name);
  }
  const releases = wish.repointTo === null ? [] : releasesTo(project, balancer, wish.repointTo);
  return removalPlan({
    inventory,
    roots: rootsOf(balancer, wish),
    keep: wish.keep,
    releases,
    what: 'load-balancer',
    name: balancer.name,
    project: target.context.project,
    warnings: [
      ...sharedBy(project, balancer.name),
      ...closedBy(project, balancer.name),
      ...unreadNotes(inventory).map((note) => `${note}; none of them is deleted`),
    ],
  });
}

function wishOf({ flags, args }: Invocation): Wish {
  const repointTo = flags.get('repoint-to');
  return {
    name: args[0] ?? '',
    keep: keptKinds(flags),
    repointTo: typeof repointTo === 'string' ? repointTo : null,
  };
}

const OWN: readonly OptionRow[] = [
  {
    flag: 'keep',
    takes: 'list',
    placeholder: [...KEEPABLE.keys()].join('|'),
    summary: 'Leave what is of these kinds, and what it needs (repeatable)',
    group: 'input',
    variable: false,
  },
  {
    flag: 'repoint-to',
    takes: 'value',
    placeholder: 'URL_MAP',
    summary:
      'Keep front ends, addresses and certificates: give their proxies this URL map, then delete what the old one led to',
    group: 'input',
    variable: false,
  },
];

export const deleteCommand: CommandBody = {
  examples: [
    'negctl delete web --dry-run=server',
    'negctl delete web',
    'negctl delete web --yes --confirm=web --keep=addresses',
    'negctl delete old-map --repoint-to=new-map',
  ],
  args: [NAME_ARGUMENT],
  own: [{ heading: 'What goes', rows: OWN }],
  unlisted: [],
  options: DELETE_OPTIONS,
  exits: ['0', '3', '4', '5', '6', '8', '10', '11', '130'],
  run: (invocation) =>
    failingWith(invocation, 'delete', (ready) => {
      const wish = wishOf(invocation);
      return runDeletion(ready, invocation, (project) => planFor(project, wish));
    }),
};
