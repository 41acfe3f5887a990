import { type Field, field } from '../field.ts';
import { oneOf, text } from '../shape.ts';

export const nameField = field({
  id: 'name',
  flag: 'name',
  positional: true,
  path: 'name',
  shape: text,
  placeholder: 'NAME',
  summary: 'Name of the set-up; every resource name is derived from it',
  group: 'set-up',
  requiredIf: () => true,
  question: {
    ask: 'Name of the set-up',
    why: 'every resource is named after it, and so is its lock',
    help: 'Lower-case letters, digits and dashes, a letter first. "web" gives web-neg, web-bes, web-map …; single names can be changed on the review page.',
  },
});

export const projectField = field({
  id: 'project',
  flag: 'project',
  path: 'project',
  shape: text,
  placeholder: 'PROJECT_ID',
  summary: "Google Cloud project (default: gcloud's configuration)",
  group: 'set-up',
  requiredIf: () => true,
  question: {
    ask: 'Google Cloud project',
    why: 'everything is created in it',
    help: "The project id, not its number or display name. Without an answer gcloud's own setting counts.",
  },
});

/** A word that an operator can choose, and what it means. */
interface Word {
  readonly word: string;
  readonly meaning: string;
}

/** The field that chooses the load balancer, and with it the flavour of a set-up; the first word is the default. */
export function loadBalancerField(
  words: readonly [Word, ...Word[]],
  said: { readonly summary: string; readonly because: string; readonly ask: string },
): Field<string> {
  return field({
    id: 'lb',
    flag: 'lb',
    path: 'lb',
    shape: oneOf(words.map(({ word }) => word)),
    placeholder: 'TYPE',
    summary: said.summary,
    group: 'set-up',
    fallback: () => ({ value: words[0].word, because: said.because }),
    question: {
      ask: said.ask,
      why: 'it decides what else is created and what is allowed',
      help: words.map(({ word, meaning }) => `${word}: ${meaning}.`).join(' '),
      meanings: Object.fromEntries(words.map(({ word, meaning }) => [word, meaning])),
    },
  });
}
