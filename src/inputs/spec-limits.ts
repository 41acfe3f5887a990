import { CST, Lexer } from 'yaml';

/** Why a text is not even composed into a document, and where that shows. */
export interface Excess {
  readonly reason: string;
  readonly offset: number;
}

/** A spec nests three deep; a file that was written by a program may indent much more. */
const MOST_NESTED = 16;
const MOST_INDENTED = 200;
/** Enough for ten thousand values. */
const MOST_TOKENS = 100_000;

/** Where one token leaves the reader. */
class Depth {
  #flow = 0;
  #inLine = 0;
  #atStart = true;

  /** Takes the next token. @returns why it goes too far, if it does */
  take(source: string, type: CST.TokenType | null): string | undefined {
    switch (type) {
      case 'newline':
        this.#inLine = 0;
        this.#atStart = true;
        return undefined;
      case 'space': {
        const isIndentation = this.#atStart;
        this.#atStart = false;
        const tooFar = isIndentation && source.length > MOST_INDENTED;
        return tooFar ? `it is indented by more than ${MOST_INDENTED} columns` : undefined;
      }
      case 'seq-item-ind':
      case 'explicit-key-ind':
      case 'map-value-ind':
        this.#inLine += 1;
        break;
      case 'flow-seq-start':
      case 'flow-map-start':
        this.#flow += 1;
        break;
      case 'flow-seq-end':
      case 'flow-map-end':
        this.#flow -= 1;
        break;
      case 'comma':
        this.#inLine = 0;
        break;
    }
    this.#atStart = false;
    const isNested = this.#flow > MOST_NESTED || this.#inLine > MOST_NESTED;
    return isNested ? `it is nested more than ${MOST_NESTED} deep` : undefined;
  }
}

/**
 * Looks at the words of a YAML text, one by one, until there are too many or they nest too deep. The library
 * composes documents by recursion and builds a pattern for each indentation: a few dozen kilobytes of
 * brackets or dashes end the whole process, and nothing can catch that.
 */
export function excessIn(text: string): Excess | null {
  const depth = new Depth();
  let offset = 0;
  let count = 0;
  let isScalar = false;
  for (const source of new Lexer().lex(text)) {
    const type: CST.TokenType | null = isScalar ? null : CST.tokenType(source);
    isScalar = type === 'scalar';
    const isMark = isScalar || type === 'doc-mode' || type === 'flow-error-end';
    count += 1;
    const reason =
      count > MOST_TOKENS ? 'it has more than 100000 signs and words' : depth.take(source, type);
    if (reason !== undefined) return { reason, offset };
    if (!isMark) offset += source.length;
  }
  return null;
}
