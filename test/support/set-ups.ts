/** The set-up with the most parts: HTTPS with a new certificate, redirect, reserved address. */
export const FULL: readonly string[] = [
  'create',
  'internet-neg',
  'web',
  '--project=demo',
  '--add-endpoint=fqdn=api.example.com,port=443',
  '--domains=www.example.com',
  '--redirect-http',
];

/** Somebody else's set-up in the same project, which nothing may touch. */
export const OTHER: readonly string[] = [
  'create',
  'internet-neg',
  'other',
  '--project=demo',
  '--add-endpoint=ip=192.0.43.8,port=80',
  '--protocol=HTTP',
  '--frontend-protocol=HTTP',
  '--yes',
];
