import { instantOf } from "./expiry.js";

/** What the Store gave, as it is kept across restarts. */
export interface Kept {
  /** As it was received, since that is what was signed. */
  expiry: string;
  /** By server id. */
  signatures: Record<string, string>;
  /** When it came, by the wall clock. */
  received: number;
}

/** What is held: what the Store gave, for whom, and until when. */
export interface Authorization extends Kept {
  id: string;
  until: number;
}

/** What is kept as what is held, for this id; null for what is not understood. */
export function authorization(id: string, kept: Kept): Authorization | null {
  const { expiry, signatures, received } = kept;
  const until = instantOf(expiry);
  return until == null ||
    !Number.isInteger(received) ||
    // Not their own `toString`: a server may have that id.
    {}.toString.call(signatures) !== "[object Object]" ||
    Object.values(signatures).some((signature) => typeof signature !== "string")
    ? null
    : { id, expiry, signatures, received, until };
}
