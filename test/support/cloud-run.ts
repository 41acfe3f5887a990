import type { Emulator } from '../../src/emulator/emulator.ts';

/** A Cloud Run service that somebody has deployed. */
export interface Deployed {
  readonly name: string;
  readonly region?: string;
  readonly ingress?: 'all' | 'internal' | 'internal-and-cloud-load-balancing';
  readonly tags?: readonly string[];
  /** Deployed with --allow-unauthenticated. */
  readonly isPublic?: boolean;
}

async function sent(emulator: Emulator, path: string, body: unknown): Promise<void> {
  const response = await emulator.handle({ method: 'POST', path, body: JSON.stringify(body) });
  if (response.kind !== 'answer' || response.status !== 200) {
    throw new Error(`${path}: ${JSON.stringify(response)}`);
  }
}

/** Deploys a service, as `gcloud run deploy` does. */
export async function deploy(emulator: Emulator, service: Deployed): Promise<void> {
  const { name, region = 'us-central1', ingress = 'all', tags = [], isPublic = false } = service;
  const tagged = tags.map((tag) => ({ revisionName: `${name}-00001-abc`, tag }));
  await sent(
    emulator,
    `http://${region}-run.emulator/run/apis/serving.knative.dev/v1/namespaces/demo/services`,
    {
      apiVersion: 'serving.knative.dev/v1',
      kind: 'Service',
      metadata: {
        name,
        annotations: {
          'run.googleapis.com/client-name': 'gcloud',
          'run.googleapis.com/client-version': '528.0.0',
          'run.googleapis.com/ingress': ingress,
        },
      },
      spec: {
        template: { spec: { containers: [{ image: 'gcr.io/cloudrun/hello' }] } },
        traffic: [{ percent: 100, latestRevision: true }, ...tagged],
      },
    },
  );
  if (!isPublic) return;
  const policy = { bindings: [{ role: 'roles/run.invoker', members: ['allUsers'] }] };
  const at = `projects/demo/locations/${region}/services/${name}`;
  await sent(emulator, `http://run.emulator/run/v1/${at}:setIamPolicy`, { policy });
}

/** Deploys services of these names, open to all. */
export async function deployAll(
  emulator: Emulator,
  names: readonly string[],
  region = 'us-central1',
): Promise<void> {
  for (const name of names) await deploy(emulator, { name, region });
}
