// Hono, on Node.

import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, describe, test } from "node:test";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { storeAuth } from "store-auth/hono";
import { testServer, verifier } from "./asks.mjs";

function listen(app) {
  const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" });
  return server.listening ? server : once(server, "listening").then(() => server);
}

const close = (server) => {
  server.closeAllConnections();
  server.close();
};

describe("Hono", () => {
  let server;
  let calls = 0;

  before(async () => {
    const app = new Hono();
    app.get("/open", (context) => context.text("for everybody"));
    app.get("/feed", storeAuth(verifier), (context) => {
      calls += 1;
      return context.json(context.var.storeAuth);
    });
    server = await listen(app);
  });
  after(() => close(server));

  testServer({ port: () => server.address().port, calls: () => calls });
});

test("where verifying fails, Hono answers 500 and calls no handler", async () => {
  const app = new Hono();
  let called = false;
  const broken = {
    verify() {
      throw new Error("no memory");
    },
  };
  app.onError((_error, context) => context.text("failed", 500));
  app.get("/feed", storeAuth(broken), (context) => {
    called = true;
    return context.text("");
  });
  const server = await listen(app);
  const { status } = await fetch(`http://127.0.0.1:${server.address().port}/feed`);
  close(server);
  assert.deepEqual([status, called], [500, false]);
});
