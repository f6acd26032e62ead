// Middleware for Express, and whatever else takes `(request, response, next)`.

import type { IncomingMessage, ServerResponse } from "node:http";
import { headers } from "./answer.js";
import type { Authorization } from "./verdict.js";
import type { Verifier } from "./verifier.js";

declare module "node:http" {
  interface IncomingMessage {
    /** Who the Store authorized, behind the middleware. */
    storeAuth?: Authorization;
  }
}

/** Lets in the requests that the Store authorized, and has the authorization as `request.storeAuth`. */
export function storeAuth(
  verifier: Pick<Verifier, "verify">,
): (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void {
  return (request, response, next) => {
    const { originalUrl, url } = request as IncomingMessage & { originalUrl?: string };
    let verdict: ReturnType<Verifier["verify"]>;
    try {
      // A router takes from `url` what it is mounted on.
      verdict = verifier.verify(originalUrl ?? url ?? "");
    } catch (error) {
      next(error);
      return;
    }
    if (verdict.authorized) {
      request.storeAuth = verdict;
      next();
    } else {
      response.writeHead(verdict.status, headers(verdict)).end(verdict.problem);
    }
  };
}
