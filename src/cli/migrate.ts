import { cleanLine } from '../clean.ts';
import { NegctlError } from '../errors.ts';
import type { LiveResource } from '../facts/live-resource.ts';
import { readEndpoints } from '../facts/read.ts';
import { NO_ROUTES, readServiceRoutes } from '../facts/service-routes.ts';
import { didYouMean } from '../inputs/near.ts';
import type { JsonObject } from '../json.ts';
import { type MigrationWish, migrationPlan, newNegName, planOrRefuse } from '../plan/migration.ts';
import { isAtOnce, schemeOf } from '../plan/migration-scheme.ts';
import {
  type MigrationSite,
  negsBehind,
  referringMaps,
  tlsPolicyOf,
} from '../plan/migration-site.ts';
import { permissionsOf, writesOf } from '../plan/permissions.ts';
import { type Plan, titleOf } from '../plan/plan.ts';
import { conflictProblem } from '../render/plan-text.ts';
import { scriptOf } from '../render/script.ts';
import { wrapped } from '../render/wrap.ts';
import { type ResourceId, resourceId } from '../resources/resource.ts';
import { isBeyondReturn } from '../rollback/undo-plan.ts';
import { refuseChangedPlan, refuseOtherPlan } from './approved-plan.ts';
import { carryOut, type OpenedRun, reportOn } from './carry-out.ts';
import type { CommandBody, Invocation } from './command.ts';
import { consented, consentedByName } from './consent.ts';
import { goneIn, undeletedLines } from './deletion-text.ts';
import { failingWith, type Ready } from './failing.ts';
import { type LiveProject, targetOf, withLive } from './live.ts';
import { acquireLock } from './lock.ts';
import { MIGRATION_ROWS, migrationWish, SHIFT_ROWS } from './migrate-flags.ts';
import { withAnswers } from './migrate-questions.ts';
import { withSpec } from './migrate-spec.ts';
import { MIGRATE_OPTIONS } from './options.ts';
import { endLines } from './outcome-text.ts';
import { NOTHING } from './output.ts';
import { checkGranted } from './permission-check.ts';
import { runArgument } from './run-argument.ts';

function serviceNamed({ inventory }: LiveProject, given: string): LiveResource {
  const services = [...inventory.resources.values()].filter(
    ({ kind }) => kind === 'backendServices',
  );
  const found = services.filter(({ id, name }) => id === given || name === given);
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  const all = services.map(({ name }) => name);
  throw new NegctlError('preflight', [
    {
      code: 'NEG-6009',
      what: `${found.length === 0 ? 'no' : 'more than one'} backend service is called "${given}"`,
      why:
        found.length === 0
          ? 'the project has none of that name'
          : found.map(({ id }) => id).join(', '),
      fix: found.length === 0 ? didYouMean(given, all) || 'see negctl list' : 'give its full id',
    },
  ]);
}

/** Everything that the migration starts from; the endpoints are read by one call a NEG. */
async function siteOf(live: LiveProject, given: string): Promise<MigrationSite> {
  const { inventory, gcloud, target } = live;
  const { project } = target.context;
  const service = serviceNamed(live, given);
  const negs = negsBehind(inventory, service).flatMap((neg) => (neg === null ? [] : [neg]));
  const lists = await Promise.all(negs.map((neg) => readEndpoints({ gcloud, project }, neg)));
  const isMesh = schemeOf(service) === 'INTERNAL_SELF_MANAGED';
  const routes = isMesh ? await readServiceRoutes({ gcloud, project }) : NO_ROUTES;
  return { project, service, negs, endpoints: lists.flat(), inventory, routes };
}

/** What is in the new NEG already, where there is one. */
async function newEndpoints(
  { inventory, gcloud, target }: LiveProject,
  { service }: MigrationSite,
  wish: MigrationWish,
): Promise<ReadonlyMap<ResourceId, readonly JsonObject[]>> {
  const id = resourceId(service.scope, 'networkEndpointGroups', newNegName(wish));
  const neg = inventory.resources.get(id);
  if (neg === undefined) return new Map();
  const { project } = target.context;
  return new Map([[id, await readEndpoints({ gcloud, project }, neg)]]);
}

interface Looked {
  readonly site: MigrationSite;
  readonly plan: Plan;
}

async function look(live: LiveProject, service: string, wish: MigrationWish): Promise<Looked> {
  const site = await siteOf(live, service);
  const planned = migrationPlan(site, await newEndpoints(live, site, wish), wish);
  return { site, plan: planOrRefuse(planned, conflictProblem) };
}

/** What was found, before anything is asked. */
function siteLines({ site }: Looked): readonly string[] {
  const { service, negs, endpoints } = site;
  const policy = tlsPolicyOf(site);
  const lines = [
    `From  ${service.id}: ${negs.map(({ name }) => name).join(', ')}, ${endpoints.length} endpoints`,
    ...referringMaps(site).flatMap(({ map, references }) =>
      references.map(({ as, at }) => `      ${map.id} ${at} (${as})`),
    ),
    ...site.routes.unread.map(
      ({ collection, because }) =>
        `Not checked: whether ${collection} lead to the service; ${because}`,
    ),
  ];
  if (policy === null) return lines;
  return [...lines, `Note  the copy keeps ${policy}: its server name must fit the new host`];
}

/** How the host name resolves, against today's endpoints. Private names cannot be seen from here. */
async function dnsLines(ready: Ready, { site }: Looked, fqdn: string): Promise<readonly string[]> {
  if (ready.settings.emulator !== null) return [];
  const resolution = await (await ready.app.network()).resolve(fqdn);
  if (resolution.status !== 'found') {
    const why = resolution.status === 'refused' ? resolution.rcode : resolution.reason;
    return [
      `Not checked: what ${fqdn} resolves to where the load balancer asks; public DNS says ${why}`,
    ];
  }
  const old = site.endpoints.flatMap(({ ipAddress }) =>
    typeof ipAddress === 'string' ? [ipAddress] : [],
  );
  const { addresses } = resolution;
  const lacking = old.filter((address) => !addresses.includes(address));
  const added = addresses.filter((address) => !old.includes(address));
  if (lacking.length + added.length === 0)
    return [`DNS   ${fqdn} is the same ${old.length} addresses`];
  return [
    `Note  ${fqdn} is not the set of today's endpoints:`,
    ...(lacking.length === 0 ? [] : [`      without ${lacking.join(', ')}`]),
    ...(added.length === 0 ? [] : [`      with ${added.join(', ')} beside`]),
  ];
}

function talkLines({ output }: Ready, lines: readonly string[]): void {
  output.talk(lines.flatMap((line) => wrapped(cleanLine(line), output.talkStyle.width, 6)));
}

/** The end of a migration that was begun or gone on with. @returns the exit code */
export async function finishMigration(
  { app, settings, output }: Ready,
  { run, context, gcloud, monitoring }: OpenedRun,
): Promise<number> {
  const started = app.clock.now().getTime();
  const outcome = await carryOut(
    { app, settings, output, run, context, gcloud, monitoring },
    'forward',
  );
  const seconds = (app.clock.now().getTime() - started) / 1_000;
  const { plan } = run;
  const steps = plan.steps.length;
  const argument = runArgument(run.run, settings);
  const facts = { run: run.run, argument, steps, seconds };
  const isFinal = isBeyondReturn(plan, run.state());
  if (outcome.ending === 'ok') {
    const { style } = output;
    output.result([
      style.good(
        `${style.symbols.done} all requests go to the new backend; ${steps} steps done and read back   run ${run.run}`,
      ),
      ...(isFinal
        ? ['The old backend service is deleted: there is no way back.']
        : [`Undo   negctl rollback ${argument}`]),
    ]);
  }
  const exitCode = await output.finish({
    ...reportOn(run, outcome),
    result: { done: outcome.done, undone: outcome.undone, seconds },
  });
  if (outcome.ending === 'ok') return exitCode;
  const { talkStyle } = output;
  const lines = isFinal
    ? undeletedLines(outcome, { ...facts, plan, gone: goneIn(plan, run.state()) }, talkStyle)
    : endLines(outcome, facts, talkStyle);
  output.talk(lines);
  return exitCode;
}

async function carriedOut(ready: Ready, plan: Plan, live: LiveProject): Promise<number> {
  const { target, gcloud, monitoring } = live;
  const store = await ready.app.runs();
  const spec = `# negctl ${titleOf(plan)}\n`;
  const run = await store.create({ plan, target, spec, script: scriptOf(plan, target.context) });
  ready.output.events.belongTo(run.run);
  try {
    return await finishMigration(ready, { run, context: target.context, gcloud, monitoring });
  } finally {
    await run.close();
  }
}

/** Whether all this may be done: with the name of the old service where there is no way back, or no steps. */
async function approved(
  ready: Ready,
  { site, plan }: Looked,
  { schedule, deleteOld }: MigrationWish,
): Promise<'given' | 'asked' | 'no'> {
  const { name } = site.service;
  const doing = `move the requests of ${name} in ${plan.steps.length} steps in project ${plan.project}`;
  if (!deleteOld && !isAtOnce(schedule)) {
    const yes = await consented(ready, `M${doing.slice(1)}?`);
    if (!yes) return 'no';
    return ready.settings.yes ? 'given' : 'asked';
  }
  return consentedByName(ready, {
    name,
    doing: deleteOld ? `${doing}, and delete it at the end` : doing,
    why: deleteOld ? 'what is deleted cannot be put back' : 'all requests are moved at once',
    look: 'look at the plan with --dry-run=server',
    command: 'negctl migrate ip-to-fqdn …',
  });
}

async function againstProject(
  ready: Ready,
  live: LiveProject,
  service: string,
  wish: MigrationWish,
): Promise<number> {
  const { app, settings, output } = ready;
  const looked = await look(live, service, wish);
  const { plan } = looked;
  talkLines(ready, siteLines(looked));
  talkLines(ready, await dnsLines(ready, looked, wish.fqdn));
  if (settings.dryRun !== null) {
    output.plan(plan, true);
    if (settings.format === 'script') app.out(scriptOf(plan, live.target.context));
    const ending = settings.detailedExitcode ? 'diff' : 'ok';
    return output.finish({ ...NOTHING, ending, plan });
  }
  refuseOtherPlan(settings, plan);
  const asked = { iam: live.iam, project: plan.project };
  await checkGranted(ready, asked, writesOf(permissionsOf(plan, [])));
  output.plan(plan, false);
  talkLines(
    ready,
    plan.warnings.map((warning) => `Warning  ${warning}`),
  );
  if (!settings.yes) output.event({ event: 'approval.required', hash: plan.hash });
  const consent = await approved(ready, looked, wish);
  if (consent === 'no') {
    output.talk(['Nothing was done.']);
    return output.finish({ ...NOTHING, ending: 'input', plan });
  }
  if (consent === 'asked') {
    const again = await live.again();
    refuseChangedPlan((await look(again, service, wish)).plan, plan);
  }
  return carriedOut(ready, plan, live);
}

function refuseOffline(): never {
  throw new NegctlError('usage', [
    {
      code: 'NEG-1001',
      what: 'a migration cannot be planned offline',
      why: 'what it writes is worked out from the URL maps as they are',
      fix: 'give --dry-run=server: it only reads',
    },
  ]);
}

async function migrate(ready: Ready, given: Invocation): Promise<number> {
  const invocation = await withAnswers(ready, await withSpec(given));
  const { settings } = ready;
  const { backendService, wish } = migrationWish(invocation);
  if (settings.dryRun === 'client') refuseOffline();
  const target = await targetOf(ready, invocation.flags);
  const lock =
    settings.dryRun === null ? await acquireLock(ready, target.context.project, wish.name) : null;
  try {
    return await withLive(ready, target, (live) =>
      againstProject(ready, live, backendService, wish),
    );
  } finally {
    await lock?.release();
  }
}

export const migrateCommand: CommandBody = {
  examples: [
    'negctl migrate ip-to-fqdn --backend-service=web --fqdn=api.example.com --dry-run=server',
    'negctl migrate ip-to-fqdn --backend-service=web --fqdn=api.example.com',
    'negctl migrate ip-to-fqdn --backend-service=web --fqdn=api.example.com --yes --gate=metrics',
    'negctl migrate ip-to-fqdn -f migration.yaml --yes --until=25',
  ],
  args: [
    {
      name: 'name',
      required: false,
      summary: 'Starts the names of what is made (default: BACKEND_SERVICE-fqdn)',
    },
  ],
  own: [
    { heading: 'From where to where', rows: MIGRATION_ROWS },
    { heading: 'How', rows: SHIFT_ROWS },
  ],
  unlisted: [],
  options: MIGRATE_OPTIONS,
  exits: ['0', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '130'],
  run: (invocation) =>
    failingWith(invocation, 'migrate ip-to-fqdn', (ready) => migrate(ready, invocation)),
};
