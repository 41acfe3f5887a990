import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NegctlDied } from '../support/stand-in/deaths.ts';
import { type Ended, World } from '../support/world.ts';

/** A gcloud that says what it gets. */
const GCLOUD = 'gcloud() { echo "argv $*"; case "$*" in *import*) cat;; esac; }';

const GIVEN = 'n0bodyKnowsThisOne-0123456789';

function world(): World {
  return new World({ start: { defaultNetwork: ['us-central1'] } });
}

function create(lb: string, file: string, ...more: readonly string[]): readonly string[] {
  const region = lb.startsWith('regional') ? ['--region=us-central1'] : [];
  const front = lb === 'mesh' ? [] : ['--frontend-protocol=HTTP'];
  return [
    ...['create', 'internet-neg', 'web', '--project=demo', `--lb=${lb}`, ...region, ...front],
    ...['--add-endpoint=fqdn=api.example.com,port=443', '--secret-header=X-Origin-Key'],
    ...[`--secret-file=${file}`, ...more],
  ];
}

/** All that a world has kept on its disk, but for the file of the secret. */
function written({ directory }: World, secretFile: string): string {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => path !== secretFile)
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
}

/** Nothing that anybody could look at has the secret. */
function expectUnseen(one: World, file: string, secret: string, ...ends: readonly Ended[]): void {
  const seen = [written(one, file), one.calls.flat().join(' ')];
  for (const text of [...seen, ...ends.flatMap(({ out, err }) => [out, err])]) {
    expect(text).not.toContain(secret);
  }
}

describe('a shared secret', () => {
  it.each([
    ['global-external', 'X-Origin-Key:'],
    ['classic', 'X-Origin-Key:'],
    ['regional-external', '"headerName":"X-Origin-Key","headerValue":"'],
    ['mesh', '"headerName":"X-Origin-Key","headerValue":"'],
  ])('of --lb=%s is made, sent, and seen nowhere else', async (lb, before) => {
    const one = world();
    const file = join(one.directory, 'origin.key');
    const made = await one.run(...create(lb, file), '--yes', '--format=json');
    expect(made.exitCode, made.err).toBe(0);
    const secret = readFileSync(file, 'utf8').trim();
    expect(secret).toMatch(/^[0-9a-f]{48}$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.stringify(one.state())).toContain(`${before}${secret}"`);
    const again = await one.run(...create(lb, file), '--yes');
    expect(again.out).toContain('0 changes');
    expectUnseen(one, file, secret, made, again);
  });

  it('that another one stands for is a conflict in which neither is shown', async () => {
    const one = world();
    const file = join(one.directory, 'origin.key');
    const made = await one.run(...create('regional-external', file), '--yes');
    expect(made.exitCode, made.err).toBe(0);
    const secret = readFileSync(file, 'utf8').trim();
    writeFileSync(file, GIVEN, { mode: 0o600 });
    const refused = await one.run(...create('regional-external', file), '--yes');
    expect(refused.exitCode).toBe(6);
    expect(refused.err).toContain('X-Origin-Key');
    const without = create('regional-external', file).filter((word) => !/secret/.test(word));
    const other = await one.run(...without, '--yes');
    expect(other.exitCode).toBe(6);
    for (const hidden of [secret, GIVEN]) expectUnseen(one, file, hidden, refused, other);
  });

  it('is needed to resume, as it was, and not to roll back', async () => {
    const one = world();
    const file = join(one.directory, 'origin.key');
    writeFileSync(file, `${GIVEN}\n`, { mode: 0o600 });
    await one.run('list', '--project=demo');
    const before = one.state();
    one.dieAtAppend(3, 'after');
    await expect(one.run(...create('global-external', file), '--yes')).rejects.toThrow(NegctlDied);
    one.hook(undefined);
    await one.idle();
    rmSync(file);
    const refused = await one.run('resume', '--yes');
    expect(refused.exitCode, refused.err).toBe(5);
    expect(refused.err).toContain('Error NEG-5106');
    writeFileSync(file, `${GIVEN}-changed`, { mode: 0o600 });
    expect((await one.run('resume', '--yes')).exitCode).toBe(5);
    const undone = await one.run('rollback', '--yes');
    expect(undone.exitCode, undone.err).toBe(0);
    expect(one.state()).toEqual(before);
    writeFileSync(file, GIVEN, { mode: 0o600 });
    one.dieAtAppend(3, 'after');
    await expect(one.run(...create('global-external', file), '--yes')).rejects.toThrow(NegctlDied);
    one.hook(undefined);
    await one.idle();
    const resumed = await one.run('resume', '--yes');
    expect(resumed.exitCode, resumed.err).toBe(0);
    expect(JSON.stringify(one.state())).toContain(`X-Origin-Key:${GIVEN}"`);
    expectUnseen(one, file, GIVEN, refused, undone, resumed);
  });

  it('is read by the shell of a script, and on none of its command lines', async () => {
    const one = world();
    const file = join(one.directory, "it's.key");
    const made = await one.run(...create('mesh', file), '--dry-run', '--format=script');
    expect(made.exitCode, made.err).toBe(0);
    expect(made.out).toContain('/dev/urandom');
    writeFileSync(file, GIVEN, { mode: 0o600 });
    const ended = await one.run(...create('mesh', file), '--dry-run', '--format=script');
    const { status, stdout } = spawnSync('sh', ['-c', `${GCLOUD}\n${ended.out}`]);
    expect(status).toBe(0);
    const sent = stdout.toString();
    expect(sent).toContain(`"headerValue": "${GIVEN}"`);
    expect(sent).not.toMatch(new RegExp(`^argv.*${GIVEN}`, 'm'));
  });
});
