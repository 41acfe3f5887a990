import type { Facts } from '../facts/facts.ts';
import type { AnyField } from '../inputs/field.ts';
import type { Values } from '../inputs/values.ts';
import type { Resource } from '../resources/resource.ts';

/** error: refused; warning: shown, part of what is consented to; advice: shown only. */
export type Severity = 'error' | 'warning' | 'advice';

/** One thing that a rule has to say about the values in front of it. */
export interface Finding {
  /** The input it is about, where it is about one. */
  readonly field: AnyField | null;
  readonly message: string;
  readonly fix: string;
}

/** What a rule says, apart from how it is checked. */
export interface RuleText {
  /** Stable; the id of the catalogue of documented rules. */
  readonly id: string;
  readonly severity: Severity;
  /** The constraint in one sentence. */
  readonly statement: string;
  /** Why it is so, or what happens otherwise. */
  readonly why: string;
  /** Where it is documented. */
  readonly sources: readonly string[];
}

/** A text file that an input names, or why it cannot be read. */
export type FileText =
  | { readonly ok: true; readonly text: string; readonly readableByOthers: boolean }
  | { readonly ok: false; readonly reason: string; readonly isMissing: boolean };

/** What rules about inputs look at. */
export interface InputContext {
  readonly values: Values;
  /** The fields of the recipe at hand. */
  readonly fields: readonly AnyField[];
  readonly readText: (path: string) => FileText;
  /** The present time, for dates in certificates. */
  readonly now: Date;
}

/** What rules about the live project look at. */
export interface LiveContext {
  readonly values: Values;
  readonly resources: readonly Resource[];
  readonly facts: Facts;
  readonly now: Date;
}

/** What a name resolves to: asked of the public DNS, from this machine. */
export type Resolution =
  | { readonly status: 'found'; readonly addresses: readonly string[] }
  | { readonly status: 'refused'; readonly rcode: string }
  | { readonly status: 'unreachable'; readonly reason: string };

/** What a TLS handshake with the endpoint showed, from this machine. */
export type TlsCheck =
  | { readonly status: 'trusted' }
  | { readonly status: 'untrusted'; readonly reason: string }
  | { readonly status: 'unreachable'; readonly reason: string };

/** What rules about the outside world look at. */
export interface NetworkContext {
  readonly values: Values;
  readonly resolution: Resolution | null;
  readonly tls: TlsCheck | null;
}

export interface InputRule extends RuleText {
  readonly phase: 'inputs';
  readonly check: (context: InputContext) => readonly Finding[];
}

export interface LiveRule extends RuleText {
  readonly phase: 'live';
  readonly check: (context: LiveContext) => readonly Finding[];
}

export interface NetworkRule extends RuleText {
  readonly phase: 'network';
  readonly check: (context: NetworkContext) => readonly Finding[];
}

/** One documented constraint: what it says, where that is written, and how it is checked. */
export type Rule = InputRule | LiveRule | NetworkRule;

/** A finding together with the rule that found it. */
export interface Diagnostic extends Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly why: string;
  readonly sources: readonly string[];
}

/** A finding about one input. */
export function about(field: AnyField, message: string, fix: string): Finding {
  return { field, message, fix };
}

/** A finding about the live project rather than about one input. */
export function general(message: string, fix: string): Finding {
  return { field: null, message, fix };
}

/** The findings of one rule as diagnostics. */
export function diagnosed(rule: RuleText, findings: readonly Finding[]): readonly Diagnostic[] {
  const { id, severity, why, sources } = rule;
  return findings.map((finding) => ({ ...finding, rule: id, severity, why, sources }));
}
