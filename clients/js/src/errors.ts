import type { State } from "./state.js";

/** There is no authorization to send: `state` says why. */
export class NotAuthorizedError extends Error {
  readonly state: State;

  constructor(state: State) {
    // It is still starting where the client was stopped before the first answer.
    super(`${state.name}: ${state.reason || "stopped"}`);
    this.name = "NotAuthorizedError";
    this.state = state;
  }
}
