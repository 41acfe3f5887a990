import type { Command } from '../gcloud/command.ts';
import type { Resource, ResourceId } from '../resources/resource.ts';

/** One thing to do: create one resource, or attach one thing to another. */
export interface Step {
  /** Unique in the plan; letters, digits, dots and dashes only, so that it can name a file. */
  readonly id: string;
  readonly title: string;
  /** Ids of the steps that must be done before. */
  readonly needs: readonly string[];
  readonly resource: Resource;
  readonly run: Command;
  /** What takes it back. */
  readonly undo: Command;
  /** Seconds its operation usually takes; for estimates and for what to start first. */
  readonly typicalSeconds: number;
}

/** The id of the step that creates a resource. */
export function stepIdOf(id: ResourceId): string {
  return id
    .replace(/^global\//, '')
    .replace(/[^A-Za-z0-9-]+/g, '.')
    .replace(/\.$/, '');
}
