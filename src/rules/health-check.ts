import {
  checkIntervalField,
  healthCheckChoice,
  optionalHealthCheckField,
  requestPathField,
} from '../inputs/fields/health-check.ts';
import { isResourceName } from './naming.ts';
import { about, type InputRule } from './rule.ts';
import { computeApi, gcloud } from './sources.ts';

export const checkName: InputRule = {
  id: 'health-check/name',
  severity: 'error',
  statement: 'A health check is none, a protocol in lower case, or the name of one that exists.',
  why: 'a URL would let gcloud act on another project',
  sources: [gcloud('a URL as NAME acts on the project in it')],
  phase: 'inputs',
  check: ({ values }) => {
    const choice = healthCheckChoice(values);
    if (choice?.how !== 'existing' || isResourceName(choice.name)) return [];
    return [
      about(
        optionalHealthCheckField,
        `"${choice.name}" is no health check`,
        'use none, https, http2, http, tcp or the name of one',
      ),
    ];
  },
};

export const requestPath: InputRule = {
  id: 'health-check/request-path',
  severity: 'error',
  statement: 'The path of a health check begins with a slash and has no blanks.',
  why: 'the API refuses others',
  sources: [computeApi('HTTPHealthCheck.requestPath')],
  phase: 'inputs',
  check: ({ values }) => {
    const path = values.get(requestPathField);
    if (path === undefined || /^\/[!-~]{0,1023}$/.test(path)) return [];
    return [about(requestPathField, `"${path}" is not a path`, 'give a path such as /healthz')];
  },
};

export const checkTimes: InputRule = {
  id: 'health-check/timeout',
  severity: 'error',
  statement: 'A health check probes every 1 to 300 seconds.',
  why: 'the API refuses other times',
  sources: [computeApi('HealthCheck.checkIntervalSec')],
  phase: 'inputs',
  check: ({ values }) => {
    const seconds = values.get(checkIntervalField);
    if (seconds === undefined || (seconds >= 1 && seconds <= 300)) return [];
    return [about(checkIntervalField, `${seconds} seconds are outside 1-300`, 'give 1 to 300')];
  },
};

export const probeHost: InputRule = {
  id: 'health-check/host',
  severity: 'advice',
  statement: 'The Host of a probe is the address that is probed, unless the health check says one.',
  why: 'a backend that tells its sites apart by Host answers such a probe as it likes',
  sources: [computeApi('HTTPHealthCheck.host')],
  phase: 'inputs',
  check: ({ values }) => {
    const choice = healthCheckChoice(values);
    if (choice?.how !== 'create' || !choice.protocol.startsWith('HTTP')) return [];
    return [
      about(
        optionalHealthCheckField,
        'the new health check sends an address as Host',
        'where the backend looks at it, make one by gcloud with --host, and give its name',
      ),
    ];
  },
};
