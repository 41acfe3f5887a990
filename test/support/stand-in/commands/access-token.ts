import type { Commands } from '../command.ts';

/** The token that an emulator's gcloud is given. */
const TOKEN = 'emulator';

export const ACCESS_TOKEN: Commands = {
  'auth print-access-token': {
    flags: {},
    named: false,
    run: () => Promise.resolve({ token: TOKEN }),
  },
};
