import type { Commands } from '../command.ts';
import { get } from '../mode-a.ts';

export const PROJECT_INFO: Commands = {
  'compute project-info describe': {
    flags: {},
    named: false,
    run: ({ project, session }) => get(session, `projects/${project}`),
  },
  'compute regions describe': {
    flags: {},
    named: true,
    run: ({ project, session, name }) => get(session, `projects/${project}/regions/${name}`),
  },
};
