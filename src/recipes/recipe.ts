import type { Collection, Facts } from '../facts/facts.ts';
import type { AnyField } from '../inputs/field.ts';
import type { FlavourChoice } from '../inputs/gather.ts';
import type { Values } from '../inputs/values.ts';
import type { Json } from '../json.ts';
import type { Lookup } from '../resources/compare.ts';
import type { Resource, ResourceId } from '../resources/resource.ts';
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

/** What a set-up is made of, what is allowed in it, and what is left to do. */
export interface SetUp {
  /** What to create, once the rules have passed; order does not matter, references decide. */
  readonly resources: (values: Values, context: ResourceContext) => readonly Resource[];
  /** Collections that its rules look at although nothing is created in them. */
  readonly alsoReads: (values: Values) => readonly Collection[];
  /** Resources whose IAM policies its rules explain; absent where no policy matters. */
  readonly policies?: (values: Values) => readonly ResourceId[];
  readonly probe: (values: Values) => Probe | null;
  /** What is left to do by hand once everything exists. */
  readonly nextSteps: (values: Values, live: Lookup, egress: Egress) => readonly NextStep[];
}

/** One noun of `create`: what can be said, what is allowed, and which resources come of it, in all its flavours. */
export interface Recipe extends SetUp {
  readonly verb: 'create' | 'update';
  /** The noun on the command line: `negctl create NOUN`. */
  readonly noun: string;
  /** The `kind` of its specs. */
  readonly kind: string;
  readonly purpose: string;
  readonly examples: readonly string[];
  /** What any flavour can be told, one field for each flag. */
  readonly fields: readonly AnyField[];
  /** The fields of the flavour that the values choose, in the order in which they are asked and shown. */
  readonly fieldsFor: (values: Values) => readonly AnyField[];
  /** How the flavour is chosen; `null` where there is only one. */
  readonly choice: FlavourChoice | null;
  /** No value yet, of its fields. */
  readonly start: Values;
  /** Inputs, by their paths in a spec, that together bring every kind of resource it can make. */
  readonly fullest: readonly Readonly<Record<string, Json>>[];
  /** The rules of all flavours, each once. */
  readonly rules: readonly Rule[];
  readonly rulesFor: (values: Values) => readonly Rule[];
  /** The TXT record that publishes the addresses which the endpoint must let in, where there is one. */
  readonly egressRecord: (values: Values) => string | null;
}

/** What resources depend on beside the inputs. */
export interface ResourceContext {
  readonly certificateDigest: CertificateReader;
  readonly secretDigest: SecretReader;
  /**
   * What exists, so that what a network has once is found rather than made again; `null` where nobody looked,
   * and everything is to be made.
   */
  readonly facts: Facts | null;
}

/** Gives the SHA-256 of the secret in a file that the rules have passed; `null` where the file is still to be made. */
export type SecretReader = (path: string) => string | null;

/** Gives the SHA-256 of the certificate in a file that the rules have passed. */
export type CertificateReader = (path: string) => string;

/** How answers, schemas and messages name it: `internet-neg`, `update-serverless-ilb`. */
export function slugOf({ verb, noun }: Pick<Recipe, 'verb' | 'noun'>): string {
  return verb === 'create' ? noun : `${verb}-${noun}`;
}
