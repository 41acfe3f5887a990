import type { EndpointInput } from './endpoint.ts';

/** The endpoints of a set-up by the NEG they are in, in the order in which the NEGs are first named. */
export function endpointsByNeg(
  endpoints: readonly EndpointInput[],
  usual: string,
): ReadonlyMap<string, readonly EndpointInput[]> {
  const byNeg = new Map<string, readonly EndpointInput[]>();
  for (const endpoint of endpoints) {
    const name = endpoint.neg ?? usual;
    byNeg.set(name, [...(byNeg.get(name) ?? []), endpoint]);
  }
  return byNeg;
}
