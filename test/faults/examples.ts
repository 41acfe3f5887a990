import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { recipeByKind } from '../../src/recipes/registry.ts';
import { deployAll } from '../support/cloud-run.ts';
import type { World } from '../support/world.ts';
import { type Started, startAll } from '../support/zonal.ts';

const SPECS = join(import.meta.dirname, '..', '..', 'templates', 'specs');
const CERTIFICATES = join(import.meta.dirname, '..', 'emulator', 'certificates');

const specSchema = z.object({
  kind: z.string(),
  region: z.string().optional(),
  zone: z.string().optional(),
  endpoints: z
    .array(z.object({ instance: z.string().optional(), zone: z.string().optional() }))
    .optional(),
  backend: z.object({ cloudRunService: z.string().optional() }).optional(),
  frontend: z
    .object({ certificate: z.string().optional(), privateKey: z.string().optional() })
    .extend({ pathRules: z.array(z.object({ service: z.string() })).optional() })
    .optional(),
});

/** One shipped example: whatever recipe it is of, its plan is what the harness disturbs. */
export interface Example {
  readonly name: string;
  readonly noun: string;
  /** Makes what it needs to be there before it. */
  readonly prepare: (world: Pick<World, 'emulator' | 'clock'>) => Promise<void>;
  /** Puts the spec, and the files it names, into a directory. */
  readonly copyTo: (directory: string) => string;
}

/** The VMs that a spec names, each once. */
function vmsIn({ zone = '', endpoints = [] }: z.infer<typeof specSchema>): readonly Started[] {
  const vms = endpoints.flatMap((endpoint) =>
    endpoint.instance === undefined
      ? []
      : [{ name: endpoint.instance, zone: endpoint.zone ?? zone }],
  );
  return [...new Map(vms.map((vm) => [`${vm.zone}/${vm.name}`, vm])).values()];
}

/** The Cloud Run services that a spec names, each once. */
function servicesIn({ backend, frontend }: z.infer<typeof specSchema>): readonly string[] {
  const first = backend?.cloudRunService;
  const further = (frontend?.pathRules ?? []).map(({ service }) => service);
  return [...new Set([...(first === undefined ? [] : [first]), ...further])];
}

/** Updates change what another example has made; update.test.ts walks them. */
const CREATES = readdirSync(SPECS).filter((file) => !file.endsWith('-update.yaml'));

/** Every file in templates/specs that makes something; a later recipe is covered by adding its example there. */
export const EXAMPLES: readonly Example[] = CREATES.map((file) => {
  const spec = specSchema.parse(parse(readFileSync(join(SPECS, file), 'utf8')));
  const recipe = recipeByKind(spec.kind);
  if (recipe === undefined) throw new Error(`${file} is of no recipe`);
  const { certificate, privateKey } = spec.frontend ?? {};
  return {
    name: file.replace(/\.yaml$/, ''),
    noun: recipe.noun,
    prepare: async (world) => {
      await deployAll(world.emulator, servicesIn(spec), spec.region);
      await startAll(world, vmsIn(spec));
    },
    copyTo: (directory) => {
      copyFileSync(join(SPECS, file), join(directory, file));
      if (certificate !== undefined)
        copyFileSync(join(CERTIFICATES, 'certificate.pem'), join(directory, certificate));
      if (privateKey !== undefined)
        copyFileSync(join(CERTIFICATES, 'key.pem'), join(directory, privateKey));
      return join(directory, file);
    },
  };
});

/** Lines of the private key that an example names: none may be in anything that is written. */
export const KEY_LINES: readonly string[] = readFileSync(join(CERTIFICATES, 'key.pem'), 'utf8')
  .split('\n')
  .filter((line) => line.length > 20 && !line.startsWith('-----'));
