import { NegctlError } from '../errors.ts';
import type { Inventory } from '../facts/inventory.ts';
import { isHostName, normalisedHostName } from '../inputs/host-name.ts';
import type { Answer, Choice, Prompter } from '../inputs/prompter.ts';
import { movableOf, schemeOf } from '../plan/migration-scheme.ts';
import { hasIpEndpoints } from '../plan/migration-site.ts';
import type { Invocation } from './command.ts';
import { canAsk } from './consent.ts';
import type { Ready } from './failing.ts';
import type { Flags } from './flags.ts';
import { targetOf, withLive } from './live.ts';
import { listed, texts } from './migrate-services.ts';

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

const NO_MORE = 'no-more';

/** The services to move, by their ids: one, and then as many more as somebody names. */
async function chosen(prompter: Prompter, choices: readonly Choice[]): Promise<readonly string[]> {
  const question = {
    hint: 'those whose endpoints are IP addresses, as the project is now',
    help: 'Its requests are moved to a copy of it with a host name as its backend.',
    canGoBack: false,
    isPage: false,
  };
  const message = 'Backend service whose requests are moved';
  const services = [given(await prompter.choose({ ...question, message, choices, initial: null }))];
  for (;;) {
    const left = choices.filter(({ value }) => !services.includes(value));
    if (left.every(({ refusal }) => refusal !== null)) return services;
    const end = { value: NO_MORE, label: 'no more', detail: 'go on', refusal: null };
    const answer = await prompter.choose({
      ...question,
      message: 'Another one, moved together with it and judged by itself',
      choices: [end, ...left],
      initial: NO_MORE,
    });
    const service = given(answer);
    if (service === NO_MORE) return services;
    services.push(service);
  }
}

async function hostFor(prompter: Prompter, service: string | null): Promise<string> {
  const answer = await prompter.text({
    message: `Host name of the new backend${service === null ? '' : ` of ${service}`}`,
    hint: 'it takes the place of all endpoints, with their port unless --port says another',
    help: 'A name that the load balancer can resolve, like api.example.com.',
    initial: '',
    validate: (text) =>
      isHostName(normalisedHostName(text.trim())) ? null : 'write a host name: api.example.com',
    command: () => 'negctl migrate ip-to-fqdn …',
  });
  return given(answer);
}

async function hostsFor(
  prompter: Prompter,
  services: readonly string[],
): Promise<readonly string[]> {
  if (services.length < 2) return [await hostFor(prompter, null)];
  const hosts: string[] = [];
  for (const service of services) hosts.push(`${service}=${await hostFor(prompter, service)}`);
  return hosts;
}

/** What is missing of a command line, where somebody can be asked for it; else as it was. */
export async function withAnswers(ready: Ready, invocation: Invocation): Promise<Invocation> {
  const { flags } = invocation;
  const lacksService = !(flags.has('backend-service') || flags.has('all-on'));
  const lacksHost = !flags.has('fqdn');
  if (!canAsk(ready) || !(lacksService || lacksHost)) return invocation;
  const target = await targetOf(ready, flags);
  const choices = lacksService
    ? await withLive(ready, target, async ({ inventory }) => choicesIn(inventory))
    : [];
  // Without anything to choose from, the command says what is missing.
  if (lacksService && choices.length === 0) return invocation;
  const prompter = await ready.app.prompter(ready.settings.accessible);
  try {
    const services = lacksService
      ? await chosen(prompter, choices)
      : listed(flags, 'backend-service');
    const fqdn = lacksHost ? await hostsFor(prompter, services) : texts(flags, 'fqdn');
    const answers: Flags = new Map([
      ...(services.length === 0 ? [] : [['backend-service', services] as const]),
      ['fqdn', fqdn],
    ]);
    return { ...invocation, flags: new Map([...flags, ...answers]) };
  } finally {
    prompter.close();
  }
}
