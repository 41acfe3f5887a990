import { projectNumber } from './draw.ts';
import { apiDisabled } from './errors.ts';
import { sortedTexts } from './json.ts';
import type { Store } from './store.ts';

/** What is enabled in a project nobody has touched: here whatever the emulator has, so that it can be tried. */
export const FIRST_SERVICES: readonly string[] = [
  'certificatemanager.googleapis.com',
  'cloudresourcemanager.googleapis.com',
  'compute.googleapis.com',
  'dns.googleapis.com',
  'monitoring.googleapis.com',
  'networksecurity.googleapis.com',
  'networkservices.googleapis.com',
  'run.googleapis.com',
  'serviceusage.googleapis.com',
];

/** Every project exists from the first time somebody names it. @returns true where this is that time */
export function noteProject(store: Store, project: string): boolean {
  const { projects } = store.settings;
  if (project === '' || projects[project] !== undefined) {
    return false;
  }
  store.set({ projects: { ...projects, [project]: { services: FIRST_SERVICES } } });
  return true;
}

/** The APIs that are on in a project. */
export function enabledServices(store: Store, project: string): readonly string[] {
  const { projects, disabledApis } = store.settings;
  const services = projects[project]?.services ?? FIRST_SERVICES;
  return services.filter((service) => !disabledApis.includes(service));
}

/** Switches APIs on, also those the settings switch off for every project. */
export function enableServices(store: Store, project: string, services: readonly string[]): void {
  const { projects, disabledApis } = store.settings;
  const before = projects[project]?.services ?? FIRST_SERVICES;
  store.set({
    projects: {
      ...projects,
      [project]: { services: sortedTexts(new Set([...before, ...services])) },
    },
    disabledApis: disabledApis.filter((service) => !services.includes(service)),
  });
}

/** Switches an API off in one project. */
export function disableService(store: Store, project: string, service: string): void {
  const { projects } = store.settings;
  const before = projects[project]?.services ?? FIRST_SERVICES;
  const services = before.filter((other) => other !== service);
  store.set({ projects: { ...projects, [project]: { services } } });
}

/** Refuses a call of an API that is off in the project. */
export function requireService(
  store: Store,
  project: string,
  service: string,
  title: string,
): void {
  if (!enabledServices(store, project).includes(service)) {
    throw apiDisabled(service, title, projectNumber(project));
  }
}
