import { canonicalJson, isJsonObject, type JsonObject, textAt } from '../json.ts';
import type { RegionScope } from './network.ts';
import { type Resource, resourceId } from './resource.ts';

/** What a serverless NEG calls: one thing by its name, or what a URL mask finds in the request. */
export type ServerlessTarget =
  | {
      readonly platform: 'cloud-run';
      readonly service?: string;
      readonly tag?: string;
      readonly urlMask?: string;
    }
  | {
      readonly platform: 'app-engine';
      readonly service?: string;
      readonly version?: string;
      readonly urlMask?: string;
    }
  | {
      readonly platform: 'cloud-functions';
      readonly function?: string;
      readonly urlMask?: string;
    };

/** The target in the API's words, as gcloud's flags, and in words for people. */
interface Target {
  readonly body: JsonObject;
  readonly flags: readonly string[];
  readonly summary: string;
}

function flag(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [`--${name}=${value}`];
}

function targetOf(target: ServerlessTarget): Target {
  const { platform, urlMask, ...names } = target;
  const members = { ...names, ...(urlMask === undefined ? {} : { urlMask }) };
  const named = Object.values(names).join(':');
  const what =
    urlMask === undefined ? named : [`mask ${urlMask}`, named].filter(Boolean).join(', ');
  switch (target.platform) {
    case 'cloud-run':
      return {
        body: { cloudRun: members },
        flags: [
          ...flag('cloud-run-service', target.service),
          ...flag('cloud-run-tag', target.tag),
          ...flag('cloud-run-url-mask', urlMask),
        ],
        summary: `Cloud Run ${what}`,
      };
    case 'app-engine':
      return {
        body: { appEngine: members },
        flags:
          Object.keys(members).length === 0
            ? ['--app-engine-app']
            : [
                ...flag('app-engine-service', target.service),
                ...flag('app-engine-version', target.version),
                ...flag('app-engine-url-mask', urlMask),
              ],
        summary: `App Engine ${what === '' ? 'app' : what}`,
      };
    case 'cloud-functions':
      return {
        body: { cloudFunction: members },
        flags: [
          ...flag('cloud-function-name', target.function),
          ...flag('cloud-function-url-mask', urlMask),
        ],
        summary: `${platform} ${what}`,
      };
  }
}

/** A serverless NEG: in the region of what it calls, in no network, without endpoints of its own. */
export interface ServerlessNegInit {
  readonly scope: RegionScope;
  readonly name: string;
  readonly target: ServerlessTarget;
}

export function serverlessNeg({ scope, name, target }: ServerlessNegInit): Resource {
  const { body, flags, summary } = targetOf(target);
  const place = `--region=${scope.region}`;
  return {
    id: resourceId(scope, 'networkEndpointGroups', name),
    kind: 'networkEndpointGroups',
    scope,
    name,
    container: null,
    refs: [],
    summary,
    body: { networkEndpointType: 'SERVERLESS', ...body },
    create: {
      argv: [
        'compute',
        'network-endpoint-groups',
        'create',
        name,
        place,
        '--network-endpoint-type=serverless',
        ...flags,
      ],
    },
    createReplaces: false,
    remove: { argv: ['compute', 'network-endpoint-groups', 'delete', name, place] },
  };
}

function textsAt(document: JsonObject, key: string): Readonly<Record<string, string>> {
  const member = document[key];
  if (member === undefined || !isJsonObject(member)) return {};
  return Object.fromEntries(
    Object.entries(member).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}

/** What a live NEG calls, where that is Cloud Run; `null` for any other NEG. */
export function cloudRunTargetIn(neg: JsonObject): ServerlessTarget | null {
  const isServerless = textAt(neg, 'networkEndpointType') === 'SERVERLESS';
  const { service, tag, urlMask } = textsAt(neg, 'cloudRun');
  if (!isServerless || (service === undefined && urlMask === undefined)) return null;
  return {
    platform: 'cloud-run',
    ...(service === undefined ? {} : { service }),
    ...(tag === undefined ? {} : { tag }),
    ...(urlMask === undefined ? {} : { urlMask }),
  };
}

/** True where a live NEG is what a planned serverless one would be. */
export function isSameServerlessNeg(planned: JsonObject, live: JsonObject): boolean {
  const members = ['networkEndpointType', 'cloudRun', 'appEngine', 'cloudFunction'];
  return members.every(
    (key) => canonicalJson(planned[key] ?? null) === canonicalJson(live[key] ?? null),
  );
}
