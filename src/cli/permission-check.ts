import { NegctlError, type Problem } from '../errors.ts';
import type { Granted, Iam } from '../facts/iam.ts';
import { shellLine } from '../gcloud/quote.ts';
import { type Purpose, permissionsFor } from '../plan/permissions.ts';
import { type Permission, rolesToGrant } from '../resources/permission.ts';
import type { Ready } from './failing.ts';

/** The command that grants a role on a project. */
export function grantCommand(project: string, member: string, role: string): string {
  const flags = [`--member=${member}`, `--role=${role}`, '--condition=None'];
  return shellLine(['gcloud', 'projects', 'add-iam-policy-binding', project, ...flags]);
}

/** The permissions of some purposes that were asked for and are not granted. */
export function ungranted(purposes: readonly Purpose[], granted: Granted): readonly Permission[] {
  if (!granted.known) return [];
  return permissionsFor(purposes).filter(({ name }) => !granted.names.has(name));
}

/** What could not be checked, in words; empty where it was. */
export function uncheckedPermissions(granted: Granted): readonly string[] {
  return granted.known ? [] : [`whether the account may do all this (${granted.because})`];
}

/** Who is asked about, and where. */
export interface Asked {
  readonly iam: Iam;
  readonly project: string;
}

/** What is missing, what it is for, and the commands that grant it. */
export function ungrantedProblem(
  { iam, project }: Asked,
  missing: readonly Permission[],
  purposes: readonly Purpose[],
): Problem {
  const names = missing.map(({ name }) => name);
  const needing = purposes.filter(({ permissions }) =>
    permissions.some(({ name }) => names.includes(name)),
  );
  const roles = rolesToGrant(missing);
  const commands = roles.map((role) => grantCommand(project, iam.member, role)).join(' && ');
  return {
    code: 'NEG-3103',
    what: `project ${project} does not grant ${names.join(', ')}`,
    why: `needed for: ${needing.map(({ purpose }) => purpose).join('; ')}`,
    fix: `${commands} – or, where it is granted on single resources or under a condition, which cannot be seen from here, add --no-permission-check`,
  };
}

/**
 * Refuses what the project does not grant, before anything is touched.
 * @throws {NegctlError} ending `auth`
 */
export function refuseUngranted(
  asked: Asked,
  purposes: readonly Purpose[],
  granted: Granted,
): void {
  const missing = ungranted(purposes, granted);
  if (missing.length === 0) return;
  throw new NegctlError('auth', [ungrantedProblem(asked, missing, purposes)]);
}

/**
 * Asks what the account may do, and refuses what is missing, unless that check is switched off. What
 * could not be asked is told.
 * @throws {NegctlError} ending `auth`
 */
export async function checkGranted(
  { settings, output }: Ready,
  { iam, project }: Asked,
  purposes: readonly Purpose[],
): Promise<void> {
  if (!settings.permissionCheck) return;
  const names = permissionsFor(purposes).map(({ name }) => name);
  const granted = await iam.granted(project, names);
  refuseUngranted({ iam, project }, purposes, granted);
  output.unchecked(uncheckedPermissions(granted));
}
