import type { Authorization } from "./authorization.js";
import type { Outcome } from "./outcome.js";
import type { Settings } from "./settings.js";
import type { State } from "./state.js";
import { DAY, HOUR, MINUTE, type Moment } from "./times.js";

// The rules are those of docs/app-client.md.

/** The least time between two asks, and between two hints that are followed. */
const PAUSE = 5 * MINUTE;
/** A jump of the clock is noticed within this time. */
const WAKE = 10 * MINUTE;

/**
 * What is known, when to ask, and the state that this makes. It has no timer and does no I/O: whoever drives it says
 * what happened, and when.
 */
export interface Machine {
  /** Takes what another tab keeps, where it is in force and newer than what is held. */
  _share(kept: Authorization, now: Moment): void;
  /** An ask has ended. */
  _end(outcome: Outcome, now: Moment): void;
  /** How long not to ask; nothing where an ask is due. */
  _untilDue(now: Moment): number;
  /** Follows a hint, but not so soon after another: then an ask is due at once. */
  _follow(now: Moment): void;
  /** Whether the last ask has failed. */
  _hasFailed(): boolean;
  /** Until when there is nothing to notice, in milliseconds from now, but for the end of an ask. */
  _sleep(isAsking: boolean, now: Moment): number;
  _held(): Authorization | null;
  _state(now: Moment): State;
}

/** What was kept counts where it is in force; where it has just been received, nothing is due. */
export function createMachine({ renewBefore, random }: Settings, kept: Authorization | null, now: Moment): Machine {
  let held: Authorization | null = null;
  /** The reason, while the last answer that was one was a denial. */
  let denial: string | undefined;
  /** What failed, while the last ask has. */
  let failure: string | undefined;
  // An ask is due when the first of the two clocks says so, but not before the floor: at first, at once.
  let dueWall = 0;
  let dueMono = 0;
  let floor = 0;
  let hintFloor = 0;

  const wait = (delay: number, { wall, mono }: Moment) => {
    dueWall = wall + delay;
    dueMono = mono + delay;
    floor = mono + PAUSE;
  };

  const authorize = (authorization: Authorization, now: Moment) => {
    held = authorization;
    denial = failure = undefined;
    const left = held.until - now.wall;
    const margin = Math.min(renewBefore, left / 2);
    const most = left - margin;
    const delay = Math.floor(most - (random() * most) / 2);
    wait(Math.min(Math.max(delay, PAUSE), 24 * DAY), now);
  };

  const untilDue = ({ wall, mono }: Moment) => Math.max(Math.min(dueWall - wall, dueMono - mono), floor - mono);

  if (isInForce(kept, now)) {
    held = kept;
    if (kept.received <= now.wall && now.wall < kept.received + PAUSE) {
      authorize(kept, now);
    }
  }

  return {
    _share(kept, now) {
      if (isInForce(kept, now) && !(held && kept.received <= held.received)) {
        authorize(kept, now);
      }
    },

    _end(outcome, now) {
      if (outcome.held) {
        authorize(outcome.held, now);
      } else {
        failure = outcome.failure;
        if (outcome.denial) {
          held = null;
          denial = outcome.denial;
        }
        wait(Math.max(Math.floor(HOUR - random() * 10 * MINUTE), outcome.retryAfter || 0), now);
      }
    },

    _untilDue: untilDue,

    _follow({ mono }) {
      if (mono >= hintFloor) {
        hintFloor = mono + PAUSE;
        dueMono = floor = 0;
      }
    },

    _hasFailed: () => !!failure,

    _sleep: (isAsking, now) =>
      Math.min(WAKE, isAsking ? WAKE : untilDue(now), isInForce(held, now) ? held.until + 1 - now.wall : WAKE),

    _held: () => held,

    _state(now) {
      if (isInForce(held, now)) {
        return { name: "authorized", until: held.until, reason: null };
      }
      const reason = denial || failure || (held && "expired");
      return { name: denial ? "denied" : reason ? "unreachable" : "starting", until: null, reason };
    },
  };
}

/** An expiry that is equal to the time is not past. */
function isInForce(held: Authorization | null, now: Moment): held is Authorization {
  return !!held && now.wall <= held.until;
}
