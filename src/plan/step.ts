import type { Command } from '../gcloud/command.ts';
import type { Resource, ResourceId, Subject } from '../resources/resource.ts';

/** What every step has, whatever it does. */
interface StepCommon {
  /** Unique in the plan; letters, digits, dots and dashes only, so that it can name a file. */
  readonly id: string;
  readonly title: string;
  /** Ids of the steps that must be done before. */
  readonly needs: readonly string[];
  readonly run: Command;
  /** Seconds its operation usually takes; for estimates and for what to start first. */
  readonly typicalSeconds: number;
}

/** Creates one resource, or attaches one thing to another. */
export interface MakingStep extends StepCommon {
  readonly effect: 'make';
  readonly resource: Resource;
  /** What takes it back. */
  readonly undo: Command;
}

/** Deletes one resource, or takes one thing off another; nothing takes that back. */
export interface RemovingStep extends StepCommon {
  readonly effect: 'remove';
  readonly resource: Subject;
  /** The server's id of what is meant; of what is attached, that of what it is attached to. */
  readonly serverId: string | null;
}

/** Points one resource to something else, so that what it pointed to can go. */
export interface RepointingStep extends StepCommon {
  readonly effect: 'repoint';
  /** Its body is what a read must show afterwards. */
  readonly resource: Subject;
  /** The server's id of what is pointed elsewhere. */
  readonly serverId: string | null;
}

/** One thing to do. */
export type Step = MakingStep | RemovingStep | RepointingStep;

/** The id of the step that is about a resource. */
export function stepIdOf(id: ResourceId): string {
  return id
    .replace(/^global\//, '')
    .replace(/[^A-Za-z0-9-]+/g, '.')
    .replace(/\.$/, '');
}
