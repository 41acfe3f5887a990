import { protocolField } from '../../inputs/fields/backend.ts';
import * as names from '../../inputs/fields/lb-names.ts';
import { namePrefixField } from '../../inputs/fields/names.ts';
import * as serverless from '../../inputs/fields/serverless.ts';
import * as platform from '../../inputs/fields/serverless-platform.ts';
import { projectField } from '../../inputs/fields/set-up.ts';
import type { Values } from '../../inputs/values.ts';
import { backend } from '../../resources/backend.ts';
import { backendService } from '../../resources/backend-service.ts';
import type { RegionScope } from '../../resources/network.ts';
import type { Resource } from '../../resources/resource.ts';
import { type ServerlessTarget, serverlessNeg } from '../../resources/serverless-neg.ts';
import { urlMapByPath, urlMapToService } from '../../resources/url-map.ts';
import type { Site } from './site.ts';
import { sure } from './sure.ts';

/** A serverless NEG, and the backend service that holds it and nothing else. */
export interface ServerlessBackend {
  readonly service: Resource;
  readonly resources: readonly Resource[];
}

/** How a NEG and its backend service are called. */
interface Named {
  readonly neg: string;
  readonly service: string;
}

function backendOf(
  values: Values,
  place: { readonly site: Site; readonly region: RegionScope },
  named: Named,
  target: ServerlessTarget,
): ServerlessBackend {
  const { scope, scheme } = place.site;
  const neg = serverlessNeg({ scope: place.region, name: named.neg, target });
  const service = backendService({
    scope,
    name: named.service,
    scheme,
    protocol: values.get(protocolField)?.toUpperCase() === 'HTTPS' ? 'HTTPS' : 'HTTP',
    healthCheck: null,
    customRequestHeaders: [],
    loggingSampleRate: null,
  });
  return { service, resources: [neg, service, backend(service, neg)] };
}

/** What a NEG for Cloud Run calls. */
export function cloudRunTarget(values: Values): ServerlessTarget {
  const service = values.get(serverless.cloudRunServiceField);
  const tag = values.get(serverless.cloudRunTagField);
  const urlMask = values.get(serverless.cloudRunUrlMaskField);
  return {
    platform: 'cloud-run',
    ...(service === undefined ? {} : { service }),
    ...(tag === undefined ? {} : { tag }),
    ...(urlMask === undefined ? {} : { urlMask }),
  };
}

/** What the NEG of the default backend calls, on whatever platform. */
function serverlessTarget(values: Values): ServerlessTarget {
  const urlMask = (mask: string | undefined) => (mask === undefined ? {} : { urlMask: mask });
  switch (values.get(platform.platformField)) {
    case 'app-engine': {
      const service = values.get(platform.appEngineServiceField);
      const version = values.get(platform.appEngineVersionField);
      return {
        platform: 'app-engine',
        ...(service === undefined ? {} : { service }),
        ...(version === undefined ? {} : { version }),
        ...urlMask(values.get(platform.appEngineUrlMaskField)),
      };
    }
    case 'cloud-functions': {
      const name = values.get(platform.cloudFunctionNameField);
      return {
        platform: 'cloud-functions',
        ...(name === undefined ? {} : { function: name }),
        ...urlMask(values.get(platform.cloudFunctionUrlMaskField)),
      };
    }
    default:
      return cloudRunTarget(values);
  }
}

/** The services that path rules name beside the default one, each once, and how their parts are called. */
export function furtherServices(
  values: Values,
): ReadonlyMap<string, Named & { readonly target: ServerlessTarget }> {
  const prefix = sure(values, namePrefixField);
  const service = values.get(serverless.cloudRunServiceField);
  const tag = values.get(serverless.cloudRunTagField);
  const rules = (values.get(serverless.pathRulesField) ?? []).filter(
    (rule) => rule.service !== service || rule.tag !== tag,
  );
  return new Map(
    rules.map((rule) => {
      const stem = [prefix, rule.service, ...(rule.tag === undefined ? [] : [rule.tag])].join('-');
      const { path: _path, ...called } = rule;
      const target: ServerlessTarget = { platform: 'cloud-run', ...called };
      return [keyOf(rule), { neg: `${stem}-neg`, service: `${stem}-bes`, target }];
    }),
  );
}

function keyOf({ service, tag = '' }: { readonly service: string; readonly tag?: string }): string {
  return `${service}:${tag}`;
}

/** A URL map and everything behind it. */
export interface ServerlessRoutes {
  readonly urlMap: Resource;
  readonly resources: readonly Resource[];
}

/** The default backend, one more for each further service, and the URL map that tells them apart by path. */
export function serverlessRoutes(
  values: Values,
  site: Site,
  region: RegionScope,
): ServerlessRoutes {
  const place = { site, region };
  const named = {
    neg: sure(values, names.negNameField),
    service: sure(values, names.backendServiceNameField),
  };
  const first = backendOf(values, place, named, serverlessTarget(values));
  const further = new Map(
    [...furtherServices(values)].map(([key, one]) => [
      key,
      backendOf(values, place, one, one.target),
    ]),
  );
  const rules = values.get(serverless.pathRulesField) ?? [];
  const name = sure(values, names.urlMapNameField);
  const urlMap =
    rules.length === 0
      ? urlMapToService(name, first.service)
      : urlMapByPath({
          name,
          project: values.get(projectField) ?? 'PROJECT',
          defaultService: first.service,
          hosts: values.get(serverless.hostsField) ?? ['*'],
          routes: rules.map((rule) => ({
            path: rule.path,
            service: (further.get(keyOf(rule)) ?? first).service,
          })),
        });
  const backends = [first, ...further.values()].flatMap(({ resources }) => resources);
  return { urlMap, resources: [...backends, urlMap] };
}
