import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CERTIFICATE, KEY } from '../emulator/standing.ts';
import { type Ended, World } from '../support/world.ts';

const FORMATS = ['text', 'json', 'ndjson', 'yaml'] as const;

/** Every run of 24 characters in the lines of the key, and the same bytes as other programs write them. */
function tracesOf(pem: string): readonly string[] {
  const body = pem.split('\n').filter((line) => line !== '' && !line.startsWith('-----'));
  const bytes = Buffer.from(body.join(''), 'base64');
  const pieces = body.flatMap((line) =>
    Array.from({ length: Math.max(0, line.length - 23) }, (_, at) => line.slice(at, at + 24)),
  );
  const hex = bytes.toString('hex');
  return [
    ...pieces,
    hex.slice(40, 80),
    hex.slice(100, 140),
    bytes.toString('base64url').slice(80, 110),
  ];
}

const TRACES = tracesOf(KEY);

/** Where in a text the key shows; empty where it does not. */
function found(text: string): readonly string[] {
  return TRACES.filter((trace) => text.includes(trace));
}

/** The files below a directory in which the key shows, those aside that the operator keeps it in. */
function filesWithKey(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name !== 'key.pem' && statSync(join(directory, name)).isFile())
    .filter((name) => found(readFileSync(join(directory, name), 'latin1')).length > 0);
}

function expectNoKey({ out, err }: Ended, world: World): void {
  expect(found(out)).toEqual([]);
  expect(found(err)).toEqual([]);
  expect(filesWithKey(world.directory)).toEqual([]);
  expect(found(world.calls.flat().join('\n'))).toEqual([]);
  expect(found(JSON.stringify(world.emulator.state()))).toEqual([]);
}

function worldWithKey(options: ConstructorParameters<typeof World>[0] = {}): World {
  const world = new World(options);
  writeFileSync(join(world.directory, 'cert.pem'), CERTIFICATE);
  writeFileSync(join(world.directory, 'key.pem'), KEY, { mode: 0o600 });
  return world;
}

const OWN = [
  'create',
  'internet-neg',
  'web',
  '--project=demo',
  '--add-endpoint=fqdn=api.example.com,port=443',
  '--certificate=cert.pem',
  '--private-key=key.pem',
];

it('the search finds the key where it is', () => {
  const world = worldWithKey();
  writeFileSync(join(world.directory, 'copy'), KEY);
  writeFileSync(
    join(world.directory, 'other'),
    Buffer.from(KEY.split('\n').slice(1, -2).join(''), 'base64').toString('hex'),
  );
  expect(filesWithKey(world.directory)).toEqual(['copy', 'other']);
});

describe('of a private key nothing but its path is kept or shown', () => {
  it.each(FORMATS)('when all goes well: %s', async (format) => {
    const world = worldWithKey();
    const spec = join(world.directory, 'spec.yaml');
    const words = [...OWN, `--format=${format}`, '--verbosity=debug'];
    expectNoKey(await world.run(...words, '--dry-run', `--save-spec=${spec}`), world);
    expectNoKey(await world.run(...words, '--dry-run=server'), world);
    const made = await world.run(...words, '--yes');
    expect(made.exitCode, made.err).toBe(0);
    expectNoKey(made, world);
    const [run = ''] = readdirSync(join(world.directory, 'runs'));
    for (const command of [
      ['runs', 'describe', run],
      ['runs', 'logs', run],
      ['rollback', run, '--yes'],
    ]) {
      expectNoKey(await world.run(...command, `--format=${format}`), world);
    }
    expect(readFileSync(spec, 'utf8')).toContain('key.pem');
  });

  it('in a script', async () => {
    const world = worldWithKey();
    const ended = await world.run(...OWN, '--dry-run', '--format=script');
    expect(ended.out).toContain(`--private-key=${join(world.directory, 'key.pem')}`);
    expectNoKey(ended, world);
  });

  it.each(FORMATS)('when steps are refused, here and on the way back: %s', async (format) => {
    const world = worldWithKey();
    world.emulator.addFaults([
      'insert:targetHttpsProxies=hostile x*',
      'delete:sslCertificates=500 x*',
    ]);
    const ended = await world.run(...OWN, '--yes', `--format=${format}`, '--retries=0');
    expect(ended.exitCode).toBe(8);
    expectNoKey(ended, world);
  });

  it('when the wizard is left', async () => {
    const answers = [
      'web',
      'demo',
      'global-external',
      'api.example.com:443',
      'HTTPS',
      'client',
      'HTTPS',
      'self-managed',
      'cert.pem',
      'key.pem',
      'false',
      { kind: 'quit' },
    ] as const;
    const world = worldWithKey({ answers });
    const ended = await world.run('create', 'internet-neg');
    expect(ended.exitCode, ended.err).toBe(130);
    expect(readFileSync(join(world.directory, 'answers', 'internet-neg.yaml'), 'utf8')).toContain(
      'key.pem',
    );
    expectNoKey(ended, world);
  });

  it.each(FORMATS)('where it stands in the wrong place: %s', async (format) => {
    const world = worldWithKey();
    writeFileSync(join(world.directory, 'both.pem'), `${CERTIFICATE}\n${KEY}`);
    const inline = { apiVersion: 'negctl/v1', kind: 'InternetNeg', frontend: { privateKey: KEY } };
    writeFileSync(join(world.directory, 'inline.json'), JSON.stringify(inline));
    const wrong = [
      [...OWN, '--certificate=key.pem'],
      [...OWN, '--certificate=both.pem'],
      [...OWN, `--private-key=${KEY}`],
      [...OWN, `--set=frontend.privateKey=${KEY}`],
      [...OWN, `--custom-request-header=X-Key:${KEY}`],
      [...OWN, '-f', join(world.directory, 'inline.json')],
      [...OWN, '-f', join(world.directory, 'key.pem')],
      [...OWN, `--account=${KEY}`],
    ];
    for (const words of wrong) {
      const ended = await world.run(...words, '--yes', `--format=${format}`);
      expect([2, 3], ended.err).toContain(ended.exitCode);
      expect(found(ended.out)).toEqual([]);
      expect(found(ended.err)).toEqual([]);
    }
    expect(world.calls).toEqual([]);
    expect(filesWithKey(world.directory)).toEqual(['both.pem', 'inline.json']);
  });

  it.each(FORMATS)(
    'where others put one into their words, whole or cut off: %s',
    async (format) => {
      const cut = KEY.slice(0, 200);
      for (const reason of [`bad ${KEY} end`, `bad ${cut}`]) {
        const world = worldWithKey({ tls: { status: 'untrusted', reason } });
        const ended = await world.run(...OWN, '--yes', `--format=${format}`);
        expect(ended.exitCode, ended.err).toBe(0);
        expectNoKey(ended, world);
        if (format === 'json') expect(JSON.parse(ended.out)).toMatchObject({ exitCode: 0 });
      }
    },
  );
});

describe('the file of a private key', () => {
  it.each([0o640, 0o604, 0o644, 0o660])(
    'with mode %o is warned about, and refused where it is strict',
    async (mode) => {
      const world = worldWithKey();
      chmodSync(join(world.directory, 'key.pem'), mode);
      const warned = await world.run(...OWN, '--dry-run');
      expect(warned.exitCode).toBe(0);
      expect(warned.err).toContain('Warning tls/key-readable');
      expect(warned.err).toContain('chmod 600');
      const refused = await world.run(...OWN, '--yes', '--strict');
      expect(refused.exitCode).toBe(3);
      expect(world.calls).toEqual([]);
    },
  );

  it('for its owner alone is not', async () => {
    expect((await worldWithKey().run(...OWN, '--dry-run')).err).not.toContain('tls/key-readable');
  });
});
