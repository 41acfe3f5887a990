import type { Facts } from '../facts/facts.ts';
import { collectionsOf, negsOfEndpoints, readDocuments } from '../facts/read.ts';
import type { StepContext } from './ports.ts';
import { readAgain } from './retry.ts';

/** Reads the live state of the whole plan, by one list a collection; retries what may pass. */
export async function readPlanned(context: StepContext): Promise<Facts> {
  const { ports, resources } = context;
  const reader = { gcloud: ports.gcloud, project: ports.context.project };
  const negs = negsOfEndpoints(resources);
  const documents = await readAgain(context, () =>
    readDocuments(reader, collectionsOf(resources), negs),
  );
  return { ...documents, quotas: [] };
}
