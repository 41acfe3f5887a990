import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

interface LockFile {
  readonly packages: Readonly<
    Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>
  >;
}

const text = readFileSync(join(import.meta.dirname, '..', 'package-lock.json'), 'utf8');
const { packages }: LockFile = JSON.parse(text);

/** npm leaves out what the registry at hand does not have, and `npm ci` then refuses the file. */
it('the lock file names the packages of every platform, so that npm ci works on all of them', () => {
  const missing = Object.values(packages).flatMap(({ optionalDependencies = {} }) =>
    Object.keys(optionalDependencies).filter((name) => !(`node_modules/${name}` in packages)),
  );
  expect(missing).toEqual([]);
});

it('the lock file leaves the registry to those who install', () => {
  expect(text).not.toContain('"resolved"');
});
