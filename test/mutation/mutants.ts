import ts from 'typescript';
import { isRemovable, replacementsOf } from './operators.ts';

/** One change to one place of a source file. */
export interface Mutant {
  readonly id: number;
  readonly file: string;
  readonly line: number;
  /** The whole line, trimmed: what the list of equivalent mutants knows it by. */
  readonly code: string;
  /** The named function that it is in; empty where there is none. */
  readonly within: string;
  readonly original: string;
  /** What stands in its place; `(removed)` for what is left out. */
  readonly replacement: string;
  /** True where the place is met once, when the file is loaded: it needs a process of its own. */
  readonly once: boolean;
}

/** A source file with all its mutants in it, each asleep behind a switch `__m(id)`. */
export interface Mutated {
  readonly code: string;
  readonly mutants: readonly Mutant[];
}

/** What stands for something that is left out. */
const REMOVED = '(removed)';

/** Identifiers of mutants of one file start here, times the file's place among the targets. */
const PER_FILE = 100_000;

class Mutator {
  readonly mutants: Mutant[] = [];
  readonly #source: ts.SourceFile;
  readonly #first: number;

  constructor(source: ts.SourceFile, place: number) {
    this.#source = source;
    this.#first = place * PER_FILE;
  }

  /** The text of a node, the switches of all mutants in it. */
  render(node: ts.Node): string {
    if (isUntouched(node)) return node.getText();
    const inner = this.#inside(node);
    if (ts.isStatement(node) && isRemovable(node)) {
      return `{if(!${this.#switch(node, REMOVED)}){${inner}}}`;
    }
    if (ts.isObjectLiteralExpression(node.parent)) {
      return `...(${this.#switch(node, REMOVED)}?{}:{${inner}})`;
    }
    return isExpression(node) ? this.#withReplacements(node, inner) : inner;
  }

  #withReplacements(node: ts.Expression, inner: string): string {
    if (!canBeWrapped(node)) return inner;
    const switches = replacementsOf(node)
      .filter((replacement) => replacement !== node.getText())
      .map((replacement) => `${this.#switch(node, replacement)}?(${replacement}):`);
    return switches.length === 0 ? inner : `(${switches.join('')}(${inner}))`;
  }

  #inside(node: ts.Node): string {
    const text = this.#source.text;
    let at = node.getStart();
    let rendered = '';
    ts.forEachChild(node, (child) => {
      rendered += text.slice(at, child.getStart()) + this.render(child);
      at = child.end;
    });
    return rendered + text.slice(at, node.end);
  }

  #switch(node: ts.Node, replacement: string): string {
    const { line } = this.#source.getLineAndCharacterOfPosition(node.getStart());
    const id = this.#first + this.mutants.length;
    this.mutants.push({
      id,
      file: this.#source.fileName,
      line: line + 1,
      code: (this.#source.text.split('\n')[line] ?? '').trim(),
      within: functionAround(node),
      original: node.getText().replaceAll(/\s+/g, ' '),
      replacement: replacement.replaceAll(/\s+/g, ' '),
      once: isMetOnce(node),
    });
    return `__m(${id})`;
  }
}

function isExpression(node: ts.Node): node is ts.Expression {
  return ts.isExpression(node);
}

/** Types, imports, and names of members: nothing of them runs. */
function isUntouched(node: ts.Node): boolean {
  return (
    ts.isTypeNode(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isImportDeclaration(node) ||
    ts.isTypeParameterDeclaration(node)
  );
}

/** Not where the place itself counts and not only its value: a tagged template, a chain, a key. */
function canBeWrapped(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isTaggedTemplateExpression(parent)) return false;
  if (ts.isPropertyAssignment(parent) && parent.name === node) return false;
  if (ts.isBindingElement(parent) && parent.propertyName === node) return false;
  if (ts.isPropertyAccessExpression(parent) || ts.isCallExpression(parent)) {
    const isChained = ts.isOptionalChain(parent) && parent.questionDotToken === undefined;
    return !(isChained && parent.expression === node);
  }
  return true;
}

function functionAround(node: ts.Node): string {
  for (let at = node.parent; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isFunctionDeclaration(at) || ts.isMethodDeclaration(at)) return at.name?.getText() ?? '';
  }
  return '';
}

/** Met when the file is loaded, and not whenever something in it is called. */
function isMetOnce(node: ts.Node): boolean {
  for (let at = node.parent; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isFunctionLike(at) || ts.isPropertyDeclaration(at)) return false;
  }
  return true;
}

/**
 * Puts all mutants of a file into it. Lines stay where they are.
 * @param place of the file among all that are mutated, so that no two mutants have one number
 */
export function mutated(fileName: string, text: string, place: number): Mutated {
  const source = ts.createSourceFile(fileName, text, ts.ScriptTarget.ES2023, true);
  const mutator = new Mutator(source, place);
  const code = source.statements.reduce(
    ({ at, rendered }, statement) => ({
      at: statement.end,
      rendered: rendered + text.slice(at, statement.getStart()) + mutator.render(statement),
    }),
    { at: 0, rendered: 'const __m=globalThis.negctlMutation.isOn;' },
  );
  return { code: code.rendered + text.slice(code.at), mutants: mutator.mutants };
}
