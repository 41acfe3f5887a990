import type { ErrorCodeName } from '../error-codes.ts';
import type { Ending, Problem } from '../errors.ts';
import type { Failure, FailureClass } from './classify.ts';

interface Advice {
  readonly code: ErrorCodeName;
  /** How a command ends that meets this before it has touched anything. */
  readonly ending: Ending;
}

const ADVICE: Readonly<Record<FailureClass, Advice>> = {
  exists: { code: 'NEG-4101', ending: 'preflight' },
  'not-found': { code: 'NEG-4102', ending: 'preflight' },
  quota: { code: 'NEG-4103', ending: 'preflight' },
  'in-use': { code: 'NEG-4104', ending: 'preflight' },
  permission: { code: 'NEG-3102', ending: 'auth' },
  'api-disabled': { code: 'NEG-4106', ending: 'preflight' },
  'rate-limited': { code: 'NEG-4107', ending: 'environment' },
  fingerprint: { code: 'NEG-4108', ending: 'changed' },
  'not-ready': { code: 'NEG-4109', ending: 'preflight' },
  transient: { code: 'NEG-4110', ending: 'environment' },
  credentials: { code: 'NEG-3101', ending: 'auth' },
  invalid: { code: 'NEG-4111', ending: 'preflight' },
  usage: { code: 'NEG-4199', ending: 'internal' },
  killed: { code: 'NEG-4113', ending: 'environment' },
  timeout: { code: 'NEG-4113', ending: 'environment' },
  'not-started': { code: 'NEG-5101', ending: 'environment' },
  unknown: { code: 'NEG-4199', ending: 'preflight' },
};

/** What was attempted when the failure came, in words that fit after "cannot". */
export interface Attempt {
  readonly doing: string;
  readonly project: string;
}

function whatOf(failure: Failure, { doing, project }: Attempt): string {
  switch (failure.class) {
    case 'quota':
      return failure.metric === null
        ? `cannot ${doing}: a quota of project ${project} is used up`
        : `cannot ${doing}: quota ${failure.metric} of project ${project} is used up`;
    case 'in-use':
      return failure.by === null
        ? `cannot ${doing}: it is in use`
        : `cannot ${doing}: it is in use by ${failure.by}`;
    case 'permission':
      return failure.permission === null
        ? `cannot ${doing}: permission denied in project ${project}`
        : `cannot ${doing}: permission ${failure.permission} is missing in project ${project}`;
    case 'api-disabled':
      return `cannot ${doing}: ${failure.service ?? 'the API'} is not enabled in project ${project}`;
    default:
      return `cannot ${doing}: ${SHORT[failure.class]}`;
  }
}

const SHORT: Readonly<Record<FailureClass, string>> = {
  exists: 'a resource of that name exists already',
  'not-found': 'something it needs was not found',
  quota: 'a quota is used up',
  'in-use': 'it is in use',
  permission: 'permission denied',
  'api-disabled': 'the API is not enabled',
  'rate-limited': 'the API asks to slow down',
  fingerprint: 'it was changed by somebody else',
  'not-ready': 'the API says it is not ready',
  transient: 'the API could not be reached or failed',
  credentials: 'gcloud has no usable credentials',
  invalid: 'the API refused a value',
  usage: 'gcloud did not understand the command',
  killed: 'gcloud was ended by a signal',
  timeout: 'gcloud did not finish in time',
  'not-started': 'gcloud could not be started',
  unknown: 'gcloud failed',
};

const WHY: Readonly<Record<FailureClass, string>> = {
  exists: 'it was not there when the project was read, so somebody else has made it since',
  'not-found': 'it does not exist, or has been deleted meanwhile',
  quota: 'the limit of the project is reached',
  'in-use': 'the API refuses while something refers to it',
  permission: 'the account may not do this in the project',
  'api-disabled': 'the API must be switched on once for each project',
  'rate-limited': 'the project or account asks more often than the API allows',
  fingerprint: 'its fingerprint is no longer the one that was read',
  'not-ready': 'an operation on it is still under way',
  transient: 'the connection broke, or the API answered with a server error',
  credentials: 'nobody is logged in, or the login has expired or been revoked',
  invalid: 'the API does not allow this value or combination',
  usage: 'the command does not fit the installed version of gcloud',
  killed: 'a signal came from outside negctl',
  timeout: 'the time limit of the step passed',
  'not-started': 'it is missing or not executable',
  unknown: 'its words match no known cause',
};

function fixOf(failure: Failure, project: string): string {
  switch (failure.class) {
    case 'api-disabled':
      return `gcloud services enable ${failure.service ?? 'compute.googleapis.com'} --project=${project}`;
    case 'quota':
      return 'delete what is unused, or ask for more quota, then run the command again';
    case 'permission':
      return failure.permission === null
        ? 'have the missing permission granted, or use another --account'
        : `have ${failure.permission} granted, or use another --account`;
    case 'credentials':
      return 'gcloud auth login';
    case 'not-started':
      return 'install the Google Cloud CLI, or set NEGCTL_GCLOUD to its path';
    case 'exists':
      return 'choose another name, or make it equal to the plan so that it is adopted';
    case 'invalid':
      return 'change the value that the API names';
    case 'killed':
    case 'timeout':
      return 'run the command again; --step-timeout sets the limit';
    default:
      return 'run the command again';
  }
}

/** A failed call in the form in which every error is shown: what, why, how to mend it. */
export function problemOf(failure: Failure, attempt: Attempt): Problem {
  return {
    code: ADVICE[failure.class].code,
    what: whatOf(failure, attempt),
    why: WHY[failure.class],
    fix: fixOf(failure, attempt.project),
    said: failure.said,
  };
}

/** How a command ends that meets this failure before it has touched anything. */
export function endingOf(failure: Failure): Ending {
  return ADVICE[failure.class].ending;
}
