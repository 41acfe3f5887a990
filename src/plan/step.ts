import type { Command } from '../gcloud/command.ts';
import type { JsonObject } from '../json.ts';
import type { Resource, ResourceId, Subject } from '../resources/resource.ts';
import type { Gate, Limits, OnFail } from '../traffic/gate.ts';
import type { Move, Stage } from '../traffic/split.ts';

/** What every step has, whatever it does. */
interface StepCommon {
  /** Unique in the plan; letters, digits, dots and dashes only, so that it can name a file. */
  readonly id: string;
  readonly title: string;
  /** Ids of the steps that must be done before. */
  readonly needs: readonly string[];
  /** Seconds its operation usually takes; for estimates and for what to start first. */
  readonly typicalSeconds: number;
}

/** One of several services whose requests are moved together. */
export interface ServiceMove extends Move {
  /** The old service. */
  readonly service: ResourceId;
}

/** What the documents of a change come from, where several services are moved together. */
export interface Together {
  readonly moves: readonly ServiceMove[];
  readonly stage: Stage;
}

/** Creates one resource, or attaches one thing to another. */
export interface MakingStep extends StepCommon {
  readonly effect: 'make';
  readonly run: Command;
  readonly resource: Resource;
  /** What takes it back. */
  readonly undo: Command;
}

/** Deletes one resource, or takes one thing off another; nothing takes that back. */
export interface RemovingStep extends StepCommon {
  readonly effect: 'remove';
  readonly run: Command;
  readonly resource: Subject;
  /** The server's id of what is meant; of what is attached, that of what it is attached to. */
  readonly serverId: string | null;
}

/** Points one resource to something else, so that what it pointed to can go. */
export interface RepointingStep extends StepCommon {
  readonly effect: 'repoint';
  readonly run: Command;
  /** Its body is what a read must show afterwards. */
  readonly resource: Subject;
  /** The server's id of what is pointed elsewhere. */
  readonly serverId: string | null;
}

/**
 * Changes a document that is there. It is changed only where it says what it said when the plan was made,
 * and the first of several changes of one document is the one that is taken back: by one write.
 */
export interface RevisingStep extends StepCommon {
  readonly effect: 'revise';
  readonly resource: Subject;
  readonly serverId: string | null;
  /** The share that the new service has afterwards, in per cent. */
  readonly percent: number;
  /** What is there before. */
  readonly from: JsonObject;
  /** What is there afterwards. */
  readonly to: JsonObject;
  readonly run: Command;
  /** Writes the document back that was there before the first change. */
  readonly undo: Command;
  /** Only where several services are moved together. */
  readonly together?: Together;
}

/** One of several services that are judged in one wait, each by itself. */
export interface JudgedPart {
  /** The old service. */
  readonly service: ResourceId;
  /** The new one. */
  readonly resource: Subject;
  readonly gates: readonly Gate[];
}

/** Waits, and looks whether more traffic may be moved. */
export interface JudgingStep extends StepCommon {
  readonly effect: 'judge';
  /** What is judged: the new backend service. */
  readonly resource: Subject;
  /** The share that the new service has meanwhile, in per cent. */
  readonly percent: number;
  readonly soakSeconds: number;
  /** Of several services: only what is asked about all of them at once. */
  readonly gates: readonly Gate[];
  /** Only where several services are moved together. */
  readonly parts?: readonly JudgedPart[];
  readonly limits: Limits;
  readonly onFail: OnFail;
}

/** One thing to do. */
export type Step = MakingStep | RemovingStep | RepointingStep | RevisingStep | JudgingStep;

/** The id of the step that is about a resource. */
export function stepIdOf(id: ResourceId): string {
  return id
    .replace(/^global\//, '')
    .replace(/[^A-Za-z0-9-]+/g, '.')
    .replace(/\.$/, '');
}
