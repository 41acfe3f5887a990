import { collection, kind } from './kind.ts';

export const healthCheckKind = kind({
  name: 'healthChecks',
  title: 'health check',
  ...collection('health-checks'),
  typicalSeconds: { create: 4, remove: 8 },
  quotaMetrics: ['HEALTH_CHECKS'],
});
