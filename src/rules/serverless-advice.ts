import * as serverless from '../inputs/fields/serverless.ts';
import { about, type InputRule } from './rule.ts';
import { loadBalancingPage, SERVERLESS_NEGS as overview, setUpPage } from './sources.ts';

export const noFailureDetection: InputRule = {
  id: 'serverless/no-failure-detection',
  severity: 'advice',
  statement: 'The load balancer does not notice that a serverless service fails.',
  why: 'there is no health check: a bad revision answers whoever is sent to it',
  sources: [overview],
  phase: 'inputs',
  check: ({ values }) => {
    const service = values.get(serverless.cloudRunServiceField);
    if (service === undefined) return [];
    return [
      about(
        serverless.cloudRunServiceField,
        `nothing watches ${service} for the load balancer`,
        'try a new revision by its tag before traffic goes to it',
      ),
    ];
  },
};

export const noFirewall: InputRule = {
  id: 'serverless/no-firewall',
  severity: 'advice',
  statement: 'Serverless backends need no firewall rule.',
  why: 'requests to them take routes outside of the network',
  sources: [setUpPage('Create the load balancer')],
  phase: 'inputs',
  check: ({ values }) =>
    values.has(serverless.cloudRunServiceField) || values.has(serverless.cloudRunUrlMaskField)
      ? [
          about(
            serverless.cloudRunTargetField,
            'no firewall rule is created: requests to Cloud Run do not pass the network',
            'nothing to do',
          ),
        ]
      : [],
};

export const maskForMany: InputRule = {
  id: 'serverless/fixed-or-mask',
  severity: 'advice',
  statement: 'Several services under one URL pattern need only one NEG, with a URL mask.',
  why: 'each path rule brings a NEG and a backend service of its own',
  sources: [setUpPage('Using a URL mask')],
  phase: 'inputs',
  check: ({ values }) => {
    const rules = values.get(serverless.pathRulesField) ?? [];
    const plain = rules.filter(
      ({ path, service, tag }) => tag === undefined && path.replace(/\/\*$/, '') === `/${service}`,
    );
    if (plain.length < 2 || plain.length !== rules.length) return [];
    return [
      about(
        serverless.pathRulesField,
        `each of the ${rules.length} paths is the name of its service`,
        '--cloud-run-url-mask="/<service>" does the same with one NEG',
      ),
    ];
  },
};

export const requestsPerSecond: InputRule = {
  id: 'serverless/qps',
  severity: 'advice',
  statement:
    'Regional load balancers send at most 5,000 requests a second to serverless NEGs, for each project.',
  why: 'the documents disagree: one page counts them for the whole project, another for each of its regions',
  sources: [overview, loadBalancingPage('Quotas and limits', 'quotas')],
  phase: 'inputs',
  check: ({ values }) =>
    values.get(serverless.cloudRunTargetField) !== undefined
      ? [
          about(
            serverless.cloudRunTargetField,
            'more than 5,000 requests a second, of all such load balancers together, are not served',
            'where more are expected, put the services behind a global load balancer',
          ),
        ]
      : [],
};
