// Middleware for Hono.

import type { MiddlewareHandler } from "hono";
import { denied } from "./fetch.js";
import type { Authorization } from "./verdict.js";
import type { Verifier } from "./verifier.js";

/** Lets in the requests that the Store authorized, and has the authorization as `context.var.storeAuth`. */
export function storeAuth(
  verifier: Pick<Verifier, "verify">,
): MiddlewareHandler<{ Variables: { storeAuth: Authorization } }> {
  return async (context, next) => {
    const verdict = verifier.verify(context.req.url);
    if (!verdict.authorized) {
      return denied(verdict);
    }
    context.set("storeAuth", verdict);
    return next();
  };
}
