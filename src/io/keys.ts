/** Listens to single keys of a terminal; @returns what gives the terminal back. */
export type ListenToKeys = (listener: (key: string) => void) => () => void;

const CTRL_C = '\u0003';
const CTRL_Z = '\u001a';

/**
 * Reads keys without Enter. A terminal in that mode makes no signals of Ctrl-C and Ctrl-Z: they are sent
 * as it would have sent them, and the mode is left whenever the process stops or ends.
 */
export const listenToTerminalKeys: ListenToKeys = (listener) => {
  const { stdin } = process;
  const raw = (on: boolean): void => {
    if (stdin.isTTY) stdin.setRawMode(on);
  };
  const restore = (): void => raw(false);
  const again = (): void => raw(true);
  const onData = (data: Buffer | string): void => {
    for (const key of data.toString()) {
      if (key === CTRL_C) process.kill(process.pid, 'SIGINT');
      else if (key === CTRL_Z) {
        restore();
        process.kill(process.pid, 'SIGTSTP');
      } else listener(key);
    }
  };
  again();
  stdin.on('data', onData);
  stdin.resume();
  process.on('SIGCONT', again);
  process.on('exit', restore);
  return () => {
    process.off('SIGCONT', again);
    process.off('exit', restore);
    stdin.off('data', onData);
    stdin.pause();
    restore();
  };
};
