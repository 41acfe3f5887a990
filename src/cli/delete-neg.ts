import type { LiveResource } from '../facts/live-resource.ts';
import { partsOf } from '../facts/load-balancers.ts';
import { objectsAt, textAt } from '../json.ts';
import type { Plan } from '../plan/plan.ts';
import { detaching, type Release, removalPlan } from '../plan/removal.ts';
import { idOfReference, type Scope, scopeName } from '../resources/resource.ts';
import type { CommandBody, Invocation } from './command.ts';
import { inUse, plainName, runDeletion } from './deletion.ts';
import { failingWith } from './failing.ts';
import type { JoinedProject } from './live.ts';
import { DELETE_OPTIONS, type OptionRow } from './options.ts';
import { findNeg, givenScope, noSuchNeg, PLACE_ROWS } from './which-neg.ts';

function backendsLeft(service: LiveResource, neg: LiveResource): number {
  const groups = objectsAt(service.document, 'backends').map((backend) =>
    idOfReference(textAt(backend, 'group') ?? ''),
  );
  return groups.filter((group) => group !== neg.id).length;
}

/** Who uses the NEG: backend services that it can be taken off, or others that it cannot. */
function servicesOf({ inventory }: JoinedProject, neg: LiveResource): readonly LiveResource[] {
  return inventory.usedBy(neg.id).map((id) => {
    const user = inventory.resources.get(id);
    if (user?.kind === 'backendServices') return user;
    throw inUse(
      `NEG "${neg.name}" is used by ${id}`,
      'negctl can take it off backend services of this project only',
      'take it off there first',
    );
  });
}

/** The load balancers that the NEG serves, to look at. */
function seeAlso({ inventory, loadBalancers }: JoinedProject, neg: LiveResource): string {
  const served = loadBalancers.filter((balancer) => partsOf(inventory, balancer).includes(neg));
  return served.map(({ name }) => `; negctl describe ${name} shows what depends on it`)[0] ?? '';
}

function releasesOf(
  project: JoinedProject,
  neg: LiveResource,
  detach: boolean,
): { readonly releases: readonly Release[]; readonly warnings: readonly string[] } {
  const services = servicesOf(project, neg);
  if (services.length > 0 && !detach) {
    const names = services.map(({ name, scope }) => `${name} (${scopeName(scope)})`).join(', ');
    const many = services.length === 1 ? 'backend service' : 'backend services';
    throw inUse(
      `NEG "${neg.name}" is in use by ${many} ${names}`,
      'a NEG that is attached to a backend service cannot be deleted (neg/delete-in-use)',
      `add --detach to take it off first${seeAlso(project, neg)}`,
    );
  }
  const warnings = services
    .filter((service) => backendsLeft(service, neg) === 0)
    .map(({ name }) => `backend service ${name} has no other backend: its requests will fail`);
  return { releases: services.map((service) => detaching(service, neg)), warnings };
}

interface Wish {
  readonly name: string;
  readonly scope: Scope | null;
  readonly detach: boolean;
}

function planFor(project: JoinedProject, { name, scope, detach }: Wish): Plan | string {
  const { inventory, remembered, target } = project;
  const negs = [...inventory.resources.values()].filter(
    ({ kind }) => kind === 'networkEndpointGroups',
  );
  const neg = findNeg(negs, target.context.project, { name, scope });
  if (neg === null) {
    const run = remembered.deleted.get(plainName(name));
    if (run !== undefined) return `NEG ${name} was deleted by run ${run}`;
    throw noSuchNeg(name, target.context.project);
  }
  return removalPlan({
    inventory,
    roots: [neg.id],
    keep: new Set(),
    ...releasesOf(project, neg, detach),
    what: 'neg',
    name: neg.name,
    project: target.context.project,
  });
}

function wishOf({ flags, args }: Invocation): Wish {
  return { name: args[0] ?? '', scope: givenScope(flags), detach: flags.get('detach') === true };
}

const DETACH: OptionRow = {
  flag: 'detach',
  takes: 'switch',
  placeholder: '',
  summary: 'Take it off the backend services that use it, then delete it',
  group: 'input',
  variable: false,
};

export const deleteNegCommand: CommandBody = {
  examples: [
    'negctl delete neg web-neg --dry-run=server',
    'negctl delete neg web-neg --region=europe-west1 --detach',
    'negctl delete neg web-neg --global --detach --yes --confirm=web-neg',
  ],
  args: [{ name: 'name', required: true, summary: 'Name of the NEG' }],
  own: [{ heading: 'Which, and how', rows: [...PLACE_ROWS, DETACH] }],
  unlisted: [],
  options: DELETE_OPTIONS,
  exits: ['0', '2', '3', '4', '5', '6', '8', '10', '11', '130'],
  run: (invocation) =>
    failingWith(invocation, 'delete neg', (ready) => {
      const wish = wishOf(invocation);
      return runDeletion(ready, invocation, (project) => planFor(project, wish));
    }),
};
