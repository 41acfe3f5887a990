import { protocolField } from './fields/backend.ts';
import { defaultPortField, endpointsField } from './fields/endpoint.ts';
import { tlsField } from './fields/mesh.ts';
import type { Values } from './values.ts';

const WELL_KNOWN_PORT: Readonly<Record<string, number>> = { HTTP: 80, HTTPS: 443, HTTP2: 443 };

/**
 * The port that requests will go to: the endpoint's, else the NEG's, else the one of the protocol
 * (`neg/port-default-chain`). `undefined` where nothing says.
 */
export function effectivePort(values: Values): number | undefined {
  const given = values.get(endpointsField)?.[0]?.port ?? values.get(defaultPortField);
  if (given === undefined && values.get(tlsField) === true) return WELL_KNOWN_PORT['HTTPS'];
  return given ?? WELL_KNOWN_PORT[values.get(protocolField)?.toUpperCase() ?? ''];
}
