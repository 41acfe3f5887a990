import { collection, kind } from './kind.ts';
import { CollectionPermissions, usualPermissions } from './permission.ts';

const HEALTH_CHECKS = new CollectionPermissions(
  { global: 'healthChecks', region: 'regionHealthChecks' },
  [
    'roles/compute.loadBalancerAdmin',
    'roles/compute.instanceAdmin.v1',
    'roles/compute.networkAdmin',
  ],
);

export const healthCheckKind = kind({
  name: 'healthChecks',
  title: 'health check',
  ...collection('health-checks'),
  typicalSeconds: { create: 4, remove: 8 },
  quotaMetrics: ['HEALTH_CHECKS'],
  permissions: usualPermissions(HEALTH_CHECKS),
});
