import { hostsField, pathRulesField } from '../inputs/fields/serverless.ts';
import { ofKind } from '../resources/resource.ts';
import { about, general, type InputRule, type LiveRule } from './rule.ts';
import { loadBalancingPage } from './sources.ts';

const quotaPage = loadBalancingPage('Quotas and limits', 'quotas');
const MOST = 1_000;

export const urlMapLimits: InputRule = {
  id: 'quota/url-map-limits',
  severity: 'error',
  statement: 'A path matcher has at most 1,000 rules, and a host rule at most 1,000 hosts.',
  why: 'the API refuses more',
  sources: [quotaPage],
  phase: 'inputs',
  check: ({ values }) => {
    const counts = [
      [pathRulesField, values.get(pathRulesField)?.length ?? 0],
      [hostsField, values.get(hostsField)?.length ?? 0],
    ] as const;
    return counts
      .filter(([, count]) => count > MOST)
      .map(([field, count]) =>
        about(
          field,
          `${count} are given`,
          'give fewer, or put what differs only by its name behind a URL mask',
        ),
      );
  },
};

const KILOBYTE = 1_024;

export const urlMapSize: LiveRule = {
  id: 'quota/url-map-size',
  severity: 'warning',
  statement: 'A URL map has at most 64 KB behind an external load balancer, 128 KB behind others.',
  why: 'a newer kind of quota is said to allow 1 MB; which of the two a project has cannot be seen',
  sources: [quotaPage, 'release notes of 2026-09-30, second hand'],
  phase: 'live',
  check: ({ resources }) => {
    const isExternal = ofKind(resources, 'backendServices').some(({ body }) =>
      String(body['loadBalancingScheme']).startsWith('EXTERNAL'),
    );
    const most = (isExternal ? 64 : 128) * KILOBYTE;
    return ofKind(resources, 'urlMaps').flatMap(({ name, body }) => {
      const size = Buffer.byteLength(JSON.stringify(body));
      if (size <= most) return [];
      return [
        general(
          `URL map ${name} has about ${Math.ceil(size / KILOBYTE)} KB`,
          'give fewer path rules if the API refuses it',
        ),
      ];
    });
  },
};
