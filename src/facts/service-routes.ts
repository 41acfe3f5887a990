import { NegctlError } from '../errors.ts';
import type { Command } from '../gcloud/command.ts';
import { isJsonObject, type Json, type JsonObject, textAt } from '../json.ts';
import { type Reader, readObjects } from './read.ts';

/** A route of a service mesh, and every backend service that it names, as it names them. */
export interface ServiceRoute {
  /** `httpRoutes/NAME`. */
  readonly id: string;
  readonly services: readonly string[];
}

/** The routes of a project, and which could not be read. */
export interface ServiceRoutes {
  readonly routes: readonly ServiceRoute[];
  readonly unread: readonly { readonly collection: string; readonly because: string }[];
}

const COLLECTIONS = {
  'http-routes': 'httpRoutes',
  'grpc-routes': 'grpcRoutes',
  'tcp-routes': 'tcpRoutes',
  'tls-routes': 'tlsRoutes',
} as const;

type Collection = keyof typeof COLLECTIONS;

/** Lists the routes of one kind. */
export function listRoutes(collection: Collection): Command {
  return { argv: ['network-services', collection, 'list', '--location=global'] };
}

function namedIn(value: Json): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(namedIn);
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    key === 'serviceName' && typeof member === 'string' ? [member] : namedIn(member),
  );
}

function routeOf(collection: Collection, document: JsonObject): ServiceRoute {
  const name = (textAt(document, 'name') ?? '').split('/').at(-1) ?? '';
  return { id: `${COLLECTIONS[collection]}/${name}`, services: namedIn(document) };
}

async function readOne(reader: Reader, collection: Collection): Promise<ServiceRoutes> {
  try {
    const command = listRoutes(collection);
    const listed = await readObjects(reader, command, `read the ${COLLECTIONS[collection]}`);
    return { routes: listed.map((document) => routeOf(collection, document)), unread: [] };
  } catch (thrown) {
    if (!(thrown instanceof NegctlError)) throw thrown;
    // Where the API is off, there are no routes.
    if (thrown.problems.every(({ code }) => code === 'NEG-4106')) return { routes: [], unread: [] };
    const because = thrown.problems[0]?.what ?? thrown.message;
    return { routes: [], unread: [{ collection: COLLECTIONS[collection], because }] };
  }
}

/** The routes of Network Services, which send requests of a mesh beside its URL maps. */
export async function readServiceRoutes(reader: Reader): Promise<ServiceRoutes> {
  const collections = ['http-routes', 'grpc-routes', 'tcp-routes', 'tls-routes'] as const;
  const read = await Promise.all(collections.map((collection) => readOne(reader, collection)));
  return {
    routes: read.flatMap(({ routes }) => routes),
    unread: read.flatMap(({ unread }) => unread),
  };
}

/** Of a load balancer that no such route can lead to. */
export const NO_ROUTES: ServiceRoutes = { routes: [], unread: [] };
