import { expect } from 'vitest';
import type { ChoiceQuestion, TextQuestion } from '../../src/inputs/prompter.ts';
import { RECIPES } from '../../src/recipes/registry.ts';
import { deploy } from './cloud-run.ts';
import { World } from './world.ts';
import { startAll, VMS_OF_EXAMPLES } from './zonal.ts';

/** What an operator answers, by how the question begins; every other question has a default. */
const ANSWERS: readonly (readonly [begins: string, answer: string])[] = [
  ['Name of the set-up', 'web'],
  ['Google Cloud project', 'demo'],
  ['Region', 'us-central1'],
  ['Zone', 'us-central1-a'],
  ['Subnet', 'default'],
  ['Endpoint, as HOST:PORT', 'api.example.com:443'],
  ['Endpoint, as VM:PORT', 'vm-1:8080'],
  ['Endpoint, as ADDRESS:PORT', '192.168.10.5:8080'],
  ['Cloud Run service', 'web'],
  ['Which Cloud Run service', 'service'],
  ['What clients speak', 'HTTP'],
  ['Port that clients connect to', '5432'],
  ['Certificate', 'google-managed'],
  ['Domain', 'www.example.com'],
];

function answerTo(question: TextQuestion | ChoiceQuestion, lb: string | null): string {
  const { message, initial } = question;
  if (message.startsWith('Load balancer') && lb !== null) return lb;
  return ANSWERS.find(([begins]) => message.startsWith(begins))?.[1] ?? initial ?? '';
}

/** A project with a network, VMs in it, and a Cloud Run service. */
async function begun(): Promise<World> {
  const world = new World({ start: { defaultNetwork: ['us-central1'] } });
  await world.run('list', '--project=demo');
  await startAll(world, VMS_OF_EXAMPLES);
  await deploy(world.emulator, { name: 'web' });
  return world;
}

/** That project, made once a file. */
export const BEGUN = begun();

/** Somebody at a terminal, who takes the defaults and says yes in the end; `again` is the command that does the same. */
export async function asked(
  noun: string,
  lb: string | null,
): Promise<World & { readonly again: string }> {
  let isReviewed = false;
  const world: World = new World({
    from: await BEGUN,
    answers: Array.from({ length: 60 }, () => () => {
      const question = world.questions.at(-1);
      if (question === undefined || isReviewed) return Promise.resolve('yes');
      isReviewed = 'isPage' in question && question.isPage;
      return Promise.resolve(isReviewed ? ':go-on' : answerTo(question, lb));
    }),
  });
  const ended = await world.run('create', noun);
  expect(ended.exitCode, ended.err).toBe(0);
  const [, again = ''] = /^Again {2}negctl (.+)$/m.exec(ended.out) ?? [];
  return Object.assign(world, { again });
}

/** Every flavour of every recipe that makes something. */
export const FLAVOURS = RECIPES.filter(({ verb }) => verb === 'create').flatMap(
  ({ noun, choice }) => (choice?.words ?? [null]).map((lb) => ({ noun, lb })),
);
