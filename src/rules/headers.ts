import {
  CLIENT_HOST,
  customRequestHeadersField,
  hostHeaderField,
  secretFileField,
  secretHeaderField,
} from '../inputs/fields/backend.ts';
import { endpointsField } from '../inputs/fields/endpoint.ts';
import { requestHeaders } from '../inputs/request-headers.ts';
import { holdsSecret } from '../inputs/secret-file.ts';
import { about, type InputRule } from './rule.ts';
import { gcloud, internetNegPage, loadBalancingPage } from './sources.ts';

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const RESERVED = [
  'x-user-ip',
  'cdn-loop',
  'keep-alive',
  'transfer-encoding',
  'te',
  'connection',
  'trailer',
  'upgrade',
];
const RESERVED_STARTS = ['x-google', 'x-goog-', 'x-gfe', 'x-amz-'];
const MAX_HEADERS = 16;
const MAX_BYTES = 8 * 1024;

const page = loadBalancingPage('Create custom headers in backend services', 'custom-headers');
const quotaPage = loadBalancingPage('Quotas and limits', 'quotas');

function nameOf(header: string): string {
  return header.slice(0, Math.max(0, header.indexOf(':')));
}

function refusal(header: string): string | undefined {
  return header.includes(':')
    ? nameRefusal(nameOf(header))
    : 'it has no colon between name and value';
}

function nameRefusal(name: string): string | undefined {
  if (!TOKEN.test(name)) return 'its name is not an HTTP header name';
  const folded = name.toLowerCase();
  if (RESERVED.includes(folded)) return `${name} belongs to the load balancer`;
  const start = RESERVED_STARTS.find((reserved) => folded.startsWith(reserved));
  return start === undefined ? undefined : `names that start with ${start} are reserved`;
}

export const headerNames: InputRule = {
  id: 'headers/name',
  severity: 'error',
  statement:
    'A custom header is NAME:VALUE, with a name that is a legal token, not reserved, and given once.',
  why: 'the API refuses others, and gcloud sends them without looking',
  sources: [page, gcloud('illegal headers were sent unchanged')],
  phase: 'inputs',
  check: ({ values }) => {
    const illegal = (values.get(customRequestHeadersField) ?? []).flatMap((header) => {
      const reason = refusal(header);
      return reason === undefined ? [] : [`header "${header}" is not allowed: ${reason}`];
    });
    const secret = values.get(secretHeaderField);
    const reason = secret === undefined ? undefined : nameRefusal(secret);
    const names = [
      ...requestHeaders(values).map((header) => nameOf(header).toLowerCase()),
      ...(secret === undefined ? [] : [secret.toLowerCase()]),
    ];
    const twice = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
    const messages = [...illegal, ...twice.map((name) => `header "${name}" is given twice`)];
    return [
      ...messages.map((message) =>
        about(
          customRequestHeadersField,
          message,
          'write NAME:VALUE with another name, or leave it out',
        ),
      ),
      ...(reason === undefined
        ? []
        : [about(secretHeaderField, `"${secret}" is not allowed: ${reason}`, 'give another name')]),
    ];
  },
};

const LABEL = '[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?';
const HOST = new RegExp(`^(?=.{1,253}$)${LABEL}(?:\\.${LABEL})*$`, 'i');

/** Labels of letters, digits and inner dashes, with a port of 1 to 65535 where there is one. */
function isHostAndPort(host: string): boolean {
  const [name = '', port, ...more] = host.split(':');
  const isPort = port === undefined || (/^[1-9]\d{0,4}$/.test(port) && Number(port) <= 65_535);
  return more.length === 0 && isPort && HOST.test(name);
}

export const hostHeaderForm: InputRule = {
  id: 'headers/host',
  severity: 'error',
  statement: 'The Host header is a host name, with a port where it needs one.',
  why: 'anything else would be sent to the endpoint as it stands',
  sources: [page],
  phase: 'inputs',
  check: ({ values }) => {
    const host = values.get(hostHeaderField);
    if (!values.has(hostHeaderField) || host === undefined) return [];
    if (isHostAndPort(host)) return [];
    return [
      about(
        hostHeaderField,
        `"${host}" is not a host name`,
        `give a name such as backend.example.com, or "${CLIENT_HOST}"`,
      ),
    ];
  },
};

export const headerCount: InputRule = {
  id: 'headers/limits',
  severity: 'error',
  statement: 'A backend service adds at most 16 request headers, 8 KB in total.',
  why: 'a quota of Cloud Load Balancing',
  sources: [quotaPage],
  phase: 'inputs',
  check: ({ values }) => {
    const secret = values.get(secretHeaderField);
    const headers = [...requestHeaders(values), ...(secret === undefined ? [] : [`${secret}:`])];
    const bytes = Buffer.byteLength(headers.join(''));
    if (headers.length <= MAX_HEADERS && bytes <= MAX_BYTES) return [];
    const [amount, limit] =
      headers.length > MAX_HEADERS
        ? [`${headers.length} headers`, `${MAX_HEADERS}`]
        : [`${bytes} bytes of headers`, `${MAX_BYTES} bytes`];
    return [
      about(
        customRequestHeadersField,
        `${amount} exceed the limit of ${limit}`,
        'leave some out (the Host header counts too)',
      ),
    ];
  },
};

export const headerProcessing: InputRule = {
  id: 'headers/processing',
  severity: 'advice',
  statement:
    'The load balancer merges repeated headers, changes the case of their names, and adds Via and X-Forwarded-For.',
  why: 'the Google Front End does so on the way to the endpoint',
  sources: [internetNegPage('Header processing')],
  phase: 'inputs',
  check: ({ values }) =>
    values.has(endpointsField)
      ? [
          about(
            customRequestHeadersField,
            'the endpoint must read header names without regard to case',
            'nothing to do where it does',
          ),
        ]
      : [],
};

export const sharedKey: InputRule = {
  id: 'headers/shared-key',
  severity: 'advice',
  statement:
    'A secret header of at least 16 random bytes lets the endpoint know that a request came through the load balancer.',
  why: 'anybody can send requests to a public endpoint',
  sources: [internetNegPage('Authenticate requests to the external backend')],
  phase: 'inputs',
  check: ({ values }) =>
    values.has(endpointsField) &&
    values.get(customRequestHeadersField) === undefined &&
    values.get(secretHeaderField) === undefined
      ? [
          about(
            secretHeaderField,
            'the endpoint cannot tell requests through the load balancer from others',
            'add --secret-header=X-Origin-Key --secret-file=FILE, and let the endpoint check it',
          ),
        ]
      : [],
};

export const secretFile: InputRule = {
  id: 'headers/secret-file',
  severity: 'error',
  statement:
    'The file of a shared secret holds one line of 22 or more letters, digits and ._~+/=-, or is not there yet.',
  why: 'a shorter secret can be guessed, other characters mean something on the way',
  sources: [internetNegPage('Authenticate requests to the external backend')],
  phase: 'inputs',
  check: ({ values, readText }) => {
    const path = values.get(secretFileField);
    const file = path === undefined ? undefined : readText(path);
    if (file === undefined || (file.ok ? holdsSecret(file.text) : file.isMissing)) return [];
    const fix = 'name a file that is not there: it is made with a random secret';
    return [
      about(secretFileField, `${path}: ${file.ok ? 'it does not hold one' : file.reason}`, fix),
    ];
  },
};

export const secretReadable: InputRule = {
  id: 'headers/secret-readable',
  severity: 'warning',
  statement: 'The file of a shared secret is readable by its owner only.',
  why: 'anybody who can read it can go past the load balancer',
  sources: ['common practice'],
  phase: 'inputs',
  check: ({ values, readText }) => {
    const path = values.get(secretFileField);
    const file = path === undefined ? undefined : readText(path);
    if (file?.ok !== true || !file.readableByOthers) return [];
    return [about(secretFileField, `${path} can be read by others`, `chmod 600 ${path}`)];
  },
};

export const notOnProbes: InputRule = {
  id: 'health-check/custom-header-not-sent',
  severity: 'advice',
  statement: 'Custom request headers are put on requests, not on probes.',
  why: 'a backend that asks for such a header refuses its probes, and gets no requests then',
  sources: ['Create custom headers in backend services (Cloud Load Balancing)'],
  phase: 'inputs',
  check: ({ values }) =>
    (values.get(customRequestHeadersField) ?? []).length === 0
      ? []
      : [
          about(
            customRequestHeadersField,
            'probes come without the custom headers',
            'let the path of the probes through without them',
          ),
        ],
};
