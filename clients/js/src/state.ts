/** How an App stands. */
export type StateName = "starting" | "authorized" | "denied" | "unreachable";

/**
 * How an App stands, computed when it was read: nothing is `authorized` after its expiry.
 */
export interface State {
  /**
   * `starting`: nothing is known yet. `authorized`: an authorization is held and not over. `denied`: the Store said no.
   * `unreachable`: nothing in force is held, and the Store could not be asked.
   */
  readonly name: StateName;
  /** Until when the App is authorized, the last millisecond included, in milliseconds since 1970; else null. */
  readonly until: number | null;
  /** Why, where it is denied or unreachable: the Store's text, or what failed; else null. */
  readonly reason: string | null;
}
