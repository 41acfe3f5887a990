import { collection, kind } from './kind.ts';
import { CollectionPermissions, usualPermissions } from './permission.ts';

const INSTANCES = new CollectionPermissions({ zone: 'instances' }, [
  'roles/compute.instanceAdmin.v1',
]);

/** VMs: looked at for their addresses, never made or deleted. */
export const instanceKind = kind({
  name: 'instances',
  title: 'VM instance',
  list: collection('instances').list,
  typicalSeconds: { create: 15, remove: 15 },
  permissions: usualPermissions(INSTANCES),
});
