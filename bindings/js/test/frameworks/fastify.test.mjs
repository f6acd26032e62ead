// Fastify.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import fastify from "fastify";
import { storeAuth } from "store-auth/fastify";
import { testServer, verifier } from "./asks.mjs";

describe("Fastify", () => {
  const app = fastify();
  let calls = 0;

  before(async () => {
    app.get("/open", async () => "for everybody");
    app.register(async (data) => {
      data.register(storeAuth, { verifier });
      data.get("/feed", async (request) => {
        calls += 1;
        return request.storeAuth;
      });
    });
    await app.listen({ port: 0, host: "127.0.0.1" });
  });
  after(() => app.close());

  testServer({ port: () => app.server.address().port, calls: () => calls });
});

test("a plugin without a verifier starts no server", async () => {
  for (const options of [{}, { verifier: null }, { verifier: "key" }]) {
    const app = fastify();
    app.register(storeAuth, options);
    await assert.rejects(app.ready(), { name: "TypeError", message: "verifier: expected a Verifier" });
  }
});

test("where verifying fails, Fastify answers 500 and calls no handler", async () => {
  const app = fastify();
  let called = false;
  const broken = {
    verify() {
      throw new Error("no memory");
    },
  };
  app.register(storeAuth, { verifier: broken });
  app.register(async (data) => {
    data.get("/feed", async () => {
      called = true;
      return "";
    });
  });
  const url = await app.listen({ port: 0, host: "127.0.0.1" });
  const { status } = await fetch(`${url}/feed`);
  await app.close();
  assert.deepEqual([status, called], [500, false]);
});
