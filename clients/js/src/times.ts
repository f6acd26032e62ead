// Lengths of time, in milliseconds.

export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;

/** A moment by both clocks, in milliseconds. */
export interface Moment {
  /** Since 1970. It may be wrong, and may jump. */
  wall: number;
  /** Since anything. It only goes on, and may stand still while the machine sleeps. */
  mono: number;
}
