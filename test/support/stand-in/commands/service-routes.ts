import { type Json, objectsAt } from '../../../../src/json.ts';
import { like } from '../argv.ts';
import type { Call, Commands } from '../command.ts';
import { GcloudError } from '../failure.ts';
import { ask } from '../mode-b.ts';

function listing(collection: string): Commands[string] {
  return {
    flags: { location: like(/^global$/) },
    named: false,
    run: async ({ session, project, flags }: Call): Promise<Json> => {
      const path = `projects/${project}/locations/${flags.needed('location')}/${collection}`;
      try {
        const page = await ask(session, { method: 'GET', path, api: 'networkservices/v1' });
        return [...objectsAt(page, collection)];
      } catch (thrown) {
        throw thrown instanceof GcloudError ? thrown.having([]) : thrown;
      }
    },
  };
}

/** The lists of routes of a service mesh that negctl reads. */
export const SERVICE_ROUTES: Commands = {
  'network-services http-routes list': listing('httpRoutes'),
  'network-services grpc-routes list': listing('grpcRoutes'),
  'network-services tcp-routes list': listing('tcpRoutes'),
  'network-services tls-routes list': listing('tlsRoutes'),
};
