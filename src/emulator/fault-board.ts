import type { Route } from './api.ts';
import type { Fault, FaultEffect, FaultStatus } from './faults.ts';
import { formatFault, parseFault } from './faults.ts';
import type { Store } from './store.ts';

/** Puts faults in force; they are kept with the state, so that a restart does not forget them. */
export function addFaults(store: Store, specs: readonly string[]): void {
  const added = specs.map((spec) => ({ spec: formatFault(parseFault(spec)), seen: 0, fired: 0 }));
  if (added.length > 0) {
    store.set({ faults: [...store.settings.faults, ...added] });
  }
}

/** Counts a call against every fault that is about it, and gives the effects of those that strike. */
export function strike(store: Store, route: Route): readonly FaultEffect[] {
  const before = store.settings.faults;
  const struck = before.map((status) => count(status, route));
  const effects = struck.flatMap((status, index) =>
    status.fired > (before[index]?.fired ?? 0) ? parseFault(status.spec).effects : [],
  );
  if (struck.some((status, index) => status !== before[index])) {
    store.set({ faults: struck });
  }
  return effects;
}

function count(status: FaultStatus, route: Route): FaultStatus {
  const fault = parseFault(status.spec);
  if (!concerns(fault, route)) {
    return status;
  }
  const seen = status.seen + 1;
  const strikes = seen >= fault.from && (fault.times === null || status.fired < fault.times);
  return { ...status, seen, fired: status.fired + (strikes ? 1 : 0) };
}

function concerns(fault: Fault, route: Route): boolean {
  const verbFits = fault.verb === '*' || fault.verb === route.verb;
  const places = route.verb === 'wait' && route.about ? [route, route.about] : [route];
  return verbFits && places.some((place) => isAt(fault, place));
}

/** A wait is found under its operation's collection, and under that of the operation's target. */
function isAt(
  fault: Fault,
  place: { readonly collection: string; readonly name: string },
): boolean {
  const collectionFits = fault.collection === '*' || fault.collection === place.collection;
  return collectionFits && (fault.name === undefined || fault.name === place.name);
}
