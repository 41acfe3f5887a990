import type { AnyField } from '../field.ts';
import * as frontEnd from './front-end.ts';
import {
  crossRegionCertificateSourceField,
  internalAddressField,
  regionalCertificateSourceField,
} from './internal-front-end.ts';
import * as names from './lb-names.ts';
import { namePrefixField } from './names.ts';

/** The front end of an Application Load Balancer whose certificate is there already or uploaded. */
export const APPLICATION_FRONT_END_FIELDS: readonly AnyField[] = [
  frontEnd.frontEndProtocolField,
  regionalCertificateSourceField,
  frontEnd.sslCertificatesField,
  frontEnd.certificateFileField,
  frontEnd.privateKeyFileField,
  frontEnd.portField,
  frontEnd.redirectHttpField,
  frontEnd.addressField,
];

/** The front end of a proxy Network Load Balancer. */
export const TCP_FRONT_END_FIELDS: readonly AnyField[] = [
  frontEnd.tcpPortField,
  frontEnd.addressField,
];

/** The names of what a proxy Network Load Balancer is made of. */
export const TCP_NAME_FIELDS: readonly AnyField[] = [
  namePrefixField,
  names.negNameField,
  names.backendServiceNameField,
  names.targetProxyNameField,
  names.forwardingRuleNameField,
  names.addressNameField,
];

/** The names of what an Application Load Balancer is made of, its certificate and redirect included. */
export const APPLICATION_NAME_FIELDS: readonly AnyField[] = [
  namePrefixField,
  names.negNameField,
  names.backendServiceNameField,
  names.urlMapNameField,
  names.targetProxyNameField,
  names.forwardingRuleNameField,
  names.addressNameField,
  names.certificateNameField,
  names.redirectUrlMapNameField,
  names.redirectProxyNameField,
  names.redirectRuleNameField,
];

/** How the certificate of a global front end is told: Google can manage that too. */
const CERTIFICATE_FIELDS: readonly AnyField[] = [
  frontEnd.certificateSourceField,
  frontEnd.sslCertificatesField,
  frontEnd.domainsField,
  frontEnd.certificateFileField,
  frontEnd.privateKeyFileField,
];

/** The front end of an internal Application Load Balancer with an address in each of several regions. */
export const CROSS_REGION_FRONT_END_FIELDS: readonly AnyField[] = [
  frontEnd.frontEndProtocolField,
  crossRegionCertificateSourceField,
  frontEnd.certificateManagerField,
  frontEnd.certificateFileField,
  frontEnd.privateKeyFileField,
  frontEnd.portField,
  frontEnd.redirectHttpField,
  internalAddressField,
];

/** The front end of an Application Load Balancer on the internet. */
export const GLOBAL_APPLICATION_FRONT_END_FIELDS: readonly AnyField[] = [
  frontEnd.frontEndProtocolField,
  ...CERTIFICATE_FIELDS,
  frontEnd.portField,
  frontEnd.redirectHttpField,
  frontEnd.addressField,
];

/** The front end of an SSL proxy: it shows a certificate, and asks for no protocol. */
export const SSL_FRONT_END_FIELDS: readonly AnyField[] = [
  ...CERTIFICATE_FIELDS,
  frontEnd.sslPortField,
  frontEnd.addressField,
];

/** The names of what an SSL proxy is made of. */
export const SSL_NAME_FIELDS: readonly AnyField[] = [
  ...TCP_NAME_FIELDS,
  names.certificateNameField,
];

/** The names of what a mesh is made of, beside what TLS and DNS add. */
export const MESH_NAME_FIELDS: readonly AnyField[] = [
  namePrefixField,
  names.negNameField,
  names.backendServiceNameField,
  names.urlMapNameField,
  names.targetProxyNameField,
  names.forwardingRuleNameField,
];
