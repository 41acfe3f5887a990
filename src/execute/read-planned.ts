import { NegctlError } from '../errors.ts';
import type { Facts } from '../facts/facts.ts';
import { collectionsOf, readDocuments } from '../facts/read.ts';
import { backOffSeconds, type StepContext } from './perform.ts';
import { holdsEndpoint } from './settle.ts';

/** Reads the live state of the whole plan, by one list a collection; retries what may pass. */
export async function readPlanned({ ports, options, resources }: StepContext): Promise<Facts> {
  const reader = { gcloud: ports.gcloud, project: ports.context.project };
  const negs = resources.filter(({ id }) => holdsEndpoint(id, resources));
  for (let attempt = 1; ; attempt += 1) {
    try {
      const documents = await readDocuments(reader, collectionsOf(resources), negs);
      return { ...documents, quotas: [] };
    } catch (thrown) {
      if (!(thrown instanceof NegctlError) || attempt > options.retries) throw thrown;
      await ports.clock.sleep(backOffSeconds(attempt) * 1_000);
    }
  }
}
