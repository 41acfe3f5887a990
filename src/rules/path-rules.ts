import { portField } from '../inputs/fields/front-end.ts';
import { namePrefixField } from '../inputs/fields/names.ts';
import { hostsField, pathRulesField } from '../inputs/fields/serverless.ts';
import { about, type InputRule } from './rule.ts';
import { computeApi, gcloud, loadBalancingPage, serverlessPost } from './sources.ts';

const urlMapPage = loadBalancingPage('URL maps overview', 'url-map-concepts');

export const pathSyntax: InputRule = {
  id: 'url-map/path-syntax',
  severity: 'error',
  statement:
    'A path starts with "/" and has "*" only as its very end, after a "/"; it has no "?" and no "#".',
  why: 'the API refuses other patterns, and gcloud sends them without looking',
  sources: [computeApi('PathRule.paths'), urlMapPage, gcloud('"/a*" was sent unchanged')],
  phase: 'inputs',
  check: ({ values }) =>
    (values.get(pathRulesField) ?? [])
      .filter(({ path }) => !/^\/(?:[^*?#]*\/)?\*$|^\/[^*?#]*$/.test(path) || path.length > 1_024)
      .map(({ path }) =>
        about(
          pathRulesField,
          `"${path}" is no path pattern`,
          'write /login, or /api/* for all below it',
        ),
      ),
};

function repeated(items: readonly string[]): readonly string[] {
  return [...new Set(items.filter((item, index) => items.indexOf(item) !== index))];
}

export const pathUnique: InputRule = {
  id: 'url-map/path-unique',
  severity: 'error',
  statement: 'A path stands once among the path rules.',
  why: 'one request has one answer',
  sources: [urlMapPage],
  phase: 'inputs',
  check: ({ values }) =>
    repeated((values.get(pathRulesField) ?? []).map(({ path }) => path)).map((path) =>
      about(pathRulesField, `${path} is given twice`, 'keep one of the two'),
    ),
};

export const barePath: InputRule = {
  id: 'url-map/prefix-misses-bare',
  severity: 'warning',
  statement: 'The pattern /api/* does not cover /api itself.',
  why: 'a request for the bare path goes to the default service',
  sources: [serverlessPost('Step 4'), urlMapPage],
  phase: 'inputs',
  check: ({ values }) => {
    const paths = (values.get(pathRulesField) ?? []).map(({ path }) => path);
    return paths
      .filter((path) => path.endsWith('/*') && path !== '/*' && !paths.includes(path.slice(0, -2)))
      .map((path) =>
        about(
          pathRulesField,
          `requests for ${path.slice(0, -2)} itself go to the default service`,
          `add ${path.slice(0, -2)} beside ${path} if that is not wanted`,
        ),
      );
  },
};

const HOST = /^(?:\*|(?:\*[-.])?[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?(?::\d{1,5})?)$/i;

export const hostSyntax: InputRule = {
  id: 'url-map/host-syntax',
  severity: 'error',
  statement: 'A host is a host name; "*" may only lead, and is followed by nothing, "-" or ".".',
  why: 'the API refuses other patterns',
  sources: [computeApi('HostRule.hosts')],
  phase: 'inputs',
  check: ({ values }) =>
    (values.get(hostsField) ?? [])
      .filter((host) => !HOST.test(host) || host.includes('..'))
      .map((host) =>
        about(hostsField, `"${host}" is no host`, 'write api.example.com or *.example.com'),
      ),
};

export const hostUnique: InputRule = {
  id: 'url-map/host-unique',
  severity: 'error',
  statement: 'A host stands in one host rule only, and there once.',
  why: 'the API refuses a second one',
  sources: [urlMapPage, gcloud('add-path-matcher refuses a host that has a rule')],
  phase: 'inputs',
  check: ({ values }) =>
    repeated((values.get(hostsField) ?? []).map((host) => host.toLowerCase())).map((host) =>
      about(hostsField, `${host} is given twice`, 'keep one of the two'),
    ),
};

export const everyHost: InputRule = {
  id: 'url-map/implicit-star-host',
  severity: 'advice',
  statement: 'Path rules without hosts count for every host.',
  why: 'a host that is routed otherwise later has to be named then',
  sources: [serverlessPost('Step 4'), gcloud('add-path-matcher makes a rule for "*"')],
  phase: 'inputs',
  check: ({ values }) =>
    values.has(pathRulesField) && !values.has(hostsField)
      ? [about(pathRulesField, 'the path rules count for every host', 'name them with --hosts')]
      : [],
};

export const hostWithPort: InputRule = {
  id: 'url-map/host-port-envoy',
  severity: 'warning',
  statement: 'On a port of its own the Host header holds the port, and a host rule must name it.',
  why: 'proxies of this kind compare the whole header: example.com does not match example.com:8080',
  sources: [urlMapPage],
  phase: 'inputs',
  check: ({ values }) => {
    const port = values.get(portField);
    if (port === undefined || port === 80 || port === 443) return [];
    const hosts = values.get(hostsField) ?? [];
    return hosts
      .filter((host) => host !== '*' && !host.includes(':') && !hosts.includes(`${host}:${port}`))
      .map((host) =>
        about(hostsField, `clients of port ${port} send ${host}:${port}`, `add ${host}:${port}`),
      );
  },
};

/** The longest that is put behind the names of further services. */
const SUFFIX = '-neg';

/**
 * How the NEGs and backend services of path rules are called: the prefix, the service, the tag. Two of them
 * must not meet, and each has to fit.
 */
export const serviceStems: InputRule = {
  id: 'name/further-services',
  severity: 'error',
  statement:
    'The names derived from the services of path rules fit into 63 characters, and no two are the same.',
  why: 'the API takes no longer names, and two services would share a NEG',
  sources: [computeApi('name fields')],
  phase: 'inputs',
  check: ({ values }) => {
    const prefix = values.get(namePrefixField) ?? '';
    const taken = new Map<string, string>([[prefix, 'the default service']]);
    return (values.get(pathRulesField) ?? []).flatMap(({ service, tag }) => {
      const stem = [prefix, service, ...(tag === undefined ? [] : [tag])].join('-');
      const who = `${service}${tag === undefined ? '' : `:${tag}`}`;
      const other = taken.get(stem);
      taken.set(stem, who);
      const what =
        stem.length + SUFFIX.length > 63
          ? `"${stem}${SUFFIX}" would be ${stem.length + SUFFIX.length} characters long`
          : other !== undefined && other !== who
            ? `${who} and ${other} would both have "${stem}${SUFFIX}"`
            : undefined;
      if (what === undefined) return [];
      return [about(pathRulesField, what, 'give a shorter or another --name-prefix')];
    });
  },
};
