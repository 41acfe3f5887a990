import { NegctlError } from '../errors.ts';
import type { Inventory } from '../facts/inventory.ts';
import { isHostName, normalisedHostName } from '../inputs/host-name.ts';
import type { Answer, Choice } from '../inputs/prompter.ts';
import { movableOf, schemeOf } from '../plan/migration-scheme.ts';
import { hasIpEndpoints } from '../plan/migration-site.ts';
import type { Invocation } from './command.ts';
import { canAsk } from './consent.ts';
import type { Ready } from './failing.ts';
import { targetOf, withLive } from './live.ts';

/** Backend services whose endpoints are addresses; those that no internet NEG can follow stay visible. */
function choicesIn(inventory: Inventory): readonly Choice[] {
  return [...inventory.resources.values()]
    .filter((resource) => resource.kind === 'backendServices')
    .filter((service) => hasIpEndpoints(inventory, service))
    .map((service) => ({
      value: service.id,
      label: service.name,
      detail: service.id,
      refusal:
        movableOf(service) === null
          ? `no internet NEG can be behind ${schemeOf(service)} there`
          : null,
    }));
}

function given(answer: Answer): string {
  if (answer.kind === 'answer') return answer.text.trim();
  throw new NegctlError('interrupt', [
    { code: 'NEG-2005', what: 'nothing was done', why: 'it was left', fix: 'nothing to do' },
  ]);
}

/** What is missing of a command line, where somebody can be asked for it; else as it was. */
export async function withAnswers(ready: Ready, invocation: Invocation): Promise<Invocation> {
  const { flags } = invocation;
  const lacksService = !flags.has('backend-service');
  const lacksHost = !flags.has('fqdn');
  if (!canAsk(ready) || !(lacksService || lacksHost)) return invocation;
  const target = await targetOf(ready, flags);
  const choices = lacksService
    ? await withLive(ready, target, async ({ inventory }) => choicesIn(inventory))
    : [];
  // Without anything to choose from, the command says what is missing.
  if (lacksService && choices.length === 0) return invocation;
  const answers = new Map<string, string>();
  const prompter = await ready.app.prompter(ready.settings.accessible);
  const command = (): string => 'negctl migrate ip-to-fqdn …';
  try {
    if (lacksService) {
      const answer = await prompter.choose({
        message: 'Backend service whose requests are moved',
        hint: 'those whose endpoints are IP addresses, as the project is now',
        help: 'Its requests are moved to a copy of it with a host name as its backend.',
        choices,
        initial: null,
        canGoBack: false,
        isPage: false,
      });
      answers.set('backend-service', given(answer));
    }
    if (lacksHost) {
      const answer = await prompter.text({
        message: 'Host name of the new backend',
        hint: 'it takes the place of all endpoints, with their port unless --port says another',
        help: 'A name that the load balancer can resolve, like api.example.com.',
        initial: '',
        validate: (text) =>
          isHostName(normalisedHostName(text.trim())) ? null : 'write a host name: api.example.com',
        command,
      });
      answers.set('fqdn', given(answer));
    }
  } finally {
    prompter.close();
  }
  return { ...invocation, flags: new Map([...flags, ...answers]) };
}
