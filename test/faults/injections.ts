import type { Step } from '../../src/plan/step.ts';
import { GcloudKilled, GcloudMissing } from '../support/stand-in/deaths.ts';
import { GcloudError } from '../support/stand-in/failure.ts';
import type { Hooks, World } from '../support/world.ts';
import { stepOf, type Way } from './points.ts';
import { type Call, isWrite } from './requests.ts';

/** Where a fault strikes: one step, one way, the write by which it acts; once, or from then on. */
export interface Target {
  readonly steps: readonly Step[];
  readonly way: Way;
  readonly step: string;
  readonly call: Call;
  readonly lasting: boolean;
  /** Where the other operator's work is noted. */
  readonly foreign: Set<string>;
  /** Called whenever it strikes; what the API itself does is counted on the emulator's board. */
  readonly struck: () => void;
}

/** Brings a fault into a world, for the next command; what it returns is the hooks of that command. */
export type Injection = (world: World, target: Target) => Hooks;

/** A fault of the API itself, as the emulator's fault board takes it; of the write where no verb is named. */
interface ApiFault {
  readonly effect: string;
  readonly verb?: 'wait';
}

/** What the API answers, or does to its operation or the connection. */
export const API_FAULTS: Readonly<Record<string, ApiFault>> = {
  '400': { effect: '400' },
  '401': { effect: '401' },
  '403': { effect: '403' },
  '404-of-a-dependency': { effect: '404' },
  '409': { effect: '409' },
  '412': { effect: '412' },
  '429': { effect: '429' },
  '500': { effect: '500' },
  '502-html': { effect: '502' },
  '503': { effect: '503' },
  'rate-limit': { effect: 'rate-limit' },
  'api-disabled': { effect: 'api-disabled' },
  quota: { effect: 'quota' },
  'not-ready': { effect: 'not-ready' },
  'in-use': { effect: 'in-use' },
  'reset-before': { effect: 'drop-before' },
  'reset-after': { effect: 'drop-after' },
  truncated: { effect: 'truncate' },
  stall: { effect: 'stall' },
  'operation-quota': { effect: 'op-quota' },
  'operation-error': { effect: 'op-error' },
  'operation-never-ends': { effect: 'op-never' },
  'wait-401': { effect: '401', verb: 'wait' },
  'wait-403': { effect: '403', verb: 'wait' },
  'wait-404': { effect: '404', verb: 'wait' },
  'wait-500': { effect: '500', verb: 'wait' },
  'wait-503': { effect: '503', verb: 'wait' },
  'wait-reset': { effect: 'drop-before', verb: 'wait' },
};

/** The line by which a fault of the API is put on the emulator's board. */
export function faultLine({ effect, verb }: ApiFault, call: Call, lasting: boolean): string {
  return `${verb ?? call.verb}:${call.collection}/${call.name}=${effect}${lasting ? 'x*' : ''}`;
}

function api(fault: ApiFault): Injection {
  return (world, { call, lasting }) => {
    world.emulator.addFaults([faultLine(fault, call, lasting)]);
    return {};
  };
}

/** Calls back when a gcloud of the target's step is there, and for a lasting fault at every one after it. */
function whenStruck(
  { steps, way, step, lasting, struck: told }: Target,
  strike: () => void,
): (argv: readonly string[]) => void {
  let struck = false;
  return (argv) => {
    const mine = stepOf(steps, argv);
    const isTarget = mine?.step === step && mine.way === way;
    if (struck ? !lasting : !isTarget) return;
    struck = true;
    told();
    strike();
  };
}

/** gcloud cannot work at all: at this call, or at this one and every later one, reads included. */
function atStart(failure: () => Error): Injection {
  return (_world, target) => ({
    before: whenStruck(target, () => {
      throw failure();
    }),
  });
}

/** gcloud fails at its write, when it is about to be sent or has been taken. */
function atWrite(direction: 'request' | 'response', failure: () => Error): Injection {
  return (_world, target) => {
    const strike = whenStruck(target, () => {
      throw failure();
    });
    return {
      onMessage: (argv, message) => {
        if (message.direction === direction && isWrite(message.request)) strike(argv);
      },
    };
  };
}

const REFUSED =
  "HTTPConnectionPool(host='127.0.0.1', port=9): Max retries exceeded (Caused by NewConnectionError('[Errno 111] Connection refused'))";

const EXPIRED =
  'There was a problem refreshing your current auth tokens: Reauthentication failed. cannot prompt during non-interactive execution.';

/** The disk fails at one kind of entry of the target's step. */
function disk(code: 'ENOSPC' | 'EROFS', part: 'intent' | 'process' | 'done'): Injection {
  return (_world, { way, step, struck }) => ({
    onJournal: (moment, entry) => {
      const type = `${way === 'undo' ? 'undo' : 'step'}.${part}`;
      const now = code === 'ENOSPC' ? 'half' : 'before';
      const mine = entry.type === type && 'step' in entry && entry.step === step;
      if (!mine || moment !== now) return;
      struck();
      throw Object.assign(new Error(`${code}: the disk fails, write`), { code });
    },
  });
}

function signal(name: 'SIGINT' | 'SIGTERM' | 'SIGHUP'): Injection {
  return (world, target) => ({ before: whenStruck(target, () => world.signal(name)) });
}

/** Somebody else is a moment faster: makes the same thing, equal or different, or edits what is there. */
function foreign(how: 'equal' | 'different'): Injection {
  return (world, { steps, way, step, call, foreign: made, struck }) => {
    let done = false;
    return {
      onMessage: (argv, { direction, request }) => {
        const mine = stepOf(steps, argv);
        const isTarget = mine?.step === step && mine.way === way;
        if (done || !isTarget || direction !== 'request' || !isWrite(request)) return;
        done = true;
        struck();
        if (call.verb === 'insert') made.add(call.id);
        const different = request.method === 'POST' && how === 'different';
        const body = different
          ? JSON.stringify({ ...JSON.parse(request.body), description: 'made by somebody else' })
          : request.body;
        // The emulator takes a write before it first waits: by the time ours comes, it is there.
        void world.emulator.handle({ ...request, body });
      },
    };
  };
}

/** True where a fault has something to strike: not every API has operations that are waited for. */
export function canStrike(fault: string, isWaitedFor: boolean): boolean {
  return isWaitedFor || API_FAULTS[fault]?.verb !== 'wait';
}

/** The faults that any step can meet, whichever way it goes. */
export const INJECTIONS: Readonly<Record<string, Injection>> = {
  ...Object.fromEntries(Object.entries(API_FAULTS).map(([name, fault]) => [name, api(fault)])),
  'connection-refused': atStart(() => new GcloudError(REFUSED, 'ConnectionError')),
  'token-expired': atStart(() => new GcloudError(EXPIRED)),
  'gcloud-missing': atStart(() => new GcloudMissing()),
  'gcloud-killed-before': atWrite('request', () => new GcloudKilled()),
  'gcloud-killed-after': atWrite('response', () => new GcloudKilled()),
  'disk-full-at-intent': disk('ENOSPC', 'intent'),
  'disk-full-at-process': disk('ENOSPC', 'process'),
  'disk-full-at-outcome': disk('ENOSPC', 'done'),
  'read-only-at-intent': disk('EROFS', 'intent'),
  'read-only-at-outcome': disk('EROFS', 'done'),
  SIGINT: signal('SIGINT'),
  SIGTERM: signal('SIGTERM'),
  SIGHUP: signal('SIGHUP'),
  'foreign-equal': foreign('equal'),
  'foreign-different': foreign('different'),
};
