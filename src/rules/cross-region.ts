import { wordOf } from '../inputs/address-choice.ts';
import { frontRegions, furtherRegionsField } from '../inputs/fields/cross-region.ts';
import {
  addressField,
  certificateManagerField,
  certificateSourceField,
} from '../inputs/fields/front-end.ts';
import * as names from '../inputs/fields/lb-names.ts';
import { proxyOnlySubnetNameField } from '../inputs/fields/region.ts';
import { about, type InputRule } from './rule.ts';
import { computeApi, gcloud, loadBalancingPage } from './sources.ts';

const crossRegionPage = loadBalancingPage(
  'Set up a cross-region internal Application Load Balancer',
  'l7-internal/setting-up-l7-cross-reg-internal',
);

export const regionsOnce: InputRule = {
  id: 'name/further-regions',
  severity: 'error',
  statement:
    'Each region of a cross-region load balancer is named once, and the names derived from it fit into 63 characters.',
  why: 'every region has one address and one proxy-only subnet, named after it',
  sources: [crossRegionPage, computeApi('name fields')],
  phase: 'inputs',
  check: ({ values }) => {
    const fields = [
      names.forwardingRuleNameField,
      names.redirectRuleNameField,
      names.addressNameField,
      proxyOnlySubnetNameField,
    ];
    const stems = fields.flatMap((field) => values.get(field) ?? []);
    const longest = Math.max(...stems.map(({ length }) => length));
    const regions = frontRegions(values).map(({ region }) => region);
    return frontRegions(values)
      .slice(1)
      .flatMap(({ field, region, ending }, at) => {
        if (regions.indexOf(region) <= at) {
          return [about(field, `${region} is given twice`, 'name each region once')];
        }
        if (longest + ending.length <= 63) return [];
        const what = `with ${ending} at its end a name would be ${longest + ending.length} characters long`;
        return [about(field, what, 'give a shorter --name-prefix')];
      });
  },
};

export const addressForOne: InputRule = {
  id: 'forwarding-rule/address-type',
  severity: 'error',
  statement: 'A given address is of one subnet, so it can serve one region only.',
  why: 'the rules of a cross-region load balancer are global, but take an address of the subnet in their region',
  sources: [crossRegionPage, gcloud('forwarding-rules create --help')],
  phase: 'inputs',
  check: ({ values }) => {
    const choice = values.get(addressField);
    if (choice === undefined || !values.has(furtherRegionsField)) return [];
    if (choice.how === 'reserve' || choice.how === 'ephemeral') return [];
    return [
      about(
        addressField,
        `${wordOf(choice)} cannot be the address in every region`,
        'use --address=reserve or ephemeral, or leave --further-regions out',
      ),
    ];
  },
};

export const noManagedAcrossRegions: InputRule = {
  id: 'tls/regional-managed-cert',
  severity: 'error',
  statement:
    'A cross-region load balancer shows certificates of Certificate Manager; one that Google manages is made there first.',
  why: 'Google issues it by a DNS authorization, which only the owner of the domain can publish',
  sources: [crossRegionPage],
  phase: 'inputs',
  check: ({ values }) =>
    values.get(certificateSourceField) === 'google-managed'
      ? [
          about(
            certificateSourceField,
            'a Google-managed certificate is asked for',
            `make it with \`gcloud certificate-manager certificates create --scope=all-regions\`, then give --${certificateManagerField.flag}`,
          ),
        ]
      : [],
};
