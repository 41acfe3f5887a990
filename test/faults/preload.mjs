// Loaded into a real negctl before it starts: at one moment of one journal entry, as told by
// NEGCTL_FAULTS_AT, it does what NEGCTL_FAULTS_DO says, and marks that by the file NEGCTL_FAULTS_MARK.
// Nothing else is changed.
import { unlinkSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';

const at = process.env.NEGCTL_FAULTS_AT ?? '';
const mark = process.env.NEGCTL_FAULTS_MARK ?? '';
const [what = '', where = ''] = (process.env.NEGCTL_FAULTS_DO ?? '').split(' ');

function fillDisk() {
  try {
    for (let size = 65536; size >= 1; size = Math.floor(size / 2)) {
      try {
        for (let n = 0; ; n += 1)
          writeFileSync(join(where, `filler-${size}-${n}`), 'x'.repeat(size));
      } catch (thrown) {
        if (thrown.code !== 'ENOSPC') throw thrown;
      }
    }
  } catch (thrown) {
    if (thrown.code !== 'ENOSPC') throw thrown;
  }
}

function strike() {
  writeFileSync(mark, '');
  switch (what) {
    case 'kill':
      process.kill(process.pid, 'SIGKILL');
      return new Promise(() => undefined);
    case 'signal':
      process.kill(process.pid, where);
      return undefined;
    case 'unlink':
      unlinkSync(where);
      return undefined;
    case 'touch':
      writeFileSync(where, '');
      return undefined;
    case 'fill':
      return fillDisk();
    default:
      throw Object.assign(new Error(`${what}: the disk fails, write`), { code: what });
  }
}

const probe = await open('/dev/null');
const file = Object.getPrototypeOf(probe);
await probe.close();
const { appendFile, sync } = file;

/** The moment that is meant, if one of these lines is its entry. */
function moments(text) {
  if (typeof text !== 'string' || !text.startsWith('{"seq":')) return [];
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line).entry)
    .map(({ type, step }) => `${type} ${step}`);
}

const unsynced = new WeakMap();

file.appendFile = async function (text, ...rest) {
  const here = moments(text);
  if (here.some((entry) => `${entry} before` === at)) await strike();
  const half = here.findIndex((entry) => `${entry} half` === at);
  if (half >= 0) {
    const lines = text.split('\n');
    const whole = lines
      .slice(0, half)
      .map((line) => `${line}\n`)
      .join('');
    await appendFile.call(this, whole + lines[half].slice(0, lines[half].length / 2));
    await strike();
  }
  await appendFile.call(this, text, ...rest);
  unsynced.set(this, here);
  if (here.some((entry) => `${entry} written` === at)) await strike();
};

file.sync = async function () {
  await sync.call(this);
  const here = unsynced.get(this) ?? [];
  unsynced.delete(this);
  if (here.some((entry) => `${entry} synced` === at)) await strike();
};
