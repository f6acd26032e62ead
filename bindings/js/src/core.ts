// The core behind one verifier. An instance that trapped is never used again: its stack and memory are in whatever state the
// trap left. The next request gets a new one, as it was when the verifier was made.

import { compiled } from "./compiled.js";
import { Instance } from "./instance.js";

export class Core {
  #instance: Instance | undefined;
  #pristine: Uint8Array | undefined;

  constructor(settle: (instance: Instance) => void) {
    const instance = new Instance(new WebAssembly.Instance(compiled()));
    settle(instance);
    this.#instance = instance;
    this.#pristine = instance.memory().slice();
  }

  /** Has an instance do something, and whatever is wrong with that, nothing comes of it but an error. */
  use<T>(act: (instance: Instance) => T): T {
    const instance = this.#instance ?? this.#revived();
    // Until it is done, it counts as broken: nothing has to work for that when the stack has no room left.
    this.#instance = undefined;
    const result = act(instance);
    if (!instance.isLarge) {
      this.#instance = instance;
    }
    return result;
  }

  /** Overwrites what it knows. */
  close(): void {
    this.#instance?.memory().fill(0);
    this.#pristine?.fill(0);
    this.#instance = this.#pristine = undefined;
  }

  #revived(): Instance {
    if (!this.#pristine) {
      throw new TypeError("the verifier is closed");
    }
    return Instance.from(compiled(), this.#pristine);
  }
}
