import { kind } from './kind.ts';
import { LOCATED_DOCUMENT } from './located-kind.ts';
import type { Permission, Role } from './permission.ts';
import { locationFlag } from './resource.ts';

const OWNER: readonly Role[] = ['roles/certificatemanager.owner'];
const EDITORS: readonly Role[] = ['roles/certificatemanager.editor', ...OWNER];
const VIEWERS: readonly Role[] = ['roles/certificatemanager.viewer', ...EDITORS];

function permission(word: string, roles: readonly Role[]): Permission {
  return { name: `certificatemanager.trustconfigs.${word}`, roles };
}

/**
 * Which certificate authorities are believed: a resource of Certificate Manager, looked at and referred to, never
 * made or deleted.
 */
export const trustConfigKind = kind({
  name: 'trustConfigs',
  title: 'trust config',
  api: 'certificatemanager.googleapis.com',
  ...LOCATED_DOCUMENT,
  list: (scope) => ({
    argv: ['certificate-manager', 'trust-configs', 'list', locationFlag(scope)],
  }),
  typicalSeconds: { create: 5, remove: 5 },
  permissions: {
    create: () => [permission('create', EDITORS)],
    remove: () => [permission('delete', OWNER)],
    repoint: () => [],
    read: () => [permission('list', VIEWERS)],
    use: () => [permission('use', EDITORS)],
  },
});
