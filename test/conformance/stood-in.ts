import { createEmulator } from '../../src/emulator/emulator.ts';
import { standIn } from '../support/stand-in/stand-in.ts';
import { type Case, PROJECT } from './case.ts';
import { CLOCK, type Observation, observe, Recorder } from './observation.ts';

/** Runs a case through the stand-in. */
export function observeStandIn(one: Case): Promise<Observation> {
  const recorder = new Recorder();
  const { onRequest } = recorder;
  const emulator = createEmulator({ clock: CLOCK, onRequest, ...one.settings });
  return observe(one, { emulator, recorder }, standIn(emulator, { project: PROJECT }));
}
