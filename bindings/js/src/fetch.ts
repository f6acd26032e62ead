// Handlers that take a Request and return a Response: Next, workers, Deno, Bun.

import { headers } from "./answer.js";
import type { Authorization, Denial } from "./verdict.js";
import type { Verifier } from "./verifier.js";

/** The answer to a denied request. */
export function denied(denial: Denial): Response {
  return new Response(denial.problem, { status: denial.status, headers: headers(denial) });
}

/**
 * A handler that lets in the requests that the Store authorized, and hands the authorization to yours behind the request. What
 * else the platform hands over comes after that.
 */
export function storeAuth<R extends { readonly url: string }, Rest extends unknown[]>(
  verifier: Pick<Verifier, "verify">,
  handler: (request: R, authorization: Authorization, ...rest: Rest) => Response | Promise<Response>,
): (request: R, ...rest: Rest) => Promise<Response> {
  return async (request, ...rest) => {
    const verdict = verifier.verify(request.url);
    return verdict.authorized ? handler(request, verdict, ...rest) : denied(verdict);
  };
}
