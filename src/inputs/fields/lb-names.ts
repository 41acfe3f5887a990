import type { Values } from '../values.ts';
import { addressField, certificateSourceField, redirectHttpField } from './front-end.ts';
import { resourceNameField } from './names.ts';

/** True where HTTP is answered with a redirect to HTTPS. */
export function hasRedirect(values: Values): boolean {
  return values.get(redirectHttpField) === true;
}

export const negNameField = resourceNameField({
  id: 'negName',
  flag: 'neg-name',
  path: 'neg',
  title: 'NEG',
  suffix: 'neg',
});

export const backendServiceNameField = resourceNameField({
  id: 'backendServiceName',
  flag: 'backend-service-name',
  path: 'backendService',
  title: 'backend service',
  suffix: 'bes',
});

export const urlMapNameField = resourceNameField({
  id: 'urlMapName',
  flag: 'url-map-name',
  path: 'urlMap',
  title: 'URL map',
  suffix: 'map',
});

export const targetProxyNameField = resourceNameField({
  id: 'targetProxyName',
  flag: 'target-proxy-name',
  path: 'targetProxy',
  title: 'target proxy',
  suffix: 'proxy',
});

export const forwardingRuleNameField = resourceNameField({
  id: 'forwardingRuleName',
  flag: 'forwarding-rule-name',
  path: 'forwardingRule',
  title: 'forwarding rule',
  suffix: 'fr',
});

export const addressNameField = resourceNameField({
  id: 'addressName',
  flag: 'address-name',
  path: 'address',
  title: 'reserved address',
  suffix: 'ip',
  appliesIf: (values) => values.get(addressField)?.how === 'reserve',
});

export const certificateNameField = resourceNameField({
  id: 'certificateName',
  flag: 'ssl-certificate-name',
  path: 'sslCertificate',
  title: 'new certificate',
  suffix: 'cert',
  appliesIf: (values) => {
    const source = values.get(certificateSourceField);
    return source === 'google-managed' || source === 'self-managed';
  },
});

export const redirectUrlMapNameField = resourceNameField({
  id: 'redirectUrlMapName',
  flag: 'redirect-url-map-name',
  path: 'redirectUrlMap',
  title: 'URL map of the redirect',
  suffix: 'redirect-map',
  appliesIf: hasRedirect,
});

export const redirectProxyNameField = resourceNameField({
  id: 'redirectTargetProxyName',
  flag: 'redirect-target-proxy-name',
  path: 'redirectTargetProxy',
  title: 'target proxy of the redirect',
  suffix: 'redirect-proxy',
  appliesIf: hasRedirect,
});

export const redirectRuleNameField = resourceNameField({
  id: 'redirectForwardingRuleName',
  flag: 'redirect-forwarding-rule-name',
  path: 'redirectForwardingRule',
  title: 'forwarding rule of the redirect',
  suffix: 'redirect-fr',
  appliesIf: hasRedirect,
});
