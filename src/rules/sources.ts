/** Names the documents that rules are taken from, so that every message cites them alike. */

/** Google Cloud, "Internet network endpoint groups overview" (seed 001). */
export function internetNegPage(section: string): string {
  return `Internet NEGs overview, "${section}" (docs.cloud.google.com/load-balancing/docs/negs/internet-neg-concepts)`;
}

/** Google Cloud, "Cloud Service Mesh with internet network endpoint groups" (seed 000). */
export function meshPage(section: string): string {
  return `Cloud Service Mesh with internet NEGs, "${section}"`;
}

/** The field texts of the Compute Engine API v1, as shipped with gcloud 528. */
export function computeApi(field: string): string {
  return `Compute Engine API v1, ${field}`;
}

/** What gcloud 528.0.0 itself documents or was seen to do. */
export function gcloud(at: string): string {
  return `gcloud 528.0.0, ${at}`;
}

/** Another page of the Cloud Load Balancing documentation. */
export function loadBalancingPage(title: string, path: string): string {
  return `${title} (docs.cloud.google.com/load-balancing/docs/${path})`;
}

/** Google Cloud, "Set up serverless network endpoint groups" (seed 003). */
export function serverlessNegPage(section: string): string {
  return `Setting up serverless NEGs, "${section}"`;
}

/** Google Cloud, "Set up a regional internal Application Load Balancer with Cloud Run" (seed 003 and its later editions). */
export function setUpPage(section: string): string {
  return `Setting up an internal Application Load Balancer with Cloud Run, "${section}" (docs.cloud.google.com/load-balancing/docs/l7-internal/setting-up-l7-internal-serverless)`;
}

/** "How to Set Up Internal Application Load Balancer with Serverless NEGs on Google Cloud" (seed 004). */
export function serverlessPost(section: string): string {
  return `How to set up an internal Application Load Balancer with serverless NEGs, "${section}" (oneuptime.com, 2026-02-17)`;
}

/** What serverless NEGs are and can do. */
export const SERVERLESS_NEGS =
  'Serverless NEGs overview (docs.cloud.google.com/load-balancing/docs/negs/serverless-neg-concepts)';
