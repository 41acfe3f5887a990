import { type AnyField, field } from '../field.ts';
import { normalisedHostName } from '../host-name.ts';
import { speaksTls } from '../internet-neg-protocol.ts';
import { commaList, text } from '../shape.ts';
import type { Values } from '../values.ts';
import { endpointsField } from './endpoint.ts';
import { sniField } from './mesh.ts';
import { resourceNameField } from './names.ts';

/** The word of `--backend-tls-roots` for the public certificate authorities. */
const PUBLIC_ROOTS = 'public-roots';

/** By which roots the certificates of the endpoints are checked. */
export type TlsRoots =
  | { readonly how: 'public' }
  | { readonly how: 'trust-config'; readonly name: string };

/** The choice behind the word of `--backend-tls-roots`; `null` where no certificate is checked. */
export function tlsRootsOf(values: Values): TlsRoots | null {
  const word = values.get(backendTlsRootsField);
  if (word === undefined || word === 'none') return null;
  return word === PUBLIC_ROOTS ? { how: 'public' } : { how: 'trust-config', name: word };
}

function isChecked(values: Values): boolean {
  return tlsRootsOf(values) !== null;
}

/** The host name of all endpoints; `undefined` where there are several, or addresses. */
function onlyHost(values: Values): string | undefined {
  const hosts = (values.get(endpointsField) ?? []).map(({ fqdn }) =>
    fqdn === undefined ? undefined : normalisedHostName(fqdn),
  );
  return new Set(hosts).size === 1 ? hosts[0] : undefined;
}

export const backendTlsRootsField = field({
  id: 'backendTlsRoots',
  flag: 'backend-tls-roots',
  path: 'backend.tlsRoots',
  shape: text,
  placeholder: `none|${PUBLIC_ROOTS}|TRUST_CONFIG`,
  summary: 'Check the certificates of the endpoints by these roots',
  group: 'backend',
  fallback: () => ({ value: 'none', because: 'only what was asked for' }),
  question: {
    ask: `Roots to check the certificates of the endpoints by: none, ${PUBLIC_ROOTS}, or the name of a trust config`,
    why: 'without it the hop is encrypted, but whoever answers is believed',
    help: `Backend authenticated TLS: ${PUBLIC_ROOTS} takes certificates of public authorities, a trust config of Certificate Manager in the region takes those of your own. The name in the certificate is checked too.`,
    askIf: speaksTls,
  },
});

/** Where no certificate of an endpoint can be checked so; a rule says why. */
export const refusedTlsRootsField = backendTlsRootsField.variant({
  hidden: true,
  question: undefined,
  fallback: () => undefined,
});

export const backendSniField = sniField.variant({
  appliesIf: isChecked,
  requiredIf: isChecked,
  fallback: (values) => {
    const host = onlyHost(values);
    return host === undefined
      ? undefined
      : { value: host, because: 'the host name of the endpoint' };
  },
});

export const subjectAltNamesField = field({
  id: 'subjectAltNames',
  flag: 'subject-alt-names',
  path: 'backend.subjectAltNames',
  shape: commaList,
  placeholder: 'HOST[,HOST]',
  summary: 'Names of which the certificate must have one, instead of the SNI',
  group: 'backend',
  appliesIf: isChecked,
});

export const backendAuthenticationConfigNameField = resourceNameField({
  id: 'backendAuthenticationConfigName',
  flag: 'backend-authentication-config',
  path: 'backendAuthenticationConfig',
  title: 'backend authentication config',
  suffix: 'auth',
  appliesIf: isChecked,
});

/** What is told of how the certificates of endpoints are checked, the name of the config aside. */
export const BACKEND_TLS_FIELDS: readonly AnyField[] = [
  backendTlsRootsField,
  backendSniField,
  subjectAltNamesField,
];
