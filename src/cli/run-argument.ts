import type { Settings } from './settings.ts';

/** A run as commands take it, to be copied: its name, and where it is kept unless that is this machine. */
export function runArgument(run: string, { state }: Pick<Settings, 'state'>): string {
  return state === null ? run : `${run} --state=${state}`;
}
