import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { ERROR_CODES } from '../../src/error-codes.ts';
import { specSchema } from '../../src/inputs/json-schema.ts';
import { slugOf } from '../../src/recipes/recipe.ts';
import { RECIPES } from '../../src/recipes/registry.ts';
import { VERSION } from '../../src/version.ts';
import { EXAMPLES } from '../faults/examples.ts';
import { SPECS } from '../support/real.ts';
import { FULL } from '../support/set-ups.ts';
import { documentIn, World } from '../support/world.ts';

const ROOT = join(import.meta.dirname, '..', '..');

describe('help', () => {
  it.each(['help', '--help', '-h'])('%s lists every command, on standard output', async (word) => {
    const ended = await new World().run(word);
    expect(ended.exitCode).toBe(0);
    for (const { name, purpose } of COMMANDS) {
      expect(ended.out).toContain(name);
      expect(ended.out.replaceAll(/\s+/g, ' ')).toContain(purpose);
    }
  });

  it('without a command comes on standard error, exit 2', async () => {
    const ended = await new World().run();
    expect(ended).toMatchObject({ exitCode: 2, out: '' });
    expect(ended.err).toContain('Usage: negctl COMMAND');
  });

  it.each(COMMANDS.map(({ name }) => name))(
    '%s --help fits 80 columns and starts nothing',
    async (name) => {
      const world = new World();
      const ended = await world.run(...name.split(' '), '--help');
      expect(ended.exitCode).toBe(0);
      expect(ended.out).toContain(`negctl ${name}`);
      const words = (line: string) => line.trim().split(' ').length;
      const tooWide = ended.out
        .split('\n')
        .filter((line) => line.length > 80 && words(line) > 1 && !line.startsWith('  negctl '));
      expect(tooWide).toEqual([]);
      expect(world.calls).toEqual([]);
      const same = await world.run('help', ...name.split(' '));
      expect(same.out).toBe(ended.out);
    },
  );

  it.each(RECIPES)(
    'of create $noun names every flag that a spec has, and none that is always refused',
    async ({ noun, fields }) => {
      const { out } = await new World().run('create', noun, '--help');
      for (const field of fields) {
        if (field.positional) continue;
        if (field.hidden) expect(out).not.toContain(`--${field.flag}=`);
        else expect(out).toMatch(new RegExp(`--${field.flag}\\b`));
      }
    },
  );

  it.each(['exit-codes', 'environment', 'formats', 'files', 'prompts'])(
    'topic %s fits 80 columns',
    async (topic) => {
      const ended = await new World().run('help', topic);
      expect(ended.exitCode).toBe(0);
      expect(ended.out.split('\n').filter((line) => line.length > 80)).toEqual([]);
    },
  );
});

describe('what is not known', () => {
  it.each([
    [['creat', 'internet-neg'], 'did you mean create internet-neg?'],
    [['create', 'internet-nge'], 'did you mean create internet-neg?'],
    [['runs', 'lsit'], 'did you mean runs list'],
    [['explian', 'x'], 'did you mean explain?'],
    [['help', 'exit-code'], 'did you mean exit-codes?'],
    [['crea'], 'see negctl help'],
  ])('%j is never run, but may be guessed', async (words, guess) => {
    const ended = await new World().run(...words);
    expect(ended.exitCode).toBe(2);
    expect(ended.err).toContain(guess);
  });

  it('an unknown flag is named, with the one it could be', async () => {
    const ended = await new World().run(...FULL, '--redirect-htpp');
    expect(ended.exitCode).toBe(2);
    expect(ended.err).toContain("unknown option '--redirect-htpp'");
    expect(ended.err).toContain('Did you mean --redirect-http?');
  });
});

describe('--format=script', () => {
  it('is refused where there is no plan to write down, and nothing is started', async () => {
    const world = new World();
    const looked = await world.run('runs', 'list', '--format=script');
    expect(looked).toMatchObject({ exitCode: 2, out: '' });
    const executed = await world.run(...FULL, '--yes', '--format=script');
    expect(executed).toMatchObject({ exitCode: 2, out: '' });
    expect(executed.err).toContain('add --dry-run');
    expect(world.calls).toEqual([]);
  });
});

describe('the version', () => {
  it('is the one of the package, everywhere', async () => {
    const { version }: { readonly version: string } = JSON.parse(
      readFileSync(join(ROOT, 'package.json'), 'utf8'),
    );
    expect(VERSION).toBe(version);
    for (const word of ['--version', '-V', 'version']) {
      expect((await new World().run(word)).out).toBe(`negctl ${version}\n`);
    }
  });
});

describe('explain', () => {
  it.each(Object.keys(ERROR_CODES))('knows %s', async (code) => {
    const ended = await new World().run('explain', code);
    expect(ended.exitCode).toBe(0);
    expect(ended.out).toMatch(/ {2}why .+[\s\S]+ {2}fix .+/);
  });

  it('knows every rule, with its sources', async () => {
    const world = new World();
    for (const id of new Set(RECIPES.flatMap(({ rules }) => rules.map((rule) => rule.id)))) {
      const ended = await world.run('explain', id);
      expect(ended.exitCode, id).toBe(0);
      expect(ended.out).toMatch(/^ {2}see {3}\S/m);
    }
  });

  it('guesses at what it does not know', async () => {
    const ended = await new World().run('explain', 'endpoint/ip-pubic');
    expect(ended.exitCode).toBe(2);
    expect(ended.err).toContain('endpoint/ip-public');
  });
});

describe('rules', () => {
  it('list names every rule once, and show tells as much as explain does', async () => {
    const world = new World();
    const { result } = documentIn(await world.run('rules', 'list', '--format=json'));
    const ids = Array.isArray(result) ? result.map(({ id }: { readonly id: string }) => id) : [];
    expect(new Set(ids).size).toBe(ids.length);
    for (const { rules } of RECIPES) for (const { id } of rules) expect(ids).toContain(id);
    const { out } = await world.run('rules', 'list');
    for (const id of ids) expect(out).toContain(`${id}  `);
    const [id = ''] = ids;
    const shown = await world.run('rules', 'show', id);
    expect(shown).toEqual(await world.run('explain', id));
    expect(world.calls).toEqual([]);
  });
});

describe('the examples that are shipped', () => {
  it.each(EXAMPLES)('$name keeps all rules, and makes what it says', async (example) => {
    const world = new World({ start: { defaultNetwork: ['us-central1', 'europe-west1'] } });
    const file = example.copyTo(world.directory);
    const checked = await world.run('check', '-f', file, '--set=project=demo');
    expect(checked.exitCode, checked.err).toBe(0);
    expect(world.calls).toEqual([]);
    await example.prepare(world);
    const create = ['create', example.noun, '-f', file, '--project=demo', '--yes'];
    const made = await world.run(...create);
    expect(made.exitCode, made.err).toBe(0);
    const again = await world.run(...create, '--format=json');
    expect(documentIn(again)).toMatchObject({ result: { changes: 0 } });
  });

  it('internet-neg-own-certificate.yaml finds its files beside it', async () => {
    const world = new World();
    const certificates = join(ROOT, 'test', 'emulator', 'certificates');
    const spec = readFileSync(join(SPECS, 'internet-neg-own-certificate.yaml'), 'utf8');
    writeFileSync(join(world.directory, 'shop.yaml'), spec);
    writeFileSync(
      join(world.directory, 'shop.crt.pem'),
      readFileSync(join(certificates, 'certificate.pem')),
    );
    writeFileSync(
      join(world.directory, 'shop.key.pem'),
      readFileSync(join(certificates, 'key.pem')),
      { mode: 0o600 },
    );
    const made = await world.run(
      'create',
      'internet-neg',
      '-f',
      join(world.directory, 'shop.yaml'),
      '--project=demo',
      '--yes',
    );
    expect(made.exitCode, made.err).toBe(0);
    expect(`${made.out}${made.err}`).not.toContain('PRIVATE KEY');
    const [run = ''] = readdirSync(join(world.directory, 'runs'));
    for (const file of readdirSync(join(world.directory, 'runs', run), {
      recursive: true,
      withFileTypes: true,
    })) {
      if (file.isFile())
        expect(readFileSync(join(file.parentPath, file.name), 'utf8')).not.toContain('PRIVATE KEY');
    }
  });

  it.each(RECIPES)(
    'and the schema of $kind specs, for editors, is what the fields make',
    (recipe) => {
      const file = join(ROOT, 'templates', 'schemas', `${slugOf(recipe)}.v1.json`);
      const kept: unknown = JSON.parse(readFileSync(file, 'utf8'));
      expect(specSchema(recipe)).toEqual(kept);
    },
  );
});

describe('check', () => {
  it('leaves the project to those who will run the spec', async () => {
    const file = join(SPECS, 'internet-neg-only.yaml');
    const ended = await new World().run('check', '-f', file);
    expect(ended.exitCode, ended.err).toBe(0);
    const refused = await new World().run('check', '-f', file, '--set=project=-x');
    expect(refused.exitCode).toBe(3);
    expect(refused.err).toContain('Error name/project-id');
  });

  it('names every broken rule at once, offline', async () => {
    const world = new World();
    const file = join(world.directory, 'bad.yaml');
    writeFileSync(
      file,
      'apiVersion: negctl/v1\nkind: InternetNeg\nname: Bad_Name\nproject: demo\nendpoints: [{ip: 10.0.0.1, port: 0}]\nbackend: {protocol: TCP}\nfrontend: {protocol: HTTP}\n',
    );
    const ended = await world.run('check', '-f', file);
    expect(ended.exitCode).toBe(3);
    for (const rule of [
      'name/rfc1035',
      'endpoint/ip-public',
      'endpoint/port-range',
      'backend-service/protocol',
    ]) {
      expect(ended.err).toContain(`Error ${rule}`);
    }
    expect(world.calls).toEqual([]);
  });

  it.each([
    [[], 'no spec is given', 2],
    [['-f', 'nowhere.yaml'], 'cannot read nowhere.yaml', 3],
  ])('with %j says what is wrong', async (words, complaint, exitCode) => {
    const ended = await new World().run('check', ...words);
    expect(ended.exitCode).toBe(exitCode);
    expect(ended.err).toContain(complaint);
  });
});

describe('runs', () => {
  it('are listed, described step by step, and show what gcloud printed', async () => {
    const world = new World();
    expect((await world.run('runs', 'list')).out).toBe('No runs yet.\n');
    await world.run(...FULL, '--yes');
    const list = await world.run('runs', 'list');
    const [run = ''] = list.out.split(' ');
    expect(list.out).toContain('create internet-neg web  demo  ok');
    const described = await world.run('runs', 'describe', run);
    expect(described.out).toContain('ending   ok');
    expect(described.out.match(/done in/g)).toHaveLength(12);
    const logs = await world.run('runs', 'logs', run, '--step=6');
    expect(logs.out).toContain('Step 6: create address web-ip');
    expect(logs.out).toContain('| Created [');
    const { result } = documentIn(await world.run('runs', 'describe', run, '--format=json'));
    expect(result).toMatchObject({
      run,
      ending: 'ok',
      steps: expect.arrayContaining([
        expect.objectContaining({ id: 'addresses.web-ip', status: 'done' }),
      ]),
    });
  });

  it.each(['../../etc', 'r-2026', 'r-20260102-101500-k3v9qa'])('%s is no run', async (name) => {
    const ended = await new World().run('runs', 'describe', name);
    expect(ended.exitCode).toBe(6);
    expect(ended.err).toContain('NEG-6002');
  });

  it('with a damaged journal are never acted on', async () => {
    const world = new World();
    await world.run(...FULL, '--yes');
    const [run = ''] = (await world.run('runs', 'list')).out.split(' ');
    const path = join(world.directory, 'runs', run, 'journal.ndjson');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"serverId":"', '"serverId":"9'));
    const state = world.state();
    const undone = await world.run('rollback', run, '--yes');
    expect(undone.exitCode).toBe(6);
    expect(undone.err).toContain('NEG-6006');
    expect(world.state()).toEqual(state);
    expect((await world.run('runs', 'list')).out).toContain('damaged');
  });

  it('whose plan was changed afterwards are never acted on', async () => {
    const world = new World();
    await world.run(...FULL, '--yes');
    const [run = ''] = (await world.run('runs', 'list')).out.split(' ');
    const path = join(world.directory, 'runs', run, 'plan.json');
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('web-ip', 'their-ip'));
    const undone = await world.run('rollback', run, '--yes');
    expect(undone.exitCode).toBe(6);
    expect(undone.err).toContain('NEG-6006');
  });

  it('that are finished cannot be resumed, and rolled back ones not rolled back again', async () => {
    const world = new World();
    await world.run(...FULL, '--yes');
    const [run = ''] = (await world.run('runs', 'list')).out.split(' ');
    expect((await world.run('resume', run, '--yes')).exitCode).toBe(6);
    expect((await world.run('rollback', run, '--yes')).exitCode).toBe(0);
    expect((await world.run('rollback', run, '--yes')).exitCode).toBe(6);
  });
});

describe('config', () => {
  it('keeps settings that stand in for flags, below the environment and specs', async () => {
    const world = new World();
    for (const [key, value] of [
      ['project', 'from-config'],
      ['format', 'json'],
      ['run.maxParallel', '2'],
    ] as const) {
      expect((await world.run('config', 'set', key, value)).exitCode).toBe(0);
    }
    expect((await world.run('config', 'get', 'project', '--format=text')).out).toBe(
      'from-config\n',
    );
    const words = FULL.filter((word) => !word.startsWith('--project'));
    const planned = await world.run(...words, '--dry-run');
    expect(documentIn(planned)).toMatchObject({
      plan: {
        project: 'from-config',
        inputs: expect.arrayContaining([
          expect.objectContaining({
            path: 'project',
            source: expect.stringContaining('config.yaml'),
          }),
        ]),
      },
    });
    expect(documentIn(await world.run(...FULL, '--dry-run'))).toMatchObject({
      plan: { project: 'demo' },
    });
    await world.run('config', 'unset', 'format');
    expect((await world.run('config', 'list')).out).toMatch(/run\.maxParallel +2/);
  });

  it.each([
    [['set', 'projcet', 'x'], 3, 'did you mean project?'],
    [['set', 'format', 'xml'], 2, '"xml" is not known'],
    [['set', 'run.stepTimeout', '10'], 2, 'is not a duration'],
    [['get', 'nothing'], 3, 'unknown key'],
  ])('%j is refused', async (words, exitCode, complaint) => {
    const ended = await new World().run('config', ...words);
    expect(ended.exitCode).toBe(exitCode);
    expect(ended.err).toContain(complaint);
  });

  it('with a key that is not known stops every command', async () => {
    const world = new World();
    writeFileSync(join(world.directory, 'config.yaml'), 'projects: x\n');
    const ended = await world.run(...FULL, '--dry-run');
    expect(ended.exitCode).toBe(3);
    expect(ended.err).toContain('unknown key "projects"');
  });
});
