import { describe, expect, it } from 'vitest';
import type { ChoiceQuestion, TextQuestion } from '../../src/inputs/prompter.ts';
import { OTHER } from '../support/set-ups.ts';
import { World } from '../support/world.ts';

const BACK = { kind: 'back' } as const;
const QUIT = { kind: 'quit' } as const;
const GO_ON = ':go-on';

/** Answers to every question of an HTTPS set-up with a Google-managed certificate and a redirect. */
const ANSWERS = [
  'web',
  'demo',
  'global-external',
  'api.example.com:443',
  'HTTPS',
  'api.example.com',
  'HTTPS',
  'google-managed',
  'www.example.com',
  'true',
  'reserve',
  GO_ON,
  'yes',
] as const;

function isChoice(question: TextQuestion | ChoiceQuestion): question is ChoiceQuestion {
  return 'choices' in question;
}

/** Why a choice of the question with this message cannot be taken; `null` where it can. */
function refusalOf(world: World, message: string, value: string): string | null | undefined {
  const question = world.questions.find((asked) => asked.message === message);
  if (question === undefined || !isChoice(question)) return undefined;
  return question.choices.find((choice) => choice.value === value)?.refusal;
}

describe('the wizard', () => {
  it('asks for everything, shows it for review, and does it after a yes', async () => {
    const world = new World({ answers: ANSWERS });
    const ended = await world.run('create', 'internet-neg');
    expect(ended.exitCode, ended.err).toBe(0);
    expect(ended.out).toContain('12 of 12 steps done');
    expect(ended.out).toContain(
      'Again  negctl create internet-neg web --project=demo --add-endpoint=fqdn=api.example.com,port=443',
    );
    expect(ended.err).toContain('Question 1 of');
  });

  it('gives the same plan as the flags do', async () => {
    const asked = await new World({ answers: ANSWERS }).run('create', 'internet-neg');
    const again = /^Again {2}negctl (.+)$/m.exec(asked.out)?.[1]?.split(' ') ?? [];
    const hashIn = (text: string) => /sha256:[0-9a-f]{12}/.exec(text)?.[0];
    const planned = await new World().run(...again, '--dry-run');
    expect(hashIn(planned.out)).toBe(hashIn(asked.err));
  });

  it('asks nothing that is given', async () => {
    const world = new World({ answers: ['HTTP', 'client', 'HTTP', 'ephemeral', GO_ON, 'yes'] });
    const ended = await world.run(
      'create',
      'internet-neg',
      'web',
      '--project=demo',
      '--lb=classic',
      '--add-endpoint=ip=192.0.43.8,port=80',
    );
    expect(ended.exitCode, ended.err).toBe(0);
    expect(world.questions.map(({ message }) => message)).toEqual([
      'Protocol to the endpoint',
      'Host header sent to the endpoint',
      'What clients speak to the load balancer',
      'Address of the load balancer',
      'Review: choose a line to change it',
    ]);
  });

  it.each([
    [
      'regional-internal',
      [
        ['Region', 'us-central1'],
        ['VPC network', 'default'],
        ['Range of the proxy-only subnet, where one has to be made', '192.168.0.0/23'],
        ['Subnet of the internal address', 'default'],
        ['How the proxies reach endpoints on the internet', 'none'],
        ['Endpoint, as HOST:PORT (host name or public IPv4 address)', 'api.example.com:443'],
        [
          'Addresses of the backend for a private DNS zone (empty: DNS knows the name already)',
          '10.0.0.9',
        ],
        ['Protocol to the endpoint', 'HTTPS'],
        [
          'Roots to check the certificates of the endpoints by: none, public-roots, or the name of a trust config',
          'public-roots',
        ],
        ['Health check: none, https, http2, http, tcp, or the name of one in the region', 'none'],
        ['What clients speak to the load balancer', 'HTTP'],
        ['Address of the load balancer', 'ephemeral'],
      ],
    ],
    [
      'regional-external-tcp',
      [
        ['Region', 'us-central1'],
        ['VPC network', 'default'],
        ['Range of the proxy-only subnet, where one has to be made', '192.168.0.0/23'],
        ['How the proxies reach endpoints on the internet', 'pool'],
        ['How many addresses to reserve for the NAT', '1'],
        ['Endpoint, as HOST:PORT (host name or public IPv4 address)', '192.0.43.8:993'],
        ['Health check: none, https, http2, http, tcp, or the name of one in the region', 'tcp'],
        ['Port that clients connect to', '993'],
        ['Address of the load balancer', 'reserve'],
      ],
    ],
    [
      'mesh',
      [
        ['Endpoint, as HOST:PORT (host name or public IPv4 address)', 'api.example.com:443'],
        ['VPC network', 'default'],
        [
          'Addresses of the backend for a private DNS zone (empty: DNS knows the name already)',
          '10.0.0.9',
        ],
        ['Protocol to the backend', 'HTTP'],
        ['TLS from Envoy to the backend', 'true'],
        ['Health check: http, https, http2, tcp, none, or the name of a global one', 'https'],
        ['Virtual address (0.0.0.0 for every destination)', '0.0.0.0'],
        ['Host header sent to the endpoint', 'client'],
      ],
    ],
  ] as const)('asks what --lb=%s needs, and does it', async (lb, asked) => {
    const answers = [...asked.map(([, answer]) => answer), GO_ON, 'yes'];
    const start = { defaultNetwork: ['us-central1'] };
    const world = new World({ answers, start });
    const words = ['create', 'internet-neg', 'web', '--project=demo', `--lb=${lb}`];
    const ended = await world.run(...words);
    const messages = world.questions.map(({ message }) => message);
    expect(messages.slice(0, asked.length)).toEqual(asked.map(([message]) => message));
    expect(ended.exitCode, ended.err).toBe(0);
  });

  it('goes back, keeps what was answered as default, and asks no more of what has lost its meaning', async () => {
    const world = new World({
      answers: [
        'web',
        'demo',
        BACK,
        'demo',
        'global-external',
        BACK,
        'none',
        'api.example.com:443',
        GO_ON,
        'yes',
      ],
    });
    const ended = await world.run('create', 'internet-neg');
    expect(ended.exitCode, ended.err).toBe(0);
    expect(ended.out).toContain('2 of 2 steps done');
  });

  it('when left, keeps the answers as defaults for next time and does nothing', async () => {
    const world = new World({ answers: ['web', 'demo', QUIT, 'shop', QUIT] });
    const left = await world.run('create', 'internet-neg');
    expect(left.exitCode).toBe(130);
    expect(left.err).toContain('Your answers are kept as defaults');
    expect(world.calls).toEqual([]);
    world.questions.length = 0;
    await world.run('create', 'internet-neg');
    expect(world.questions[0]?.initial).toBe('web');
    expect(world.questions[0]?.hint).toContain('your last answer');
    world.questions.length = 0;
  });

  it('with --no-saved-answers starts afresh', async () => {
    const world = new World({ answers: ['web', QUIT, QUIT] });
    await world.run('create', 'internet-neg');
    world.questions.length = 0;
    await world.run('create', 'internet-neg', '--no-saved-answers');
    expect(world.questions[0]?.initial).toBe('');
  });

  it('holds every answer against the rules as it is given', async () => {
    const world = new World({ answers: ['web', 'demo', 'global-external', QUIT] });
    await world.run('create', 'internet-neg');
    const [name] = world.questions;
    const endpoint = world.questions.at(-1);
    if (name === undefined || isChoice(name) || endpoint === undefined || isChoice(endpoint)) {
      throw new Error('expected text questions');
    }
    expect(name.validate('Bad_Name')).toContain('name/rfc1035');
    expect(name.validate('')).toBe('an answer is needed');
    expect(name.validate('web')).toBeNull();
    expect(endpoint.validate('10.0.0.1:80')).toContain('endpoint/ip-public');
    expect(endpoint.validate('https://x.example.com/')).toContain('endpoint/fqdn-not-url');
    expect(endpoint.validate('api.example.com:443')).toBeNull();
    expect(endpoint.validate('fqdn=api.example.com,port=443')).toBeNull();
  });

  it('shows illegal choices with their reason', async () => {
    const world = new World({ answers: [...ANSWERS.slice(0, 10), QUIT] });
    await world.run('create', 'internet-neg');
    expect(refusalOf(world, 'Address of the load balancer', 'reserve')).toBeNull();
    expect(refusalOf(world, 'Address of the load balancer', 'ephemeral')).toContain(
      'forwarding-rule/redirect-address',
    );
    expect(refusalOf(world, 'Protocol to the endpoint', 'GRPC')).toContain(
      'backend-service/protocol',
    );
    expect(refusalOf(world, 'Certificate', 'existing')).toContain('no certificate');
  });

  it('lists what the project has: addresses with what listens on them, NEGs with their endpoints', async () => {
    const world = new World({
      answers: ['web', 'demo', 'global-external', 'other-neg', 'HTTP', 'client', 'HTTP', QUIT],
    });
    await world.run(...OTHER);
    world.questions.length = 0;
    await world.run('create', 'internet-neg');
    const choices = (message: string) => {
      const question = world.questions.find((asked) => asked.message === message);
      return question !== undefined && isChoice(question) ? question.choices : [];
    };
    expect(choices('Endpoint, as HOST:PORT (host name or public IPv4 address)')).toContainEqual({
      value: 'other-neg',
      label: 'other-neg',
      detail: 'ip=192.0.43.8,port=80',
      refusal: null,
    });
    expect(choices('Address of the load balancer')).toContainEqual({
      value: 'other-ip',
      label: 'other-ip',
      detail: expect.stringMatching(/^\d+\.\d+\.\d+\.\d+, port 80 in use$/),
      refusal: 'port 80 is taken',
    });
  });

  it('takes an existing NEG over with its endpoint, as the plan then says', async () => {
    const world = new World({
      answers: [
        'web',
        'demo',
        'global-external',
        'other-neg',
        'HTTP',
        'client',
        'HTTP',
        'reserve',
        GO_ON,
        'no',
      ],
    });
    await world.run(...OTHER);
    const ended = await world.run('create', 'internet-neg');
    expect(ended.err).toMatch(/= {5}networkEndpointGroups\/other-neg/);
    expect(ended.err).toContain('Warning neg/shared-use');
  });

  it('goes on with typing where a list cannot be read', async () => {
    const world = new World({
      answers: ['web', 'demo', 'global-external', 'api.example.com:443', QUIT],
    });
    world.emulator.addFaults(['list:networkEndpointGroups=permissionx*']);
    const ended = await world.run('create', 'internet-neg');
    expect(ended.err).toContain('Warning: cannot read the network endpoint group list');
    expect(ended.err).toContain('type it instead');
  });

  it('lets any line be changed on the review page', async () => {
    const answers = [...ANSWERS.slice(0, 11), 'negName', 'my-neg', 'logging', 'true', GO_ON, 'yes'];
    const world = new World({ answers });
    const ended = await world.run('create', 'internet-neg');
    expect(ended.exitCode, ended.err).toBe(0);
    expect(ended.out).toContain('--enable-logging');
    expect(ended.out).toContain('--neg-name=my-neg');
  });

  it('does not go on from the review while a rule refuses', async () => {
    const answers = [...ANSWERS.slice(0, 11), 'port', '8443', QUIT];
    const world = new World({ answers });
    await world.run('create', 'internet-neg');
    const review = world.questions.filter((asked) => isChoice(asked) && asked.isPage).at(-1);
    const goOn = review !== undefined && isChoice(review) ? review.choices[0] : undefined;
    expect(goOn?.refusal).toContain('url-map/redirect-needs-https');
  });

  it('starts no gcloud for an offline dry run', async () => {
    const world = new World({ answers: ANSWERS.slice(0, 12) });
    const ended = await world.run('create', 'internet-neg', '--dry-run');
    expect(ended.exitCode, ended.err).toBe(0);
    expect(world.calls).toEqual([]);
  });

  it.each([['--no-input'], ['--quiet'], ['--format=json']])(
    'is not started with %s',
    async (flag) => {
      const world = new World({ answers: ANSWERS });
      const ended = await world.run('create', 'internet-neg', flag);
      expect(ended.exitCode).toBe(3);
      expect(world.questions).toEqual([]);
    },
  );
});
