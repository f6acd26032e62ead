// Express, and Node's own server.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";
import express from "express";
import { storeAuth } from "store-auth/express";
import { testServer, verifier } from "./asks.mjs";

const close = (server) => {
  server.closeAllConnections();
  server.close();
};

describe("Express", () => {
  let server;
  let calls = 0;

  before(async () => {
    const app = express();
    app.get("/open", (_request, response) => response.send("for everybody"));
    app.use("/feed", storeAuth(verifier));
    app.get("/feed", (request, response) => {
      calls += 1;
      response.json(request.storeAuth);
    });
    server = app.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  after(() => close(server));

  testServer({ port: () => server.address().port, calls: () => calls });
});

describe("Express with a router that has it", () => {
  let server;
  let calls = 0;

  before(async () => {
    const app = express();
    const router = express.Router();
    router.use(storeAuth(verifier));
    router.get("/", (request, response) => {
      calls += 1;
      response.json(request.storeAuth);
    });
    app.get("/open", (_request, response) => response.send("for everybody"));
    app.use("/feed", router);
    server = app.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  after(() => close(server));

  testServer({ port: () => server.address().port, calls: () => calls });
});

describe("Node's own server", () => {
  let server;
  let calls = 0;

  before(async () => {
    const protect = storeAuth(verifier);
    server = createServer((request, response) => {
      if (request.url === "/open") {
        response.end("for everybody");
        return;
      }
      protect(request, response, () => {
        calls += 1;
        response.end(JSON.stringify(request.storeAuth));
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  after(() => close(server));

  testServer({ port: () => server.address().port, calls: () => calls });
});

test("where verifying fails, Express answers 500 and calls no handler", async () => {
  const app = express();
  let called = false;
  // Express writes errors on standard error, unless it is told that it is tested.
  app.set("env", "test");
  const broken = {
    verify() {
      throw new Error("no memory");
    },
  };
  app.get("/feed", storeAuth(broken), (_request, response) => {
    called = true;
    response.end();
  });
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { status } = await fetch(`http://127.0.0.1:${server.address().port}/feed`);
  close(server);
  assert.deepEqual([status, called], [500, false]);
});
