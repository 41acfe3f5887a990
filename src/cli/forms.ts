import { isPlain } from '../clean.ts';
import { isProjectId } from '../rules/naming.ts';

/** What the value of a flag looks like, checked before anything is done with it. */
export interface Form {
  readonly fits: (text: string) => boolean;
  /** In words, after "is not". */
  readonly expected: string;
  readonly example: string;
}

const LONGEST = 4_096;

function isShort(text: string): boolean {
  return text.length <= LONGEST && isPlain(text);
}

const EMAIL =
  /^[A-Za-z0-9_][A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{0,127}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}$/;
const PRINCIPAL = /^principal:\/\/iam\.googleapis\.com\/[A-Za-z0-9/._~%:@+=-]{1,512}$/;

export const FILE: Form = {
  fits: isShort,
  expected: 'the path of a file',
  example: 'web.yaml',
};

export const ACCOUNT: Form = {
  fits: (text) => EMAIL.test(text) || PRINCIPAL.test(text),
  expected: 'an account',
  example: 'me@example.com',
};

export const SERVICE_ACCOUNTS: Form = {
  fits: (text) => isShort(text) && text.split(',').every((account) => EMAIL.test(account)),
  expected: 'a service account, or several that impersonate one another',
  example: 'deployer@my-project.iam.gserviceaccount.com',
};

/** gcloud's own rule, and its word for none at all. */
export const CONFIGURATION: Form = {
  fits: (text) => /^[a-z][-a-z0-9]{0,62}$/.test(text) || text === 'NONE',
  expected: 'the name of a gcloud configuration',
  example: 'default',
};

export const BILLING_PROJECT: Form = {
  fits: (text) => isProjectId(text) || /^[1-9]\d{5,19}$/.test(text),
  expected: 'a project id or number',
  example: 'my-project',
};

export const PLAN_HASH: Form = {
  fits: (text) => /^sha256:[0-9a-f]{64}$/.test(text),
  expected: 'the hash of a plan',
  example: 'sha256: and 64 digits, as --dry-run=server --format=json shows it',
};

/** The emulator speaks plain HTTP, and gets private keys: it is never on another machine. */
export const EMULATOR: Form = {
  fits: (text) => {
    const [, port] =
      /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):([1-9]\d{0,4})$/.exec(text) ?? [];
    return text === 'local' || (port !== undefined && Number(port) <= 65_535);
  },
  expected: 'the address of an emulator on this machine',
  example: 'http://127.0.0.1:8085',
};

const LONGEST_FAULT = 200;

export const FAULT: Form = {
  fits: (text) => text.length <= LONGEST_FAULT && isPlain(text),
  expected: `a fault of at most ${LONGEST_FAULT} characters`,
  example: 'insert:backendServices=503',
};

const LONGEST_PERMISSIONS = 20_000;

export const PERMISSIONS: Form = {
  fits: (text) =>
    text.length <= LONGEST_PERMISSIONS &&
    isPlain(text) &&
    (text.startsWith('@') ? text.length > 1 : /^[A-Za-z.*]+(, ?[A-Za-z.*]+)*$/.test(text)),
  expected: 'names of permissions separated by commas, @FILE, or none',
  example: 'compute.*.get,compute.*.list',
};
