import * as fields from '../../inputs/fields/backend-tls.ts';
import { normalisedHostName } from '../../inputs/host-name.ts';
import type { Values } from '../../inputs/values.ts';
import { backendAuthenticationConfig } from '../../resources/backend-authentication-config.ts';
import type { BackendTls } from '../../resources/imported-backend-service.ts';
import { type Resource, resourceId, type Scope } from '../../resources/resource.ts';
import { projectOf } from './project.ts';
import { sure } from './sure.ts';

/** How the certificates of a backend are checked, and what is made for it. */
interface CheckedBackend {
  readonly made: readonly Resource[];
  /** `null` where they are not. */
  readonly tls: BackendTls | null;
}

/** Backend authenticated TLS, where it is asked for. */
export function checkedBackendOf(values: Values, scope: Scope): CheckedBackend {
  const roots = fields.tlsRootsOf(values);
  if (roots === null) return { made: [], tls: null };
  const config = backendAuthenticationConfig({
    name: sure(values, fields.backendAuthenticationConfigNameField),
    scope,
    project: projectOf(values),
    trustConfig: roots.how === 'public' ? null : resourceId(scope, 'trustConfigs', roots.name),
  });
  const subjectAltNames = values.get(fields.subjectAltNamesField) ?? [];
  const tls = {
    authenticationConfig: config.id,
    sni: normalisedHostName(sure(values, fields.backendSniField)),
    subjectAltNames: subjectAltNames.map(normalisedHostName),
  };
  return { made: [config], tls };
}
