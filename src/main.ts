import { VERSION } from './version.ts';

const words = process.argv.slice(2);

/** Prints the version without loading anything else: it is asked for by scripts, often. */
function isVersionOnly(): boolean {
  const [only, ...others] = words;
  return others.length === 0 && (only === '--version' || only === '-V' || only === 'version');
}

if (isVersionOnly()) process.stdout.write(`negctl ${VERSION}\n`);
else {
  const { runMain } = await import('./run-main.ts');
  await runMain(words);
}
