import type { Json } from '../../../../src/json.ts';
import { like, NAME, TEXT } from '../argv.ts';
import type { Call, CommandSpec, Commands } from '../command.ts';
import { GcloudError } from '../failure.ts';
import { list, mutate } from '../mode-a.ts';
import { present } from './collection.ts';
import { networkUrl } from './networks.ts';

function pathOf({ project }: Call): string {
  return `projects/${project}/global/firewalls`;
}

/** gcloud makes one item of each port. */
async function create(call: Call): Promise<Json> {
  const { flags, name, session } = call;
  const rules = flags.needed('rules').split(',');
  const body = present({
    name,
    network: networkUrl(call, flags.needed('network')),
    direction: flags.needed('direction'),
    allowed: rules.map((rule) => {
      const [protocol = '', ports = ''] = rule.split(':');
      return { IPProtocol: protocol, ports: [ports] };
    }),
    sourceRanges: flags.needed('source-ranges').split(','),
    targetTags: flags.text('target-tags')?.split(','),
  });
  session.say('Creating firewall...');
  try {
    const made = await mutate(session, { method: 'POST', path: pathOf(call), body });
    session.say('done.');
    return made === null ? [] : [made];
  } catch (thrown) {
    if (thrown instanceof GcloudError) session.say('failed.');
    throw thrown;
  }
}

const remove: CommandSpec = {
  flags: {},
  named: true,
  run: async (call) => {
    await mutate(call.session, { method: 'DELETE', path: `${pathOf(call)}/${call.name}` });
    return [];
  },
};

export const FIREWALL_RULES: Commands = {
  'compute firewall-rules create': {
    flags: {
      network: NAME,
      direction: like(/^INGRESS$/),
      action: like(/^ALLOW$/),
      rules: like(/^tcp:\d+(-\d+)?(,tcp:\d+(-\d+)?)*$/),
      'source-ranges': TEXT,
      'target-tags': TEXT,
    },
    named: true,
    run: create,
  },
  'compute firewall-rules delete': remove,
  'compute firewall-rules list': {
    flags: {},
    named: false,
    run: (call) => list(call.session, pathOf(call), {}),
  },
};
