// A plugin for Fastify.

import type { FastifyPluginCallback } from "fastify";
import { headers } from "./answer.js";
import type { Authorization } from "./verdict.js";
import type { Verifier } from "./verifier.js";

declare module "fastify" {
  interface FastifyRequest {
    /** Who the Store authorized, on the routes that the plugin is registered for. */
    storeAuth: Authorization | null;
  }
}

/** Lets in the requests that the Store authorized, and has the authorization as `request.storeAuth`. */
export const storeAuth: FastifyPluginCallback<{ verifier: Pick<Verifier, "verify"> }> = (fastify, options, done) => {
  const { verifier } = options;
  if (typeof verifier?.verify !== "function") {
    done(new TypeError("verifier: expected a Verifier"));
    return;
  }
  fastify.decorateRequest("storeAuth", null);
  fastify.addHook("onRequest", (request, reply, done) => {
    const verdict = verifier.verify(request.originalUrl);
    if (verdict.authorized) {
      request.storeAuth = verdict;
      done();
    } else {
      reply.code(verdict.status).headers(headers(verdict)).send(verdict.problem);
    }
  });
  done();
};

// For the routes beside it, not for those of a scope of its own.
Object.assign(storeAuth, { [Symbol.for("skip-override")]: true, [Symbol.for("fastify.display-name")]: "store-auth" });
