import type { AnyField } from '../field.ts';
import * as frontEnd from './front-end.ts';
import * as names from './lb-names.ts';
import { namePrefixField } from './names.ts';

/** The front end of an Application Load Balancer whose certificate is there already or uploaded. */
export const APPLICATION_FRONT_END_FIELDS: readonly AnyField[] = [
  frontEnd.frontEndProtocolField,
  frontEnd.certificateSourceField,
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
