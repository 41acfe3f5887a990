import { NegctlError } from '../errors.ts';
import { collectionKey, type Facts, NO_FACTS } from '../facts/facts.ts';
import { Instances, type NegNetwork } from '../facts/instances.ts';
import { readAll } from '../facts/inventory.ts';
import type { LiveResource } from '../facts/live-resource.ts';
import { type Reader, readCollection, readEndpoints } from '../facts/read.ts';
import { textAt } from '../json.ts';
import { idOfReference } from '../resources/resource.ts';
import { type EndpointHome, takesEndpoints } from '../rules/endpoint-set.ts';
import { findNeg, noSuchNeg, type WhichNeg } from './which-neg.ts';

/** A NEG as it is, with what its endpoints depend on. */
export interface LiveNeg {
  readonly neg: LiveResource;
  readonly home: EndpointHome;
  readonly network: NegNetwork;
  /** The zone of a zonal NEG. */
  readonly zone: string | null;
  readonly facts: Facts;
}

function homeOf({ document, scope }: LiveResource): EndpointHome {
  const { defaultPort } = document;
  return {
    type: textAt(document, 'networkEndpointType') ?? '',
    isGlobal: scope.type === 'global',
    defaultPort: typeof defaultPort === 'number' ? defaultPort : undefined,
  };
}

function networkOf({ document }: LiveResource): NegNetwork {
  const subnetwork = textAt(document, 'subnetwork');
  return {
    network: idOfReference(textAt(document, 'network') ?? ''),
    subnetwork: subnetwork === undefined ? null : idOfReference(subnetwork),
  };
}

/**
 * Reads a NEG and its endpoints, by two calls.
 * @throws {NegctlError} where there is none of that name, or it has no endpoints of its own
 */
export async function readNeg(reader: Reader, which: WhichNeg): Promise<LiveNeg> {
  const negs = await readAll(reader, 'networkEndpointGroups');
  const neg = findNeg(negs, reader.project, which);
  if (neg === null) throw noSuchNeg(which.name, reader.project);
  const home = homeOf(neg);
  if (!takesEndpoints(home.type)) {
    throw new NegctlError('preflight', [
      {
        code: 'endpoint/keys-match-type',
        what: `NEG "${neg.name}" is of type ${home.type}, which has no endpoints to list`,
        why: 'a NEG of that type says by itself where its traffic goes',
        fix: 'nothing to do; see `negctl describe` for what it leads to',
      },
    ]);
  }
  const endpoints = await readEndpoints(reader, neg);
  return {
    neg,
    home,
    network: networkOf(neg),
    zone: neg.scope.type === 'zone' ? neg.scope.zone : null,
    facts: {
      ...NO_FACTS,
      documents: new Map([[collectionKey(neg), [neg.document]]]),
      endpoints: new Map([[neg.id, endpoints]]),
    },
  };
}

/** The VMs of the NEG's zone, by one call. */
export async function readInstances(reader: Reader, { neg }: LiveNeg): Promise<Instances> {
  return new Instances(await readCollection(reader, { kind: 'instances', scope: neg.scope }));
}
