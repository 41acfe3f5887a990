import type { Problem } from '../errors.ts';
import { textAt } from '../json.ts';
import type { Gate, GateWish } from '../traffic/gate.ts';
import { INGESTION_SECONDS, LEAST_WINDOW_SECONDS, seriesOfScheme } from '../traffic/metrics.ts';
import { testHostObstacle } from '../traffic/test-host.ts';
import { type MigrationSite, referringMaps } from './migration-site.ts';

/** The gates with what they compare; `null` where Cloud Monitoring does not count the requests. */
export function gatesOf(
  { service, project }: MigrationSite,
  wishes: readonly GateWish[],
  newService: string,
): readonly Gate[] | null {
  const { scope, document, name: oldService } = service;
  const scheme = textAt(document, 'loadBalancingScheme') ?? '';
  const series = seriesOfScheme(scheme, scope.type === 'global');
  const gates = wishes.map((gate): Gate | null => {
    if (gate.type !== 'metrics') return gate;
    if (series === null) return null;
    const region = scope.type === 'region' ? scope.region : null;
    return { ...gate, ...series, project, region, oldService, newService };
  });
  return gates.every((gate) => gate !== null) ? gates : null;
}

/** Said where there is nothing to compare. */
export function unmeasured({ service }: MigrationSite): Problem {
  const scheme = textAt(service.document, 'loadBalancingScheme') ?? 'this load balancer';
  return {
    code: 'NEG-6014',
    what: `the gate metrics can say nothing of ${service.name}`,
    why: `Cloud Monitoring has no series of requests for ${scheme}: a service mesh counts them in its proxies`,
    fix: 'use --gate=probe or --gate=command',
  };
}

/** Where a URL map can have no rule for a test host. */
export function testRefusals(
  site: MigrationSite,
  test: { readonly host: string } | null,
): readonly Problem[] {
  if (test === null) return [];
  return referringMaps(site).flatMap(({ map }): readonly Problem[] => {
    const why = testHostObstacle(map.document, test.host);
    if (why === null) return [];
    const what = `URL map ${map.name} cannot lead ${test.host} to the new backend for a test`;
    const fix = 'give another --test-host, a name that nobody uses';
    return [{ code: 'NEG-6014', what, why, fix }];
  });
}

const SHORT_SOAK_SECONDS = 60;

/** Where a soak is too short for what is to be seen in it. */
export function soakWarnings(soakSeconds: number, gates: readonly GateWish[]): readonly string[] {
  const visible = INGESTION_SECONDS + LEAST_WINDOW_SECONDS;
  const warnings: string[] = [];
  if (soakSeconds < SHORT_SOAK_SECONDS) {
    warnings.push(
      `migration/verify-stage: a soak of ${soakSeconds} s is over before a change has reached every proxy`,
    );
  }
  if (soakSeconds < visible && gates.some(({ type }) => type === 'metrics')) {
    warnings.push(
      `migration/verify-stage: metrics can be seen ${visible} s after a shift: after a soak of ${soakSeconds} s the first looks say nothing`,
    );
  }
  return warnings;
}
