import { cleanLine, cleanLines } from '../clean.ts';
import type { Problem } from '../errors.ts';
import type { Diagnostic } from '../rules/rule.ts';
import type { Style } from './style.ts';
import { labelled, wrapped } from './wrap.ts';

const MAX_SAID = 8;

/** The words of gcloud or of an API, quoted. */
export function saidLines(text: string, width: number, margin = 2): readonly string[] {
  const lines = cleanLines(text).filter((line) => line.trim() !== '');
  const quoted = (line: string): readonly string[] => labelled('said', `| ${line}`, width, margin);
  const kept = lines.slice(0, MAX_SAID).flatMap(quoted);
  const more = lines.length - MAX_SAID;
  return more > 0 ? [...kept, ...quoted(`… ${more} more lines`)] : kept;
}

/** One error in the form that all errors have: code and what, then why, fix, and where there is more. */
export function problemLines(problem: Problem, style: Style, more?: string): readonly string[] {
  const { width } = style;
  const title = `Error ${problem.code}: ${cleanLine(problem.what)}`;
  const [head = '', ...rest] = wrapped(title, width, 2);
  return [
    style.bad(head),
    ...rest,
    ...labelled('why', cleanLine(problem.why), width),
    ...labelled('fix', cleanLine(problem.fix), width),
    ...(problem.said === undefined ? [] : saidLines(problem.said, width)),
    ...labelled('more', more ?? `negctl explain ${problem.code}`, width),
  ];
}

/** A finding of a rule that refuses, as a problem; its code is the rule. */
export function problemOfDiagnostic(diagnostic: Diagnostic): Problem {
  return {
    code: diagnostic.rule,
    what: diagnostic.message,
    why: diagnostic.why,
    fix: diagnostic.fix,
  };
}

/** A warning: as an error, but it does not refuse. */
export function warningLines(diagnostic: Diagnostic, style: Style): readonly string[] {
  const title = `Warning ${diagnostic.rule}: ${cleanLine(diagnostic.message)}`;
  const [head = '', ...rest] = wrapped(title, style.width, 2);
  return [
    style.warn(head),
    ...rest,
    ...labelled('why', cleanLine(diagnostic.why), style.width),
    ...labelled('fix', cleanLine(diagnostic.fix), style.width),
  ];
}

/** Advice, in as few lines as it takes. */
export function adviceLines(diagnostic: Diagnostic, style: Style): readonly string[] {
  const text = `${cleanLine(diagnostic.message)} (${diagnostic.rule})`;
  return wrapped(`Note  ${text}`, style.width, 6).map((line) => style.faint(line));
}
