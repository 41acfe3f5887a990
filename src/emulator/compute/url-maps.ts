import { ApiError, invalidField } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { objectOf, textOf } from '../json.ts';
import { acceptBody, referencesIn } from './body.ts';
import { rulesAbove } from './chain.ts';
import { checkBody } from './check-body.ts';
import type { Draft, Kind, ReadMethod, World } from './kind.ts';
import { list, record, text } from './schema.ts';
import { URL_MAP_FIELDS } from './url-map-fields.ts';
import { checkUrlMap } from './url-map-rules.ts';
import type { FailingTest } from './url-map-tests.ts';
import { failingTests } from './url-map-tests.ts';
import { readingFor } from './world.ts';

/** `validate`: 200 also when it fails, with what is wrong (compute-api-behaviour.md 8). */
const validate: ReadMethod = {
  does: 'read',
  http: 'POST',
  permission: 'validate',
  body: {
    resource: record(URL_MAP_FIELDS),
    loadBalancingSchemes: list(text()),
  },
  answer: ({ world, resource, sent }) => validation({ world, ...resource, sent, fields: {} }),
  absent: ({ draft }) => validation(draft),
};

/** URL maps (compute-api-behaviour.md 8). */
export const urlMaps: Kind = {
  collection: 'urlMaps',
  singular: 'urlMap',
  word: 'url_map',
  scopes: ['global', 'regional'],
  quota: 'URL_MAPS',
  patch: ['global', 'regional'],
  update: ['global', 'regional'],
  aggregatedKind: 'compute#urlMapsAggregatedList',
  fields: URL_MAP_FIELDS,
  check: (draft) => {
    checkUrlMap(draft);
    checkTests(draft);
  },
  // Seen in beta only. assumption: the units are the emulator's own count, the real formula is not known.
  computed: (map, world, version) =>
    version === 'v1'
      ? {}
      : {
          status: {
            quotaUsage: {
              forwardingRules: rulesAbove(world, map.path).length,
              units: String(unitsOf(map.fields)),
            },
          },
        },
  methods: { validate },
};

function unitsOf(fields: JsonObject): number {
  return referencesIn(URL_MAP_FIELDS, fields).length;
}

/** A map whose own tests fail is refused (rule url-map/tests-follow-migration). */
function checkTests({ fields, project }: Draft): void {
  const [failing] = failingTests(fields, project);
  if (failing !== undefined) {
    throw invalidField(
      `resource.tests[${failing.index}].service`,
      failing.expected,
      testText(failing),
    );
  }
}

function testText({ test, expected, actual }: FailingTest): string {
  return `Test failure: Expect URL '${textOf(test['host'])}${textOf(test['path'])}' to map to service '${expected}', but actually mapped to '${actual}'.`;
}

function validation(draft: Draft): JsonObject {
  const { world, project, sent } = draft;
  const wanted = objectOf(sent['resource']);
  const error = loadError(world, draft, wanted);
  if (error !== undefined) {
    return { result: { loadSucceeded: false, loadErrors: [error], testPassed: false } };
  }
  const fields = acceptBody(URL_MAP_FIELDS, wanted, readingFor(world, project));
  const failing = failingTests(fields, project);
  const testFailures = failing.map(({ test, expected, actual }) => ({
    host: textOf(test['host']),
    path: textOf(test['path']),
    expectedService: expected,
    actualService: actual,
  }));
  return {
    result: {
      loadSucceeded: true,
      testPassed: failing.length === 0,
      ...(failing.length === 0 ? {} : { testFailures }),
    },
  };
}

function loadError(world: World, draft: Draft, wanted: JsonObject): string | undefined {
  try {
    checkBody(URL_MAP_FIELDS, wanted, 'resource');
    const fields = acceptBody(URL_MAP_FIELDS, wanted, readingFor(world, draft.project));
    checkUrlMap({ ...draft, fields });
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) {
      return error.message;
    }
    throw error;
  }
}
