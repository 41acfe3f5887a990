import type { Commands } from './command.ts';
import { ACCESS_TOKEN } from './commands/access-token.ts';
import { ADDRESSES } from './commands/addresses.ts';
import { BACKEND_AUTHENTICATION_CONFIGS } from './commands/backend-authentication-configs.ts';
import { BACKEND_SERVICES } from './commands/backend-services.ts';
import { CLIENT_TLS_POLICIES } from './commands/client-tls-policies.ts';
import { DNS } from './commands/dns.ts';
import { FIREWALL_RULES } from './commands/firewall-rules.ts';
import { FORWARDING_RULES } from './commands/forwarding-rules.ts';
import { HEALTH_CHECKS } from './commands/health-checks.ts';
import { INSTANCES } from './commands/instances.ts';
import { MANAGED_CERTIFICATES } from './commands/managed-certificates.ts';
import { NETWORK_ENDPOINT_GROUPS } from './commands/network-endpoint-groups.ts';
import { NETWORKS } from './commands/networks.ts';
import { OPERATIONS } from './commands/operations.ts';
import { PROJECT_INFO } from './commands/project-info.ts';
import { ROUTERS } from './commands/routers.ts';
import { RUN_SERVICES } from './commands/run-services.ts';
import { SERVICE_ROUTES } from './commands/service-routes.ts';
import { SSL_CERTIFICATES } from './commands/ssl-certificates.ts';
import { STORAGE } from './commands/storage.ts';
import { TARGET_PROXIES } from './commands/target-proxies.ts';
import { URL_MAPS } from './commands/url-maps.ts';

/** Every command that the stand-in knows. */
export const COMMANDS: Commands = {
  ...ACCESS_TOKEN,
  ...NETWORKS,
  ...ROUTERS,
  ...ADDRESSES,
  ...SSL_CERTIFICATES,
  ...HEALTH_CHECKS,
  ...INSTANCES,
  ...FIREWALL_RULES,
  ...NETWORK_ENDPOINT_GROUPS,
  ...BACKEND_SERVICES,
  ...URL_MAPS,
  ...TARGET_PROXIES,
  ...FORWARDING_RULES,
  ...DNS,
  ...CLIENT_TLS_POLICIES,
  ...BACKEND_AUTHENTICATION_CONFIGS,
  ...MANAGED_CERTIFICATES,
  ...SERVICE_ROUTES,
  ...RUN_SERVICES,
  ...OPERATIONS,
  ...PROJECT_INFO,
  ...STORAGE,
};
