/** How text is dressed for a terminal, or not at all. Colour is never the only sign. */
export interface Style {
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly symbols: Symbols;
  /** Columns to wrap at. */
  readonly width: number;
}

/** Signs beside words; ASCII where the locale is not UTF-8. */
export interface Symbols {
  readonly done: string;
  readonly failed: string;
  readonly undone: string;
  readonly create: string;
  readonly remove: string;
  readonly repoint: string;
  readonly same: string;
  readonly running: string;
}

export const UNICODE_SYMBOLS: Symbols = {
  done: '✔',
  failed: '✖',
  undone: '↩',
  create: '+',
  remove: '-',
  repoint: '~',
  same: '=',
  running: '…',
};

export const ASCII_SYMBOLS: Symbols = {
  done: 'ok',
  failed: 'x',
  undone: '<-',
  create: '+',
  remove: '-',
  repoint: '~',
  same: '=',
  running: '..',
};

const plainly = (text: string): string => text;

/** No colour at all. */
export function plainStyle(width = 80, symbols: Symbols = UNICODE_SYMBOLS): Style {
  return {
    strong: plainly,
    faint: plainly,
    good: plainly,
    bad: plainly,
    warn: plainly,
    symbols,
    width,
  };
}
