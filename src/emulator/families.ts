import type { ApiFamily } from './api.ts';
import { certificateManagerApi } from './certificate-manager/certificate-manager-api.ts';
import { computeApi } from './compute/compute-api.ts';
import { dnsApi } from './dns/dns-api.ts';
import { monitoringApi } from './monitoring/monitoring-api.ts';
import { networkSecurityApi } from './network-security/network-security-api.ts';
import { networkServicesApi } from './network-services/network-services-api.ts';
import { oauthApi } from './oauth.ts';
import { resourceManagerApi } from './resource-manager.ts';
import { runApi } from './run/run-api.ts';
import { serviceUsageApi } from './service-usage.ts';
import { storageApi } from './storage/storage-api.ts';

/** The APIs of the emulator; the first whose pattern fits the path answers. */
export const FAMILIES: readonly ApiFamily[] = [
  computeApi,
  dnsApi,
  networkSecurityApi,
  certificateManagerApi,
  runApi,
  monitoringApi,
  networkServicesApi,
  serviceUsageApi,
  resourceManagerApi,
  storageApi,
  oauthApi,
];
