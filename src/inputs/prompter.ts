/** One thing to choose from; an illegal one stays visible with its reason. */
export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly detail: string;
  /** Why it cannot be chosen; `null` where it can. */
  readonly refusal: string | null;
}

/** What a person answers to a question. */
export type Answer =
  | { readonly kind: 'answer'; readonly text: string }
  | { readonly kind: 'back' }
  | { readonly kind: 'quit' };

export interface TextQuestion {
  readonly message: string;
  /** Shown above: why it is asked, where the default comes from. */
  readonly hint: string;
  /** Shown for `:help`. */
  readonly help: string;
  readonly initial: string;
  /** Why an answer cannot stand; `null` where it can. */
  readonly validate: (text: string) => string | null;
  /** Shown for `:cmd`: the command so far. */
  readonly command: () => string;
}

export interface ChoiceQuestion {
  readonly message: string;
  readonly hint: string;
  readonly help: string;
  readonly choices: readonly Choice[];
  /** The value that is chosen unless the person moves. */
  readonly initial: string | null;
  readonly canGoBack: boolean;
  /** True for a page that is looked at as a whole: it is never turned into a search. */
  readonly isPage: boolean;
}

/** Asks people; where nobody can be asked it is never called. */
export interface Prompter {
  text(question: TextQuestion): Promise<Answer>;
  choose(question: ChoiceQuestion): Promise<Answer>;
  /** Default is always no. */
  confirm(message: string): Promise<boolean>;
  /** Gives the input free; nothing is asked afterwards. */
  close(): void;
}
