import type { EmulatorState } from '../../src/emulator/emulator.ts';
import { comparableState } from '../../src/emulator/state.ts';
import { EXIT_CODES } from '../../src/errors.ts';
import type { StoredRun } from '../../src/journal/store.ts';
import { isJsonObject, type JsonObject, objectsAt, textAt } from '../../src/json.ts';
import { KEY_LINES } from './examples.ts';
import { callOf, isWrite } from './requests.ts';
import type { Command, Site } from './site.ts';

/** What is left once a case has been played to some point. */
export interface Aftermath {
  readonly goal: 'make' | 'delete';
  readonly before: EmulatorState;
  /** What an undisturbed run leaves. */
  readonly planned: EmulatorState;
  readonly after: EmulatorState;
  readonly site: Site;
  /** The command that ended last. */
  readonly last: Command;
  /** The run; `null` where none was begun. */
  readonly run: StoredRun | null;
}

/** A statement that must be true after every case; what it returns is what is wrong. */
export type Invariant = (aftermath: Aftermath) => readonly string[];

/** The id of what the emulator keeps at a path: other APIs than Compute write places in other ways. */
function idAt(path: string): string {
  const place = path
    .replace(/^projects\/[^/]+\//, '')
    .replace(/^locations\/global\//, 'global/')
    .replace(/^locations\//, 'regions/');
  const [, zone, name, type] =
    /^managedZones\/([^/]+)(?:\/rrsets\/([^/]+)\/([^/]+))?$/.exec(place) ?? [];
  const [, region, service] = /^regions\/([^/]+)\/services\/([^/]+)$/.exec(place) ?? [];
  if (region !== undefined) return `regions/${region}/cloudRunServices/${service}`;
  if (zone === undefined) return place;
  const id = `global/managedZones/${zone}`;
  return name === undefined ? id : `${id}/resourceRecordSets/${name}:${type}`;
}

function idsIn({ resources }: EmulatorState): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(resources)
      // Every zone has these from the beginning.
      .filter(([path]) => !/\/rrsets\/[^/]+\/(NS|SOA)$/.test(path))
      .map(([path, { fields }]) => [idAt(path), textAt(fields, 'id') ?? '']),
  );
}

/** Resources that are there and were not, or not the same, before; what the other operator made aside. */
export function madeSince(before: EmulatorState, site: Site): readonly string[] {
  const known = idsIn(before);
  return [...idsIn(site.state())]
    .filter(([path, id]) => known.get(path) !== id && !site.foreign.has(path))
    .map(([path]) => path);
}

function newIn({ before, site }: Aftermath): readonly string[] {
  return madeSince(before, site);
}

/** What was to be deleted and is still that very one. */
function undeleted(
  { before, planned }: Pick<Aftermath, 'before' | 'planned'>,
  site: Site,
): readonly string[] {
  const now = idsIn(site.state());
  const staying = idsIn(planned);
  return [...idsIn(before)]
    .filter(([path, id]) => !staying.has(path) && now.get(path) === id)
    .map(([path]) => path);
}

/** What a case must not leave behind: what was made, or what was to be deleted. */
export function stillThere(
  scene: Pick<Aftermath, 'goal' | 'before' | 'planned'>,
  site: Site,
): readonly string[] {
  return scene.goal === 'make' ? madeSince(scene.before, site) : undeleted(scene, site);
}

function differ(one: EmulatorState, other: EmulatorState): boolean {
  return JSON.stringify(comparableState(one)) !== JSON.stringify(comparableState(other));
}

/** The JSON document that ends a command's standard output; `null` where it is none. */
export function documentOf({ out }: Command): JsonObject | null {
  try {
    const parsed: unknown = JSON.parse(out);
    return isJsonObject(parsed) ? parsed : null;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null;
    throw thrown;
  }
}

/** The leftovers that the last document lists. */
export function leftoversOf(command: Command): readonly JsonObject[] {
  const document = documentOf(command);
  return document === null ? [] : objectsAt(document, 'leftovers');
}

/** Nothing that was made is missing from the journal: every new thing has its intent there. */
export const nothingMadeIsMissingFromTheJournal: Invariant = (aftermath) => {
  const { run } = aftermath;
  const intended = new Set(
    (run?.plan.steps ?? [])
      .filter(({ id }) => run?.state.steps.has(id))
      .map(({ resource }) => String(resource.id)),
  );
  return newIn(aftermath)
    .filter((path) => !intended.has(path))
    .map((path) => `${path} is there, and the journal has no intent for it`);
};

/** Nothing is gone without its intent in the journal. */
export const nothingGoneIsMissingFromTheJournal: Invariant = ({ before, after, run }) => {
  const intended = new Set(
    (run?.plan.steps ?? [])
      .filter(({ id }) => run?.state.steps.has(id))
      .map(({ resource }) => String(resource.id)),
  );
  const now = idsIn(after);
  return [...idsIn(before).keys()]
    .filter((path) => !now.has(path) && !intended.has(path))
    .map((path) => `${path} is gone, and the journal has no intent for it`);
};

/** Exit 7 means that live equals before. */
export const rolledBackMeansAsBefore: Invariant = (aftermath) => {
  const { last, before, after, site } = aftermath;
  const { exitCode, words } = last;
  const back = exitCode === 0 && words[0] === 'rollback';
  const untouched = exitCode === EXIT_CODES.changed && aftermath.run?.state.ending === 'changed';
  if (exitCode !== EXIT_CODES['rolled-back'] && !back && !untouched) return [];
  const made = newIn(aftermath);
  if (made.length > 0) return [`said to be as before, but there are ${made.join(', ')}`];
  return site.foreign.size === 0 && differ(before, after)
    ? ['said to be as before, and it is not']
    : [];
};

/** Reasons for which something is listed that a read did not show. */
const UNREAD = /could not be read|still at work|has not come to its end/;

/** Exit 8 lists exactly what is left. */
export const leftoversAreExactlyWhatIsLeft: Invariant = (aftermath) => {
  const { last, run, before, goal, site } = aftermath;
  if (last.exitCode === null || run === null) return [];
  const listed = leftoversOf(last);
  if (last.exitCode !== EXIT_CODES.leftovers)
    return listed.length === 0 ? [] : [`exit ${last.exitCode} with leftovers`];
  const resources = new Set(listed.map((leftover) => textAt(leftover, 'resource') ?? ''));
  const left = stillThere(aftermath, site);
  const untold = left
    .filter((path) => !resources.has(path))
    .map((path) => `${path} is left and not listed`);
  const live = new Set(left);
  const known = idsIn(before);
  const invented = listed.flatMap((leftover) => {
    const resource = textAt(leftover, 'resource') ?? '';
    const step = run.plan.steps.find((item) => item.resource.id === resource);
    const container = step?.resource.container ?? null;
    const there =
      container === null
        ? live.has(resource)
        : goal === 'delete'
          ? isAttached(aftermath.after, container, step?.resource.name ?? '')
          : known.has(container);
    const because = textAt(leftover, 'because') ?? '';
    return there || UNREAD.test(because) ? [] : [`${resource} is listed and not left (${because})`];
  });
  return [...untold, ...invented];
};

/** True where a backend service still has a NEG of that name. */
function isAttached({ resources }: EmulatorState, container: string, name: string): boolean {
  const [, { fields } = { fields: {} }] =
    Object.entries(resources).find(([path]) => idAt(path) === container) ?? [];
  return objectsAt(fields, 'backends').some(
    (backend) => textAt(backend, 'group')?.endsWith(`/${name}`) === true,
  );
}

/** After a success everything is there, like after an undisturbed run. */
export const successIsLikeUndisturbed: Invariant = ({ last, planned, after }) => {
  const forward = last.words[0] !== 'rollback' && last.exitCode === 0;
  return forward && differ(planned, after) ? ['not what an undisturbed run leaves'] : [];
};

/** No object is made twice: between two creates that took effect there is a delete that did. */
export const nothingIsMadeTwice: Invariant = ({ after, before }) => {
  const made = new Set(Object.keys(before.resources));
  const operations = Object.values(after.operations)
    .filter(({ error }) => error === undefined)
    .toSorted((one, other) => one.inserted - other.inserted);
  return operations.flatMap(({ type, target, path }) => {
    if (path in before.operations) return [];
    if (type === 'delete') made.delete(target);
    if (type !== 'insert') return [];
    const twice = made.has(target);
    made.add(target);
    return twice ? [`${target} was made twice`] : [];
  });
};

/** No write is repeated without a read; what one gcloud repeats by itself is not negctl's. */
export const noWriteIsRepeatedWithoutARead: Invariant = ({ site }) => {
  const unread = new Map<string, string>();
  const repeated: string[] = [];
  for (const request of site.requests()) {
    const { verb, id } = callOf(request);
    if (verb === 'list' || verb === 'listNetworkEndpoints') unread.clear();
    if (!isWrite(request) || request.sender === '') continue;
    // Two endpoints of one NEG are two writes to it, not one that is repeated.
    const key = `${verb} ${id} ${request.body}`;
    const earlier = unread.get(key);
    if (earlier !== undefined && earlier !== request.sender) {
      repeated.push(`${verb} ${id} without a read`);
    }
    unread.set(key, request.sender);
  }
  return repeated;
};

/** What was there before, adopted or of others, is there still, byte for byte. */
export const whatWasThereIsUntouched: Invariant = ({ before, planned, after }) =>
  Object.entries(before.resources).flatMap(([path, { fields }]) => {
    const isGoing = planned.resources[path] === undefined;
    const isSame = JSON.stringify(after.resources[path]?.fields) === JSON.stringify(fields);
    return isGoing || isSame || changesAsPlanned(path, before, planned, after)
      ? []
      : [`${path} was touched`];
  });

function comparableAt(state: EmulatorState, path: string): string {
  const shown = comparableState(state);
  const resources = isJsonObject(shown) ? shown['resources'] : undefined;
  return JSON.stringify(isJsonObject(resources) ? resources[path] : undefined);
}

/** A deletion takes a NEG off a backend service that stays; ingress is restricted, and put back. */
function changesAsPlanned(
  path: string,
  before: EmulatorState,
  planned: EmulatorState,
  after: EmulatorState,
): boolean {
  const [was, wanted, is] = [before, planned, after].map((state) => comparableAt(state, path));
  return wanted !== was && (is === wanted || is === was);
}

function endingAgrees(exitCode: number, ending: string | null, isRollback: boolean): boolean {
  switch (exitCode) {
    case EXIT_CODES.ok:
      return ending === (isRollback ? 'rolled-back' : 'ok');
    case EXIT_CODES['rolled-back']:
      return ending === 'rolled-back';
    case EXIT_CODES.leftovers:
      return ending === 'leftovers' || ending === null;
    case EXIT_CODES.changed:
      return ending === 'changed' || ending === null;
    default:
      return ending === null || ending === 'rolled-back';
  }
}

/** The exit code, the last JSON and the journal agree. */
export const exitCodeJsonAndJournalAgree: Invariant = ({ last, run }) => {
  const { exitCode, words } = last;
  if (exitCode === null || run === null) return [];
  // A second signal means: leave now. There is no time for a document then.
  if (last.err.includes('Left at once')) return [];
  const document = documentOf(last);
  if (document === null) return [`no JSON document at the end of ${words[0]}: ${last.out}`];
  const told = document['exitCode'];
  const { ending } = run.state;
  const isRollback = words[0] === 'rollback' || run.state.direction === 'undo';
  return [
    ...(told === exitCode ? [] : [`exit code ${exitCode}, in the document ${String(told)}`]),
    ...(document['ok'] === (exitCode === 0) ? [] : ['ok does not fit the exit code']),
    ...(endingAgrees(exitCode, ending, isRollback)
      ? []
      : [`exit code ${exitCode}, the journal says ${ending}`]),
  ];
};

/** What no byte of output, journal or log may hold; a token is planted in every refusal of the API. */
export const TOKEN = 'ya29.a0AfPlantedTokenThatNobodyMaySee';

export const noSecretIsWritten: Invariant = ({ site, last }) => {
  const everything = `${site.written()}${last.out}${last.err}`;
  return [TOKEN, 'ya29.emulated', ...KEY_LINES]
    .filter((secret) => everything.includes(secret))
    .map((secret) => `a secret was written: ${secret.slice(0, 12)}…`);
};

const CONTROL = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/u;

export const noControlByteReachesTheTerminal: Invariant = ({ site }) =>
  site.commands.flatMap(({ out, err }) => {
    const found = CONTROL.exec(`${out}${err}`)?.[0];
    return found === undefined
      ? []
      : [`control character U+${(found.codePointAt(0) ?? 0).toString(16)} in the output`];
  });

/** All of them, by name. */
export const INVARIANTS: Readonly<Record<string, Invariant>> = {
  nothingMadeIsMissingFromTheJournal,
  nothingGoneIsMissingFromTheJournal,
  rolledBackMeansAsBefore,
  leftoversAreExactlyWhatIsLeft,
  successIsLikeUndisturbed,
  nothingIsMadeTwice,
  noWriteIsRepeatedWithoutARead,
  whatWasThereIsUntouched,
  exitCodeJsonAndJournalAgree,
  noSecretIsWritten,
  noControlByteReachesTheTerminal,
};
