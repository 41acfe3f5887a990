/** Which mutant is awake, and which places have been met: what the instrumented sources ask. */
export class Switchboard {
  /** The number of the mutant that is awake; `0` for none. */
  awake = 0;
  met = new Set<number>();

  readonly isOn = (id: number): boolean => {
    this.met.add(id);
    return id === this.awake;
  };
}

declare global {
  var negctlMutation: Switchboard;
}
