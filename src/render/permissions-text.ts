import { cleanLine } from '../clean.ts';
import {
  type PlanPermissions,
  type Purpose,
  permissionsFor,
  type StepPermissions,
} from '../plan/permissions.ts';
import { type Permission, rolesToGrant } from '../resources/permission.ts';
import type { Style } from './style.ts';
import { wrapped } from './wrap.ts';

const MARGIN = 6;

/** A title, the permissions below it, and the narrowest roles that hold all of them. */
function block(title: string, permissions: readonly Permission[], width: number): string[] {
  const roles = rolesToGrant(permissions);
  return [
    ...wrapped(`  ${cleanLine(title)}`, width, 4),
    ...permissions.map(({ name }) => `${' '.repeat(MARGIN)}${name}`),
    ...wrapped(`${' '.repeat(MARGIN)}in ${roles.join(' and ')}`, width, MARGIN + 3),
  ];
}

function section(
  heading: string,
  purposes: readonly Purpose[],
  { width, strong }: Style,
): readonly string[] {
  if (purposes.length === 0) return [];
  const blocks = purposes.map(({ purpose, permissions }) => block(purpose, permissions, width));
  return ['', strong(heading), ...blocks.flat()];
}

function toRun(steps: readonly StepPermissions[]): readonly Purpose[] {
  return steps.map(({ step, run }, index) => ({
    purpose: `${index + 1} ${step.title}`,
    permissions: run,
  }));
}

/** What has to be taken back by a call of its own, the last thing first. */
export function toTakeBack(steps: readonly StepPermissions[]): readonly Purpose[] {
  return steps
    .filter(({ undo }) => undo.length > 0)
    .toReversed()
    .map(({ step, undo }) => ({ purpose: step.title, permissions: undo }));
}

/** The permissions of a plan, by what they are for. */
export function permissionLines(needed: PlanPermissions, style: Style): readonly string[] {
  const { reads, planning, steps, settle } = needed;
  const reading = permissionsFor([...planning, ...reads]);
  const toRead = { purpose: 'quotas, and the list of each kind', permissions: reading };
  return [
    ...section('To read the project', [toRead], style),
    ...section('To carry out the steps', toRun(steps), style),
    ...section('After a failure, or to resume', [settle], style),
    ...section('To take back: a run that fails, negctl rollback', toTakeBack(steps), style),
  ];
}
