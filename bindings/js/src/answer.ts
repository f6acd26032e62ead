// What a denied request is answered, as the gateway answers it.

import type { Denial } from "./verdict.js";

/** The headers of the answer. It must not be stored. */
export function headers({ challenge }: Denial): Record<string, string> {
  return {
    "Content-Type": "application/problem+json",
    "Cache-Control": "no-store",
    ...(challenge !== undefined && { "WWW-Authenticate": challenge }),
  };
}
