import type { Json, JsonObject } from '../../../../src/json.ts';
import { like } from '../argv.ts';
import type { Call, Commands } from '../command.ts';
import { createLocated, LOCATION, type Located, listLocated, removeLocated } from './located.ts';

const CONFIGS: Located = {
  api: 'networksecurity/v1',
  collection: 'backendAuthenticationConfigs',
  title: 'backend authentication config',
};

const TRUST_CONFIGS: Located = {
  api: 'certificatemanager/v1',
  collection: 'trustConfigs',
  title: 'trust config',
};

/** These lists may be of all locations. */
const ANYWHERE = { location: like(/^(-|global|[a-z]+-[a-z]+\d+)$/) };

function create(call: Call): Promise<Json> {
  const trustConfig = call.flags.text('trust-config');
  const body: JsonObject = {
    ...(trustConfig === undefined ? {} : { trustConfig }),
    wellKnownRoots: call.flags.needed('well-known-roots').toUpperCase().replace('-', '_'),
  };
  return createLocated(call, CONFIGS, { parameter: 'backendAuthenticationConfigId', body });
}

/** The commands for backend authentication configs, and the trust configs that they name, that negctl gives. */
export const BACKEND_AUTHENTICATION_CONFIGS: Commands = {
  'network-security backend-authentication-configs create': {
    flags: {
      ...LOCATION,
      'trust-config': like(/^projects\/[^/]+\/locations\/[^/]+\/trustConfigs\/[^/]+$/),
      'well-known-roots': like(/^(none|public-roots)$/),
    },
    named: true,
    run: create,
  },
  'network-security backend-authentication-configs list': {
    flags: ANYWHERE,
    named: false,
    run: (call) => listLocated(call, CONFIGS),
  },
  'network-security backend-authentication-configs delete': {
    flags: LOCATION,
    named: true,
    run: (call) => removeLocated(call, CONFIGS),
  },
  'certificate-manager trust-configs list': {
    flags: LOCATION,
    named: false,
    run: (call) => listLocated(call, TRUST_CONFIGS),
  },
};
