import { serverlessBackendOf } from '../facts/serverless-backend.ts';
import { backendServiceNameField } from '../inputs/fields/lb-names.ts';
import { regionField } from '../inputs/fields/region.ts';
import { settingsLostBySwap } from '../resources/backend-swap.ts';
import { about, type LiveContext, type LiveRule } from './rule.ts';
import { gcloud, setUpPage } from './sources.ts';

function backendIn({ values, facts }: LiveContext) {
  const region = values.get(regionField);
  const name = values.get(backendServiceNameField);
  if (region === undefined || name === undefined) return null;
  return { name, ...serverlessBackendOf(facts, { type: 'region', region }, name) };
}

export const backendIsServerless: LiveRule = {
  id: 'serverless/update-backend',
  severity: 'error',
  statement: 'What gets another service is a regional backend service with one Cloud Run NEG.',
  why: 'its NEG is exchanged: a NEG itself cannot be changed',
  sources: [setUpPage('Create the load balancer'), gcloud('network-endpoint-groups update')],
  phase: 'live',
  check: (context) => {
    const backend = backendIn(context);
    if (backend === null || backend.found !== null) return [];
    const fix = 'name the set-up as `negctl list` shows it, or give --backend-service-name';
    return [about(backendServiceNameField, backend.because, fix)];
  },
};

export const swapKeepsSettings: LiveRule = {
  id: 'serverless/update-settings',
  severity: 'error',
  statement:
    'The settings of a backend service whose NEG is exchanged are those that gcloud writes back.',
  why: '`gcloud compute backend-services import`, the one command that exchanges a backend by a single write, would clear the others',
  sources: [gcloud('backend-services import clears what its file lacks')],
  phase: 'live',
  check: (context) => {
    const backend = backendIn(context);
    if (backend === null || backend.found === null) return [];
    const lost = settingsLostBySwap(backend.found.document);
    if (lost.length === 0) return [];
    return [
      about(
        backendServiceNameField,
        `${backend.name} has ${lost.join(', ')}, which would be lost`,
        'create a second load balancer beside it, or take the setting off first',
      ),
    ];
  },
};
