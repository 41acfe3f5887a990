import type { Answer } from './answer.ts';
import { jsonAnswer } from './answer.ts';
import type { Emulator } from './emulator.ts';
import { FaultSyntaxError } from './faults.ts';
import type { Json } from './json.ts';
import { isList, isObject, readJson, textsOf } from './json.ts';
import type { EmulatorRequest } from './wire.ts';

const PREFIX = '/_negctl/';

/** Whether a request is about the emulator itself, not about a Google API. */
export function isAdmin(path: string): boolean {
  return path.startsWith(PREFIX);
}

/** `/_negctl/{health,state,reset,faults,permissions}`: how another process looks after a long-lived emulator. */
export function answerAdmin(emulator: Emulator, request: EmulatorRequest): Answer {
  switch (`${request.method} ${request.path.slice(PREFIX.length)}`) {
    case 'GET health':
      return jsonAnswer(200, { ok: true, pid: process.pid });
    case 'GET state':
      return { ...jsonAnswer(200, {}), body: `${JSON.stringify(emulator.state(), null, 2)}\n` };
    case 'POST reset':
      emulator.reset();
      return jsonAnswer(200, { ok: true });
    case 'GET faults':
      return faults(emulator);
    case 'POST faults':
      return addFaults(emulator, request.body);
    case 'DELETE faults':
      emulator.clearFaults();
      return faults(emulator);
    case 'GET permissions':
      return permissions(emulator);
    case 'POST permissions':
      return allow(emulator, request.body);
    default:
      return jsonAnswer(404, { error: `no such page: ${request.method} ${request.path}` });
  }
}

function faults(emulator: Emulator): Answer {
  const list = emulator.faults().map(({ spec, seen, fired }) => ({ spec, seen, fired }));
  return jsonAnswer(200, { faults: list });
}

function permissions(emulator: Emulator): Answer {
  return jsonAnswer(200, { permissions: emulator.state().permissions });
}

/** The body is `{"permissions": [name, ...]}`; null lets the caller do everything again. */
function allow(emulator: Emulator, body: string): Answer {
  const sent: Json | undefined = readJson(body);
  const wanted = isObject(sent) ? sent['permissions'] : undefined;
  if (wanted !== null && !isList(wanted)) {
    return jsonAnswer(400, { error: 'permissions must be a list, or null' });
  }
  emulator.allow(wanted === null ? null : textsOf(wanted));
  return permissions(emulator);
}

/** The body is `{"faults": [spec, ...]}`, or the specs as plain lines. */
function addFaults(emulator: Emulator, body: string): Answer {
  const sent: Json | undefined = readJson(body);
  const specs = isObject(sent)
    ? textsOf(sent['faults'])
    : body.split('\n').filter((line) => line.trim() !== '');
  try {
    emulator.addFaults(specs);
    return faults(emulator);
  } catch (error) {
    if (error instanceof FaultSyntaxError) {
      return jsonAnswer(400, { error: error.message });
    }
    throw error;
  }
}
