import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { expect, it } from 'vitest';

const SRC = join(import.meta.dirname, '..', 'src');

function filesBelow(directory: string): readonly string[] {
  return readdirSync(directory).flatMap((name) => {
    const path = join(directory, name);
    if (statSync(path).isDirectory()) return filesBelow(path);
    return name.endsWith('.ts') ? [path] : [];
  });
}

interface Import {
  readonly from: string;
  readonly to: string;
}

const IMPORT =
  /(?:^|\s)(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|import\s+['"]([^'"]+)['"]/g;

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(IMPORT)].map((match) => ({
    from: relative(SRC, file),
    to: match[1] ?? match[2] ?? match[3] ?? '',
  }));
}

/** The folder of a file, or the file itself where it lies at the top. */
function placeOf(file: string): string {
  return file.includes('/') ? (file.split('/')[0] ?? '') : file;
}

const FOUNDATION = ['json.ts', 'ipv4.ts', 'clean.ts', 'errors.ts', 'error-codes.ts', 'version.ts'];
const TOP = ['main.ts', 'run-main.ts', 'compose.ts'];

/** The import table of src/README.md: what each folder may import beside the foundation and itself. */
function importTable(): ReadonlyMap<string, readonly string[]> {
  const rows = readFileSync(join(SRC, 'README.md'), 'utf8')
    .split('\n')
    .map((line) => /^\|\s*`([a-z-]+)\/`\s*\|.*\|\s*([^|]+?)\s*\|$/.exec(line))
    .filter((match) => match !== null);
  const table = new Map<string, readonly string[]>();
  for (const [, folder = '', allowed = ''] of rows) {
    const above = [...table.keys()].filter((name) => name !== 'emulator');
    const names =
      allowed.trim() === 'all of the above' ? above : allowed.split(',').map((name) => name.trim());
    table.set(folder, names);
  }
  return table;
}

const files = filesBelow(SRC);
const imports = files.flatMap(importsOf);
const own = imports
  .filter(({ to }) => to.startsWith('.'))
  .map(({ from, to }) => ({ from, to: normalize(join(dirname(from), to)) }));

it('sees the files it judges', () => {
  expect(files.length).toBeGreaterThan(150);
  expect(own.length).toBeGreaterThan(400);
});

it('imports point the way that src/README.md says', () => {
  const table = importTable();
  expect([...table.keys()]).toEqual(
    expect.arrayContaining(['gcloud', 'inputs', 'rules', 'execute', 'cli', 'io', 'emulator']),
  );
  const wrong = own.filter(({ from, to }) => {
    const [source, target] = [placeOf(from), placeOf(to)];
    if (source === target || TOP.includes(source)) return false;
    if (FOUNDATION.includes(target)) return source === 'emulator';
    if (FOUNDATION.includes(source)) return true;
    const allowed = table.get(source);
    return allowed === undefined || !allowed.includes(target);
  });
  expect(wrong).toEqual([]);
});

it('the foundation imports only itself', () => {
  const wrong = own.filter(({ from, to }) => FOUNDATION.includes(from) && !FOUNDATION.includes(to));
  expect(wrong).toEqual([]);
});

it('the emulator stands alone: it imports nothing of the rest, and only from Node', () => {
  const wrong = imports.filter(
    ({ from, to }) =>
      placeOf(from) === 'emulator' && !to.startsWith('.') && !to.startsWith('node:'),
  );
  expect(wrong).toEqual([]);
});

const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  'ipaddr.js': ['rules'],
  yaml: ['inputs'],
  zod: ['plan', 'journal', 'io', 'rehearsal'],
  listr2: ['progress'],
  commander: ['cli'],
  '@inquirer/prompts': ['io'],
  execa: ['io'],
  chalk: ['io'],
};

it('each package is used only where the table says', () => {
  const packages = imports.filter(({ to }) => !to.startsWith('.') && !to.startsWith('node:'));
  expect(packages.length).toBeGreaterThan(8);
  const wrong = packages.filter(
    ({ from, to }) => !(PACKAGES[to]?.includes(placeOf(from)) ?? false),
  );
  expect(wrong).toEqual([]);
});

const OUTSIDE = /^node:(fs|child_process|net|tls|dns|http|readline)/;

it('only io, rehearsal and the emulator touch files, processes and the network', () => {
  const doors = ['io', 'rehearsal', 'emulator'];
  const wrong = imports.filter(
    ({ from, to }) => OUTSIDE.test(to) && !doors.includes(placeOf(from)),
  );
  expect(wrong).toEqual([]);
});

it('no imports run in a circle', () => {
  const next = new Map<string, string[]>();
  for (const { from, to } of own) next.set(from, [...(next.get(from) ?? []), to]);
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) {
      circles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      return;
    }
    if (done.has(file)) return;
    for (const target of next.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  expect(circles).toEqual([]);
});
