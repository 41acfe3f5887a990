import { ERROR_CODES } from '../../src/error-codes.ts';
import { internetNeg } from '../../src/recipes/internet-neg.ts';
import type { Tried } from './contexts.ts';
import { isShowable } from './oracle.ts';

const CODES = new Set([...Object.keys(ERROR_CODES), ...internetNeg.rules.map(({ id }) => id)]);

/** What is wrong with how a value was refused; empty where nothing is. */
export function complaints({ exitCode, calls, out, err }: Tried): readonly string[] {
  const [, code = ''] = /^Error ([^:\s]+):\s/m.exec(err) ?? [];
  return [
    ...(calls === 0 ? [] : ['gcloud was called']),
    ...([2, 3].includes(exitCode) ? [] : [`exit ${exitCode}`]),
    ...(CODES.has(code) ? [] : [`no known code: ${err.slice(0, 200)}`]),
    ...(/^ +why +\S/m.test(err) ? [] : ['it does not say why']),
    ...(/^ +fix +\S/m.test(err) ? [] : ['it does not say how to mend it']),
    ...(out === '' ? [] : ['it says something on standard output']),
    ...(isShowable(err.replaceAll('\n', '')) ? [] : ['it shows raw control characters']),
    ...(err.split('\n').some((line) => /^\s*::[a-z]|##\[/i.test(line)) ? ['it forges a line'] : []),
  ];
}
