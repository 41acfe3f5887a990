import { type Scope, scopePath } from '../resources/resource.ts';

/** A backend service by its full name: names alone are the same in many projects and scopes. */
export interface ServiceName {
  readonly project: string;
  readonly scope: Scope;
  readonly name: string;
}

const REFERENCE =
  /(?:^|\/)(?:projects\/([^/]+)\/)?(?:locations\/)?(global|regions\/[^/]+)\/backendServices\/([^/]+)$/;

/**
 * Whether a text names the service: in full, as a path, or within the project. `maybe` where the project
 * is given by its number, which nobody can tell from another one's.
 */
export function names(text: string, service: ServiceName): 'yes' | 'no' | 'maybe' {
  const [, project, scope, name] = REFERENCE.exec(text) ?? [];
  if (scope !== scopePath(service.scope) || name !== service.name) return 'no';
  if (project === undefined || project === service.project) return 'yes';
  return /^\d+$/.test(project) ? 'maybe' : 'no';
}

/** The same reference, to another service of the same project and scope. */
export function renamed(text: string, name: string): string {
  return `${text.slice(0, text.lastIndexOf('/') + 1)}${name}`;
}
