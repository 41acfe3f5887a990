import type { Facts } from '../facts/facts.ts';
import { collectionsOf, negsOfEndpoints, readDocuments } from '../facts/read.ts';
import { readerOf, type StepContext } from './ports.ts';
import { readAgain } from './retry.ts';

/** Reads the live state of the whole plan, by one list a collection; retries what may pass. */
export async function readPlanned(context: StepContext): Promise<Facts> {
  const { ports, resources } = context;
  const negs = negsOfEndpoints(resources);
  const documents = await readAgain(context, () =>
    readDocuments(readerOf(ports), collectionsOf(resources), negs),
  );
  return { ...documents, quotas: [] };
}
