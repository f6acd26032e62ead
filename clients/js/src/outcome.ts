import { type Authorization, authorization } from "./authorization.js";
import { instantOf } from "./expiry.js";

/** How an ask ended: with one of the first three. */
export interface Outcome {
  held?: Authorization;
  /** The reason of a denial. */
  denial?: string;
  /** What failed. */
  failure?: string;
  /** How long not to ask, in milliseconds. */
  retryAfter?: number;
}

// With these the Store says that it cannot tell. An answer to a script has no other way to say so.
const NO_ANSWER = ["Too many requests.", "Store is unavailable."];

/** What an answer of the Store to an ask for this id is. `body` is what its JSON says. */
export function outcomeOf(id: string, status: number, body: unknown, wall: number): Outcome {
  const answer = Object(body);
  const { message } = Object(answer.error);
  const held =
    status === 200 && answer.authorized === true
      ? authorization(id, {
          expiry: instantOf(answer.expiry) == null ? answer.expiry_time : answer.expiry,
          signatures: byServer(answer.signatures),
          received: wall,
        })
      : null;
  if (held && wall <= held.until) {
    return { held };
  }
  if (NO_ANSWER.includes(message)) {
    return { failure: message };
  }
  if (status !== 200) {
    return { failure: `status ${status}` };
  }
  if (answer.authorized === false) {
    return { denial: (typeof message === "string" && message) || "denied" };
  }
  return { failure: held ? "clock" : "answer" };
}

function byServer(signatures: unknown): Record<string, string> {
  const values: Record<string, string> = {};
  for (const signature of ([] as unknown[]).concat(signatures)) {
    const { serverId, value } = Object(signature);
    if (typeof serverId === "string" && typeof value === "string") {
      values[serverId] = value;
    }
  }
  return values;
}
