import type { Command, LateValue } from '../../src/gcloud/command.ts';
import type { Entry } from '../../src/journal/entry.ts';
import type { Step } from '../../src/plan/step.ts';
import type { JournalMoment } from '../support/hooked-journal.ts';
import type { NegctlDied } from '../support/stand-in/deaths.ts';
import type { Hooks } from '../support/world.ts';
import { isWrite } from './requests.ts';

export type Way = 'forward' | 'undo';

/**
 * The points of one step at which a process can be killed, in their order. The two about the process
 * stand beside the nine that every step has: gcloud is held until its process is in the journal.
 */
export const POINTS = [
  'intent-not-written',
  'intent-not-synced',
  'intent-synced',
  'process-not-noted',
  'process-noted',
  'request-not-sent',
  'request-accepted',
  'operation-done',
  'outcome-not-written',
  'outcome-half-written',
  'outcome-synced',
] as const;

export type Point = (typeof POINTS)[number];

/** Where in a command of negctl something happens. */
export interface Place {
  readonly way: Way;
  readonly step: string;
  readonly point: Point;
}

/** Entries of a journal that are part of a step. */
const PARTS: Readonly<Record<string, 'intent' | 'process' | 'outcome'>> = {
  'step.intent': 'intent',
  'undo.intent': 'intent',
  'step.process': 'process',
  'undo.process': 'process',
  'step.done': 'outcome',
  'undo.done': 'outcome',
};

const JOURNAL_POINTS: Readonly<Record<string, Point>> = {
  'intent before': 'intent-not-written',
  'intent written': 'intent-not-synced',
  'intent synced': 'intent-synced',
  'process before': 'process-not-noted',
  'process synced': 'process-noted',
  'outcome before': 'outcome-not-written',
  'outcome half': 'outcome-half-written',
  'outcome synced': 'outcome-synced',
};

/** The place at which a moment of a journal entry is; `null` for those that are no point. */
export function placeOfEntry(moment: JournalMoment, entry: Entry): Place | null {
  const part = PARTS[entry.type];
  const point = JOURNAL_POINTS[`${part} ${moment}`];
  if (point === undefined || !('step' in entry)) return null;
  return { way: entry.type.startsWith('undo') ? 'undo' : 'forward', step: entry.step, point };
}

/** A word of a plan, and of gcloud: what the plan could not know yet may be anything. */
function sameWord(planned: string, word: string, late: LateValue | undefined): boolean {
  const [before = '', after] = late === undefined ? [planned] : planned.split(late.stand);
  return after === undefined ? planned === word : word.startsWith(before) && word.endsWith(after);
}

function isCommand({ argv, late }: Command, words: readonly string[]): boolean {
  return (
    argv.length === words.length &&
    argv.every((planned, index) => sameWord(planned, words[index] ?? '', late))
  );
}

/** Which step of a plan, and which way, a command of gcloud is; `null` for reads. */
export function stepOf(
  steps: readonly Step[],
  argv: readonly string[],
): Omit<Place, 'point'> | null {
  for (const step of steps) {
    if (step.effect === 'judge') continue;
    if (isCommand(step.run, argv)) return { way: 'forward', step: step.id };
    if (step.effect !== 'make') continue;
    if (isCommand(step.undo, argv)) return { way: 'undo', step: step.id };
  }
  return null;
}

/** Calls back at every place that a command of negctl passes, in this process. */
export function hooksAt(steps: readonly Step[], at: (place: Place) => void): Hooks {
  return {
    onJournal: (moment, entry) => {
      const place = placeOfEntry(moment, entry);
      if (place !== null) at(place);
    },
    onMessage: (argv, message) => {
      const step = stepOf(steps, argv);
      if (step === null) return;
      const { direction, request } = message;
      if (isWrite(request)) {
        const point = direction === 'request' ? 'request-not-sent' : 'request-accepted';
        at({ ...step, point });
      } else if (message.direction === 'response' && isEndOfWait(message)) {
        at({ ...step, point: 'operation-done' });
      }
    },
  };
}

function isEndOfWait({
  request,
  response,
}: Extract<Parameters<NonNullable<Hooks['onMessage']>>[1], { direction: 'response' }>): boolean {
  if (!request.path.includes('/wait') || response.kind !== 'answer') return false;
  return response.body.includes('"status": "DONE"') || response.body.includes('"status":"DONE"');
}

export function samePlace(one: Place, other: Place): boolean {
  return one.way === other.way && one.step === other.step && one.point === other.point;
}

/** Lets negctl, or the whole machine, die at one place. */
export function dyingAt(steps: readonly Step[], place: Place, death: () => NegctlDied): Hooks {
  return hooksAt(steps, (here) => {
    if (samePlace(here, place)) throw death();
  });
}

/** Lets negctl die at the n-th place that it passes, counted from 1. */
export function dyingAtNth(steps: readonly Step[], nth: number, death: () => NegctlDied): Hooks {
  let passed = 0;
  return hooksAt(steps, () => {
    passed += 1;
    if (passed === nth) throw death();
  });
}

/** The moment of the journal at which a place is, as `step.intent STEP before`; `null` for the others. */
export function momentOf({ way, step, point }: Place): string | null {
  const [key] = Object.entries(JOURNAL_POINTS).find(([, name]) => name === point) ?? [];
  if (key === undefined) return null;
  const [part, moment] = key.split(' ');
  const prefix = way === 'undo' ? 'undo' : 'step';
  return `${prefix}.${part === 'outcome' ? 'done' : part} ${step} ${moment}`;
}
