import { syncBuiltinESMExports } from 'node:module';

/**
 * Does some work while functions of Node itself are replaced by the spies given, for those too that have imported
 * them by name; afterwards everything is as it was.
 */
export async function whileReplaced(
  spies: readonly { readonly mockRestore: () => void }[],
  work: () => unknown,
): Promise<void> {
  syncBuiltinESMExports();
  try {
    await work();
  } finally {
    for (const spy of spies) spy.mockRestore();
    syncBuiltinESMExports();
  }
}
