import { type Json, textAt } from '../../../../src/json.ts';
import { like } from '../argv.ts';
import type { Call, Commands } from '../command.ts';
import { NotModelled } from '../failure.ts';
import { list } from '../mode-a.ts';
import { listScopeFlags, listScopeOf, type ScopeType } from '../scope.ts';
import { collectionPath } from './collection.ts';

const TYPES: readonly ScopeType[] = ['global', 'region', 'zone'];

/** A regular expression on the target; gcloud has the API apply it, and applies it again itself. */
const TARGET = /^targetLink~([/$A-Za-z0-9-]+)$/;

async function listOperations(call: Call): Promise<Json> {
  const pattern = TARGET.exec(call.flags.needed('filter'))?.[1] ?? '';
  const scope = listScopeOf(call);
  if (scope === null) throw new NotModelled('the operations of all scopes');
  const path = collectionPath(call, scope, 'operations');
  const found = await list(call.session, path, { filter: `targetLink eq ".*(${pattern}).*"` });
  const target = new RegExp(pattern);
  return found.filter((operation) => target.test(textAt(operation, 'targetLink') ?? ''));
}

export const OPERATIONS: Commands = {
  'compute operations list': {
    flags: { ...listScopeFlags(TYPES), filter: like(TARGET) },
    named: false,
    run: listOperations,
  },
};
