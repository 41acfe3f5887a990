import { z } from 'zod';
import type { Granted, Iam } from '../facts/iam.ts';
import { GoogleApi, type GoogleApiInit, propertiesOf, Unanswerable } from './google-api.ts';

/** The API takes no more in one call. */
const MOST_AT_ONCE = 100;

const answerSchema = z.object({ permissions: z.array(z.string()).optional() });

function memberOf({ environment, context }: IamInit): string {
  const property = propertiesOf(environment, context);
  const impersonated =
    context.impersonateServiceAccount ?? property('auth/impersonate_service_account');
  const account = impersonated?.split(',').at(-1) ?? context.account ?? property('core/account');
  if (account === undefined) return 'user:ACCOUNT';
  return account.endsWith('.gserviceaccount.com') ? `serviceAccount:${account}` : `user:${account}`;
}

export type IamInit = Omit<GoogleApiInit, 'service'>;

/** Asks the Resource Manager what the account may do. */
export function resourceManagerIam(init: IamInit): Iam {
  const api = new GoogleApi({ ...init, service: 'cloudresourcemanager' });

  async function granted(
    project: string,
    permissions: readonly string[],
  ): Promise<ReadonlySet<string>> {
    const path = `v1/projects/${encodeURIComponent(project)}:testIamPermissions`;
    const headers = await api.headers();
    const parts: (readonly string[])[] = [];
    for (let start = 0; start < permissions.length; start += MOST_AT_ONCE) {
      parts.push(permissions.slice(start, start + MOST_AT_ONCE));
    }
    const answers = await Promise.all(
      parts.map(async (part) => {
        const answer = answerSchema.safeParse(
          await api.ask(path, headers, JSON.stringify({ permissions: part })),
        );
        if (!answer.success) throw new Unanswerable('the answer is not one of this API');
        return answer.data.permissions ?? [];
      }),
    );
    return new Set(answers.flat());
  }

  return {
    member: memberOf(init),
    granted: async (project, permissions): Promise<Granted> => {
      try {
        return { known: true, names: await granted(project, permissions) };
      } catch (thrown) {
        if (thrown instanceof Unanswerable) return { known: false, because: thrown.message };
        throw thrown;
      }
    },
  };
}
