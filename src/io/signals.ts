import type { Signal } from '../cli/app.ts';

const SIGNALS: readonly Signal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Calls back on the signals that ask a process to end, until it is released. */
export function onSignal(listener: (signal: Signal) => void): () => void {
  for (const signal of SIGNALS) process.on(signal, listener);
  return () => {
    for (const signal of SIGNALS) process.off(signal, listener);
  };
}

/** Resolves at the first signal that asks the process to end. */
export function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    const release = onSignal(() => {
      release();
      resolve();
    });
  });
}
