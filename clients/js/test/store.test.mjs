// Asks to a Store over HTTP.

import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { StoreAuth } from "../dist/index.js";
import {
  authorized,
  DAY,
  denied,
  HOUR,
  java,
  PRODUCT,
  serve,
  served,
  TestClock,
  TestStorage,
  told,
} from "./support.mjs";

const app = (server, options) =>
  new StoreAuth({
    store: server.url,
    id: "XU4XHT8XQDWK",
    productCode: PRODUCT,
    servers: ["A"],
    storage: new TestStorage(),
    ...options,
  });

test("an App asks for its id, product and servers", async () => {
  const server = await served(() => authorized());
  await app(server, { servers: ["A", "B"] }).authorize();
  const [url] = server.asked;
  assert.equal(url.pathname, "/v1/widget/auth");
  assert.deepEqual(Object.fromEntries(url.searchParams), { id: "XU4XHT8XQDWK", pc: PRODUCT, srv: "A,B" });
});

test("an App without servers names none", async () => {
  const server = await served(() => authorized());
  await app(server, { servers: undefined }).authorize();
  assert.equal(server.asked[0].searchParams.has("srv"), false);
});

test("a company asks with its cid", async () => {
  const server = await served(() => authorized());
  await app(server, { id: undefined, cid: "5ba51b5c-5bfd-4cf9-8b26-0dfb2c1a8b1a" }).authorize();
  assert.equal(server.asked[0].searchParams.get("cid"), "5ba51b5c-5bfd-4cf9-8b26-0dfb2c1a8b1a");
  assert.equal(server.asked[0].searchParams.has("id"), false);
});

test("an App can forbid the start of a trial", async () => {
  const server = await served(() => authorized());
  await app(server, { startTrial: false }).authorize();
  assert.equal(server.asked[0].searchParams.get("startTrial"), "false");
});

test("what has a meaning in a query is escaped", async () => {
  const server = await served(() => authorized());
  await app(server, { id: "A&pc=+%/" }).authorize();
  assert.equal(server.asked[0].searchParams.get("id"), "A&pc=+%/");
  assert.deepEqual(server.asked[0].searchParams.getAll("pc"), [PRODUCT]);
});

for (const suffix of ["", "/", "//"]) {
  test(`a Store may lie under a path that ends in "${suffix}"`, async () => {
    const server = await served(() => authorized());
    await app(server, { store: `${server.url}store${suffix}` }).authorize();
    assert.equal(server.asked[0].pathname, "/store/v1/widget/auth");
  });
}

test("an authorization says until when", async () => {
  const server = await served(() => authorized({ expiry: "2099-04-26T08:17:59.059+0000" }));
  assert.deepEqual(await app(server).authorize(), {
    name: "authorized",
    until: Date.UTC(2099, 3, 26, 8, 17, 59),
    reason: null,
  });
});

test("a denial says why", async () => {
  const server = await served(() => denied("Product not found."));
  assert.deepEqual(await app(server).authorize(), { name: "denied", until: null, reason: "Product not found." });
});

test("a Store that is not there is a network failure", async () => {
  const server = await serve(() => authorized());
  await server.close();
  assert.deepEqual(await app(server).authorize(), { name: "unreachable", until: null, reason: "network" });
});

test("a Store that ends in the middle of an answer is a network failure", async () => {
  const server = await served((_, request) => {
    request.socket.end("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{");
    return null;
  });
  assert.equal((await app(server).authorize()).reason, "network");
});

test("a Store that has not answered after 30 seconds is a time-out, which ends the connection", async () => {
  const server = await served(() => null);
  const clock = new TestClock(Date.now());
  const state = app(server, { clock }).authorize();
  const { socket } = await firstRequest(server);
  clock.advance(30_000);
  assert.equal((await state).reason, "timeout");
  await closed(socket);
});

test("an App may wait for less", async () => {
  const server = await served(() => null);
  const clock = new TestClock(Date.now());
  const state = app(server, { clock, timeout: 1000 }).authorize();
  await firstRequest(server);
  clock.advance(1000);
  assert.equal((await state).reason, "timeout");
});

test("a redirect is not followed", async () => {
  const server = await served((url) =>
    url.pathname === "/elsewhere" ? authorized() : { status: 302, headers: { Location: "/elsewhere" } },
  );
  assert.equal((await app(server).authorize()).name, "unreachable");
  assert.equal(server.asked.length, 1);
});

test("an App sends no cookie and asks for no stored answer", async () => {
  let sent;
  const auth = app(
    { url: "https://store.example/" },
    {
      fetch: async (_, init) => {
        sent = init;
        return new Response(authorized());
      },
    },
  );
  await auth.authorize();
  assert.equal(sent.credentials, "omit");
  assert.equal(sent.cache, "no-store");
});

test("an answer of the original Store is understood as it is", async () => {
  // Recorded, as it came, an hour and a bit before it was over.
  const recorded =
    '{"authorized":true,"expiry":"2016-04-26T08:17:59.059+0000","expiry_time":"2016-04-26T08:17:59.059+0000","signatures":null,"error":null}';
  const server = await served(() => recorded);
  const clock = new TestClock(Date.UTC(2016, 3, 25, 8, 17, 59));
  const storage = new TestStorage();
  assert.deepEqual(await app(server, { clock, storage, servers: [] }).authorize(), {
    name: "authorized",
    until: Date.UTC(2016, 3, 26, 8, 17, 59),
    reason: null,
  });
  assert.deepEqual([...storage.values.values()].map(JSON.parse), [
    { expiry: "2016-04-26T08:17:59.059+0000", signatures: {}, received: Date.UTC(2016, 3, 25, 8, 17, 59) },
  ]);
});

test("a denial of the original Store is understood as it is", async () => {
  const recorded =
    '{"authorized":false,"expiry":null,"signatures":null,"error":{"message":"Subscription is not active."}}';
  const server = await served(() => recorded);
  assert.deepEqual(await app(server).authorize(), {
    name: "denied",
    until: null,
    reason: "Subscription is not active.",
  });
});

test("an answer as the original Store documents it is understood", async () => {
  const documented =
    '{"authorized":true,"expiry_time":"2014-03-27T18:25:43.511Z", "signatures":[{"serverId":"RiseFinancial", "value":"8cb2237d0679ca88db6464eac60da96345513964"}], "error":null}';
  const server = await served(() => documented);
  const clock = new TestClock(Date.UTC(2014, 2, 27));
  const auth = app(server, { clock, servers: ["RiseFinancial"] });
  assert.equal((await auth.authorize()).until, Date.UTC(2014, 2, 27, 18, 25, 43, 511));
  assert.match(
    await auth.signedUrl("RiseFinancial", "https://data.example/"),
    /&expiry=2014-03-27T18%3A25%3A43\.511Z&signature=8cb2237d0679ca88db6464eac60da96345513964$/,
  );
});

test("an answer from 2016 is a wrong clock today", async () => {
  const server = await served(() => authorized({ expiry: "2016-04-26T08:17:59.059+0000" }));
  assert.equal((await app(server).authorize()).reason, "clock");
});

test("a header Retry-After is kept to", async () => {
  const server = await served(() => ({
    status: 503,
    headers: { "Retry-After": "7200" },
    body: denied("Store is unavailable."),
  }));
  const clock = new TestClock(Date.now());
  const auth = app(server, { clock, random: () => 0 });
  assert.equal((await auth.authorize()).reason, "Store is unavailable.");
  clock.advance(2 * HOUR - 1);
  await auth.authorize();
  assert.equal(server.asked.length, 1);
  clock.advance(1);
  await auth.authorize();
  assert.equal(server.asked.length, 2);
});

test("an App that has started asks again by itself", async () => {
  const server = await served((_, __, count) => (count === 1 ? denied() : authorized()));
  const clock = new TestClock(Date.now());
  const auth = app(server, { clock, random: () => 0 });
  auth.start();
  await told(auth, "denied");
  clock.advance(HOUR);
  await told(auth, "authorized");
  auth.stop();
});

test("a start tells its state at once, and each change after", async () => {
  const server = await served(() => authorized({ expiry: java(Date.now() + DAY) }));
  const auth = app(server);
  const names = [];
  auth.addEventListener("change", () => names.push(auth.state.name));
  auth.start();
  assert.deepEqual(names, ["starting"]);
  await told(auth, "authorized");
  assert.deepEqual(names, ["starting", "authorized"]);
  auth.stop();
});

test("starting what is started asks nothing", async () => {
  const server = await served(() => authorized());
  const auth = app(server);
  auth.start();
  auth.start();
  await told(auth, "authorized");
  assert.equal(server.asked.length, 1);
  auth.stop();
});

test("several that want an answer at once share one ask", async () => {
  const server = await served(() => authorized());
  const auth = app(server);
  const states = await Promise.all([auth.authorize(), auth.authorize(), auth.authorize()]);
  assert.deepEqual(
    states.map(({ name }) => name),
    ["authorized", "authorized", "authorized"],
  );
  assert.equal(server.asked.length, 1);
});

test("asking without timers leaves none", async () => {
  const server = await served(() => authorized());
  const clock = new TestClock(Date.now());
  await app(server, { clock }).authorize();
  assert.equal(clock.timers.size, 0);
});

test("asking without timers asks again when it is time", async () => {
  const clock = new TestClock(Date.now());
  const server = await served(() => authorized({ expiry: java(clock.now() + DAY) }));
  const auth = app(server, { clock, random: () => 0 });
  await auth.authorize();
  clock.advance(23 * HOUR - 1000);
  await auth.authorize();
  assert.equal(server.asked.length, 1);
  clock.advance(1000);
  await auth.authorize();
  assert.equal(server.asked.length, 2);
});

test("no timer is longer than the wake of ten minutes", async () => {
  const server = await served(() => authorized({ expiry: java(Date.now() + 60 * DAY) }));
  const clock = new TestClock(Date.now());
  const auth = app(server, { clock });
  auth.start();
  await told(auth, "authorized");
  clock.advance(DAY);
  assert.equal(Math.max(...clock.delays), 600_000);
  auth.stop();
});

test("a machine that slept asks as soon as its host says that it woke", async () => {
  const server = await served(() => authorized({ expiry: java(Date.now() + DAY) }));
  const clock = new TestClock(Date.now());
  const auth = app(server, { clock });
  auth.start();
  await told(auth, "authorized");
  clock.jump(2 * DAY);
  assert.deepEqual(auth.state, { name: "unreachable", until: null, reason: "expired" });
  clock.advance(300_000);
  auth.wake();
  await auth.authorize();
  assert.equal(server.asked.length, 2);
  auth.stop();
});

test("what has not started does not wake", async () => {
  const server = await served(() => authorized());
  app(server).wake();
  assert.equal(server.asked.length, 0);
});

test("stopping cuts off an ask, and tells nothing", async () => {
  const server = await served(() => null);
  const auth = app(server);
  auth.start();
  const { socket } = await firstRequest(server);
  auth.addEventListener("change", () => assert.fail("told"));
  auth.stop();
  await closed(socket);
  assert.equal(auth.state.name, "starting");
});

test("what has stopped asks nothing, whoever wants to know", async () => {
  const server = await served(() => denied());
  const auth = app(server);
  auth.start();
  auth.stop();
  assert.equal((await auth.authorize()).name, "starting");
  await assert.rejects(auth.signedUrl("A", "https://data.example/"), {
    name: "NotAuthorizedError",
    message: "starting: stopped",
  });
});

test("what has stopped can start again", async () => {
  const server = await served(() => authorized());
  const auth = app(server);
  auth.start();
  auth.stop();
  auth.start();
  await told(auth, "authorized");
  auth.stop();
});

test("a signal stops", async () => {
  const server = await served(() => null);
  const { signal, abort } = controller();
  const clock = new TestClock(Date.now());
  const auth = app(server, { signal, clock });
  auth.start();
  abort();
  assert.equal(clock.timers.size, 0);
  assert.equal((await auth.authorize()).name, "starting");
});

test("what was stopped by a signal before does not start", async () => {
  const server = await served(() => authorized());
  const { signal, abort } = controller();
  abort();
  const auth = app(server, { signal });
  auth.start();
  await auth.authorize();
  assert.equal(server.asked.length, 0);
});

/** When a connection has ended, which it does within ten seconds. */
async function closed(socket) {
  socket.destroyed || (await once(socket, "close", { signal: AbortSignal.timeout(10_000) }));
}

/** The first request, which comes within ten seconds. */
async function firstRequest({ requests }) {
  const end = Date.now() + 10_000;
  while (requests.length === 0) {
    assert.ok(Date.now() < end, "no request has come");
    await new Promise(setImmediate);
  }
  return requests[0];
}

function controller() {
  const abort = new AbortController();
  return { signal: abort.signal, abort: () => abort.abort() };
}
