import { jsonAnswer } from './answer.ts';
import type { ApiFamily } from './api.ts';
import { statusAnswer } from './errors.ts';

/** The OAuth token endpoint gcloud refreshes its token at (gcloud-commands.md 9.8). */
export const oauthApi: ApiFamily = {
  service: 'oauth2.googleapis.com',
  title: 'OAuth',
  pattern: /(?:^|\/)()(token)$/,
  canBeDisabled: false,
  refuse: statusAnswer,
  route: ({ method }) =>
    method === 'POST'
      ? {
          project: '',
          verb: 'insert',
          collection: 'tokens',
          name: '',
          path: 'token',
          permissions: [],
          run: () =>
            jsonAnswer(200, {
              access_token: 'ya29.emulated',
              expires_in: 3599,
              scope: 'https://www.googleapis.com/auth/cloud-platform',
              token_type: 'Bearer',
            }),
        }
      : undefined,
};
