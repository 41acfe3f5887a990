import type { Prompter } from '../inputs/prompter.ts';
export function inquirerPrompter(): Prompter {
  throw new Error('soon');
}
