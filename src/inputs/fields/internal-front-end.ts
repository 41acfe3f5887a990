import { addressField, certificateSourceField } from './front-end.ts';

/** The address of an internal front end: it can be named without being reserved. */
export const internalAddressField = addressField.variant({
  placeholder: 'reserve|ephemeral|ADDRESS|NAME',
  summary: 'Reserve an address of the subnet, take any free one, or name one',
  question: {
    ask: 'Address of the load balancer',
    why: 'clients and DNS point to it',
    help: 'A reserved address stays yours until you release it. An ephemeral one is gone with the forwarding rule. An address of the subnet, such as 10.1.2.99, is taken as it is.',
    choices: 'addresses',
  },
});

/** Those of a cross-region load balancer are of Certificate Manager. */
export const crossRegionCertificateSourceField = certificateSourceField.variant({
  alternatives: [
    '--certificate-manager-certificates=NAME',
    '--certificate=FILE --private-key=FILE',
  ],
  question: {
    ask: 'Certificate',
    why: 'an HTTPS front end shows it to clients',
    help: 'One that is in Certificate Manager already, with scope all-regions, or one from two PEM files that is put there; the key goes to gcloud by its path and is stored nowhere else.',
    meanings: {
      existing: 'one that is in Certificate Manager already',
      'google-managed': 'make it in Certificate Manager first, then choose existing',
      'self-managed': 'from PEM files on this machine',
    },
  },
});

/** Regional certificates are never managed by Google. */
export const regionalCertificateSourceField = certificateSourceField.variant({
  alternatives: ['--ssl-certificates=NAME', '--certificate=FILE --private-key=FILE'],
  question: {
    ask: 'Certificate',
    why: 'an HTTPS front end shows it to clients',
    help: 'One that is in the region already, or one from two PEM files; the key goes to gcloud by its path and is stored nowhere else. Google does not manage regional certificates of this kind.',
    needsLive: {
      choice: 'existing',
      list: 'certificates',
      otherwise: 'the region has no certificate that could be used',
    },
    meanings: {
      existing: 'one that is in the region already',
      'google-managed': 'not for regional load balancers',
      'self-managed': 'from PEM files on this machine',
    },
  },
});
