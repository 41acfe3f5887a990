import { OK, type Row } from './row.ts';

export const COMMON: readonly Row[] = [
  ['a name of 63 characters', 'global/backendServices', { name: `a${'b'.repeat(62)}` }, OK],
  [
    'a name of 64 characters',
    'global/backendServices',
    { name: `a${'b'.repeat(63)}` },
    "400 invalid: Invalid value for field 'resource.name'",
  ],
  [
    'a name with an underscore',
    'global/backendServices',
    { name: 'Bad_Name' },
    "Must be a match of regex '(?:[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?)'",
  ],
  [
    'no name',
    'global/backendServices',
    {},
    "400 required: Required field 'resource.name' not specified",
  ],
  [
    'an unknown field',
    'global/backendServices',
    { name: 'x', nonsense: 1 },
    '400 badRequest: Invalid JSON payload received. Unknown name "nonsense": Cannot find field.',
  ],
  [
    'an unknown field further down',
    'global/backendServices',
    { name: 'x', logConfig: { on: true } },
    `Unknown name "on" at 'resource.logConfig': Cannot find field.`,
  ],
  [
    'an unknown word',
    'global/backendServices',
    { name: 'x', protocol: 'FOO' },
    `Invalid value at 'resource.protocol' (TYPE_ENUM), "FOO"`,
  ],
  [
    'a text for a number',
    'global/backendServices',
    { name: 'x', timeoutSec: 'soon' },
    `Invalid value at 'resource.timeoutSec' (TYPE_INT32), "soon"`,
  ],
  [
    'a number out of range',
    'global/backendServices',
    { name: 'x', timeoutSec: 0 },
    'Must be greater than or equal to 1',
  ],
  [
    'an unknown region',
    'regions/mars-north1/backendServices',
    { name: 'x' },
    "Invalid value for field 'region': 'mars-north1'",
  ],
];
