// What a compiler says to whoever uses the types: compiled, never run.

import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import { type Authorization, type Denial, DeniedError, type Options, Verifier } from "store-auth";
import { storeAuth as forExpress } from "store-auth/express";
import { storeAuth as forFastify } from "store-auth/fastify";
import { denied, storeAuth as forFetch } from "store-auth/fetch";
import { storeAuth as forHono } from "store-auth/hono";
import { keyFile } from "store-auth/node";

const options: Options = {
  keys: ["key", new Uint8Array(), () => new Uint8Array(), { key: "key", acceptUntil: new Date() }, keyFile("file")],
  leeway: 5000,
  maxLifetime: 86_400_000,
  products: ["code"] as const,
  expiryEncoding: "as-received",
  onWarning: (warning: string) => console.warn(warning),
};
export const verifier = new Verifier(options);
new Verifier({ keys: "key", leeway: undefined });

// @ts-expect-error: there must be keys.
new Verifier({});
// @ts-expect-error: there is no such option.
new Verifier({ keys: "key", leway: 5 });
// @ts-expect-error: a number of milliseconds.
new Verifier({ keys: "key", leeway: "5 s" });
// @ts-expect-error: there is no such encoding.
new Verifier({ keys: "key", expiryEncoding: "java" });
// @ts-expect-error: a request.
verifier.verify(5);
// @ts-expect-error: none of these is a field.
verifier.verify({ identity: "id" });

export function use(url: string): Authorization | Denial {
  const verdict = verifier.verify(url, new Date());
  if (verdict.authorized) {
    const { id, product, expiresAt, key }: { id: string; product: string; expiresAt: Date; key: number } = verdict;
    // @ts-expect-error: a verdict is read.
    verdict.id = `${id} ${product} ${expiresAt} ${key}`;
    return verdict;
  }
  // @ts-expect-error: who is denied has no id.
  verdict.id;
  // @ts-expect-error: there is no such code.
  verdict.code === "authorized";
  const field: "id" | "pc" | "expiry" | "signature" | undefined = verdict.field;
  const status: 401 | 403 = verdict.status;
  console.log(field, status, verdict.challenge?.length, verdict.message.length, verdict.problem.length);
  return verdict;
}

export function orThrow(query: express.Request["query"]): string {
  try {
    return verifier.verifyOrThrow(query, Date.now()).id;
  } catch (error) {
    return error instanceof DeniedError ? error.code : "broken";
  }
}

express().get("/feed", forExpress(verifier), (request, response) => {
  // @ts-expect-error: it may not have been asked for.
  request.storeAuth.id;
  response.send(request.storeAuth?.id);
});

const app = fastify();
app.register(forFastify, { verifier });
// @ts-expect-error: there must be a verifier.
app.register(forFastify, {});
app.get("/feed", async (request) => request.storeAuth?.id);

new Hono().get("/feed", forHono(verifier), (context) => context.text(context.var.storeAuth.id));

/** As Next has them. */
export const GET = forFetch(
  verifier,
  async (request: Request, authorization, context: { params: Promise<{ id: string }> }) =>
    Response.json({ id: authorization.id, url: request.url, params: await context.params }),
);

/** As workers have them. */
export default {
  fetch: forFetch(verifier, (_request: Request, { id }, _env: unknown, _context: unknown) => new Response(id)),
};

export const answer: Response = denied({} as Denial);
