import type { Collection } from '../facts/facts.ts';
import type { AnyField } from '../inputs/field.ts';
import type { Values } from '../inputs/values.ts';
import type { Json } from '../json.ts';
import type { Lookup } from '../resources/compare.ts';
import type { Resource } from '../resources/resource.ts';
import type { Rule } from '../rules/rule.ts';

/** What of the outside world a set-up depends on, and can be asked from here. */
export interface Probe {
  readonly host: string;
  /** The port for a TLS handshake; `null` where the endpoint is not spoken to by TLS. */
  readonly tlsPort: number | null;
}

/** Something that the operator still has to do, and where. */
export interface NextStep {
  readonly title: string;
  readonly detail: string;
}

/** The ranges of the egress record; `null` where nobody asked, or nobody answered. */
export type Egress = readonly string[] | null;

/** One flavour of set-up: what can be said, what is allowed, and which resources it is made of. */
export interface Recipe {
  /** The noun on the command line: `negctl create NOUN`. */
  readonly noun: string;
  /** The `kind` of its specs. */
  readonly kind: string;
  readonly purpose: string;
  readonly examples: readonly string[];
  /** In the order in which they are asked and shown. */
  readonly fields: readonly AnyField[];
  /** Inputs, by their paths in a spec, that together bring every kind of resource it can make. */
  readonly fullest: readonly Readonly<Record<string, Json>>[];
  readonly rules: readonly Rule[];
  /** What to create, once the rules have passed; order does not matter, references decide. */
  readonly resources: (values: Values, files: CertificateReader) => readonly Resource[];
  /** Collections that its rules look at although nothing is created in them. */
  readonly alsoReads: (values: Values) => readonly Collection[];
  readonly probe: (values: Values) => Probe | null;
  /** The TXT record that publishes the addresses which the endpoint must let in. */
  readonly egressRecord: string;
  /** What is left to do by hand once everything exists. */
  readonly nextSteps: (values: Values, live: Lookup, egress: Egress) => readonly NextStep[];
}

/** Gives the SHA-256 of the certificate in a file that the rules have passed. */
export type CertificateReader = (path: string) => string;
