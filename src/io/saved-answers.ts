import { readFileSync } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { SavedAnswers } from '../cli/app.ts';
import {
  diskProblem,
  privateDirectory,
  refuseSharedDirectories,
  writeWhole,
} from './durable-file.ts';
import { isMissing } from './error-code.ts';

/** Answers as specs in `answers/` of the state directory. */
export function savedAnswers(stateDirectory: string): SavedAnswers {
  const directory = join(stateDirectory, 'answers');
  const pathOf = (noun: string): string => join(directory, `${noun}.yaml`);
  return {
    load: (noun) => {
      const path = pathOf(noun);
      refuseSharedDirectories(stateDirectory, 'answers');
      try {
        return { path, text: readFileSync(path, 'utf8') };
      } catch (thrown) {
        if (isMissing(thrown)) return null;
        throw diskProblem(path, thrown);
      }
    },
    save: async (noun, spec) => {
      await privateDirectory(stateDirectory, 'answers');
      await writeWhole(pathOf(noun), spec);
    },
    forget: async (noun) => {
      try {
        await unlink(pathOf(noun));
      } catch (thrown) {
        if (!isMissing(thrown)) throw diskProblem(pathOf(noun), thrown);
      }
    },
  };
}
