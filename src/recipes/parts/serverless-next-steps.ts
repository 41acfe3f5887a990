import { recordHost } from '../../inputs/fields/dns.ts';
import * as frontEnd from '../../inputs/fields/front-end.ts';
import * as names from '../../inputs/fields/lb-names.ts';
import * as serverless from '../../inputs/fields/serverless.ts';
import type { Values } from '../../inputs/values.ts';
import { textAt } from '../../json.ts';
import type { Lookup } from '../../resources/compare.ts';
import { resourceId, type Scope } from '../../resources/resource.ts';
import type { NextStep } from '../recipe.ts';
import { sure } from './sure.ts';

/** A path that a rule is for, to try it by. */
function examplePath(values: Values): string {
  const [rule] = values.get(serverless.pathRulesField) ?? [];
  return rule === undefined ? '/' : rule.path.replace(/\*$/, '');
}

function maskSteps(values: Values): readonly NextStep[] {
  const mask = values.get(serverless.cloudRunUrlMaskField);
  if (mask === undefined) return [];
  const detail = `negctl url-mask explain '${mask}' URL`;
  return [{ title: 'see which service a URL selects', detail }];
}

/** To try it from inside, by the address of its front end. */
export function serverlessSteps(values: Values, scope: Scope, live: Lookup): readonly NextStep[] {
  const id = resourceId(scope, 'forwardingRules', sure(values, names.forwardingRuleNameField));
  const rule = live(id);
  const ip = rule === null ? undefined : textAt(rule, 'IPAddress');
  if (ip === undefined) return maskSteps(values);
  const protocol = values.get(frontEnd.frontEndProtocolField) === 'HTTPS' ? 'https' : 'http';
  const port = sure(values, frontEnd.portField);
  const [named] = values.get(serverless.hostsField) ?? [];
  const host = recordHost(values) ?? (named?.startsWith('*') === true ? undefined : named);
  const path = examplePath(values);
  const url = `${protocol}://${host ?? ip}:${port}${path}`;
  const resolves = host === undefined || recordHost(values) !== undefined;
  const way = resolves ? '' : `--connect-to ${host}:${port}:${ip}:${port} `;
  const trust = protocol === 'https' && host === undefined ? '-k ' : '';
  return [
    {
      title: 'try it from a machine in the network (the first minutes may answer 404 or 503)',
      detail: `curl -i ${trust}${way}${url}`,
    },
    {
      title: 'where a service asks for it, send an identity token',
      detail: `curl -i ${trust}-H "Authorization: Bearer $(gcloud auth print-identity-token)" ${way}${url}`,
    },
    ...maskSteps(values),
  ];
}
