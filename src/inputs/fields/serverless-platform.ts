import { field } from '../field.ts';
import { oneOf, text } from '../shape.ts';
import type { Values } from '../values.ts';
import {
  cloudRunServiceField,
  cloudRunTagField,
  cloudRunTargetField,
  cloudRunUrlMaskField,
  pathRulesField,
  restrictIngressField,
} from './serverless.ts';

/** What a serverless NEG can call. */
export const SERVERLESS_PLATFORMS = ['cloud-run', 'app-engine', 'cloud-functions'] as const;

type Platform = (typeof SERVERLESS_PLATFORMS)[number];

export const platformField = field<Platform>({
  id: 'platform',
  flag: 'platform',
  path: 'backend.platform',
  shape: oneOf(SERVERLESS_PLATFORMS),
  placeholder: 'PLATFORM',
  summary: 'What answers: Cloud Run, App Engine or Cloud Functions',
  group: 'backend',
  fallback: (values) => {
    if (values.has(cloudFunctionNameField) || values.has(cloudFunctionUrlMaskField)) {
      return { value: 'cloud-functions', because: 'a function is given' };
    }
    const appEngine = [appEngineServiceField, appEngineVersionField, appEngineUrlMaskField];
    return appEngine.some((given) => values.has(given))
      ? { value: 'app-engine', because: 'an App Engine service is given' }
      : { value: 'cloud-run', because: 'what most serverless NEGs call' };
  },
  question: {
    ask: 'What answers the requests',
    why: 'a serverless NEG calls one platform',
    help: 'Cloud Run services, also functions of the 2nd generation; the App Engine app of the project or one of its services; a function of the 1st generation.',
    meanings: {
      'cloud-run': 'Cloud Run services, and functions of the 2nd generation',
      'app-engine': 'the App Engine app of the project',
      'cloud-functions': 'functions of the 1st generation',
    },
  },
});

function isOn(platform: Platform): (values: Values) => boolean {
  return (values) => values.get(platformField) === platform;
}

export const appEngineServiceField = field({
  id: 'appEngineService',
  flag: 'app-engine-service',
  path: 'backend.appEngineService',
  shape: text,
  placeholder: 'SERVICE',
  summary: 'Service of the App Engine app (default: the app routes by itself)',
  group: 'backend',
});

export const appEngineVersionField = field({
  id: 'appEngineVersion',
  flag: 'app-engine-version',
  path: 'backend.appEngineVersion',
  shape: text,
  placeholder: 'VERSION',
  summary: 'Version of that App Engine service',
  group: 'backend',
});

export const appEngineUrlMaskField = field({
  id: 'appEngineUrlMask',
  flag: 'app-engine-url-mask',
  path: 'backend.appEngineUrlMask',
  shape: text,
  placeholder: 'MASK',
  summary: 'Where in the URL service and version stand, such as "<service>.example.com"',
  group: 'backend',
});

export const cloudFunctionNameField = field({
  id: 'cloudFunctionName',
  flag: 'cloud-function-name',
  path: 'backend.cloudFunctionName',
  shape: text,
  placeholder: 'FUNCTION',
  summary: 'Function of the 1st generation behind the load balancer',
  group: 'backend',
  requiredIf: (values) => isOn('cloud-functions')(values) && !values.has(cloudFunctionUrlMaskField),
  alternatives: ['--cloud-function-url-mask=MASK'],
  question: {
    ask: 'Cloud Function',
    why: 'it answers the requests',
    help: 'The name of a function of the 1st generation in the region. For many functions under one URL pattern give --cloud-function-url-mask instead.',
    askIf: (values) => isOn('cloud-functions')(values) && !values.has(cloudFunctionUrlMaskField),
  },
});

export const cloudFunctionUrlMaskField = field({
  id: 'cloudFunctionUrlMask',
  flag: 'cloud-function-url-mask',
  path: 'backend.cloudFunctionUrlMask',
  shape: text,
  placeholder: 'MASK',
  summary: 'Where in the URL the function stands, such as "/<function>"',
  group: 'backend',
});

const onCloudRun = isOn('cloud-run');

/** What is told of Cloud Run where there are other platforms too. */
const CLOUD_RUN_FIELDS = [
  cloudRunTargetField.variant({
    appliesIf: onCloudRun,
    requiredIf: onCloudRun,
  }),
  cloudRunServiceField.variant({ appliesIf: onCloudRun }),
  cloudRunTagField.variant({ appliesIf: onCloudRun }),
  cloudRunUrlMaskField.variant({ appliesIf: onCloudRun }),
  pathRulesField.variant({ appliesIf: onCloudRun }),
  restrictIngressField.variant({ appliesIf: onCloudRun }),
] as const;

/** What a serverless NEG can call behind the load balancers that take every platform. */
export const ANY_PLATFORM_FIELDS = [
  platformField,
  ...CLOUD_RUN_FIELDS,
  appEngineServiceField.variant({ appliesIf: isOn('app-engine') }),
  appEngineVersionField.variant({ appliesIf: isOn('app-engine') }),
  appEngineUrlMaskField.variant({ appliesIf: isOn('app-engine') }),
  cloudFunctionNameField.variant({ appliesIf: isOn('cloud-functions') }),
  cloudFunctionUrlMaskField.variant({ appliesIf: isOn('cloud-functions') }),
] as const;
