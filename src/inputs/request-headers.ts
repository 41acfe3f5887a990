import { CLIENT_HOST, customRequestHeadersField, hostHeaderField } from './fields/backend.ts';
import type { Values } from './values.ts';

/** All request headers that the backend service adds, `NAME:VALUE`, the Host header first. */
export function requestHeaders(values: Values): readonly string[] {
  const host = values.get(hostHeaderField);
  const given = values.get(customRequestHeadersField) ?? [];
  return host === undefined || host === CLIENT_HOST ? given : [`Host:${host}`, ...given];
}
