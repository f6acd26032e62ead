// Requests to data servers, with what the Store gave.

import assert from "node:assert/strict";
import { test } from "node:test";
import { NotAuthorizedError, StoreAuth } from "../dist/index.js";
import {
  atEnd,
  authorized,
  DAY,
  denied,
  HOUR,
  java,
  PRODUCT,
  SIGNATURE,
  serve,
  served,
  TestClock,
  TestStorage,
  told,
} from "./support.mjs";

const expiry = java(Date.now() + DAY);
const KEY_CHANGED = { status: 401, headers: { "WWW-Authenticate": "StoreAuth" } };

async function app(answer, options) {
  const store = await served(answer);
  const auth = new StoreAuth({
    store: store.url,
    id: "XU4XHT8XQDWK",
    productCode: PRODUCT,
    servers: ["A"],
    storage: new TestStorage(),
    ...options,
  });
  atEnd(() => auth.stop());
  return { store, auth };
}

test("a request carries the four fields, the expiry exactly as it was received", async () => {
  const { auth } = await app(() => authorized({ expiry }));
  const data = await served(() => "data");
  const answer = await auth.fetch("A", `${data.url}feed?symbol=IBM`);
  assert.equal(await answer.text(), "data");
  assert.deepEqual(Object.fromEntries(data.asked[0].searchParams), {
    symbol: "IBM",
    id: "XU4XHT8XQDWK",
    pc: PRODUCT,
    expiry,
    signature: SIGNATURE,
  });
  assert.ok(data.asked[0].search.includes("%2B0000&"), "a + would be read as a space");
});

test("each server gets its own signature", async () => {
  const values = { A: "0".repeat(40), B: "1".repeat(40) };
  const signatures = Object.entries(values).map(([serverId, value]) => ({ serverId, value }));
  const { auth } = await app(() => JSON.stringify({ authorized: true, expiry, signatures }), { servers: ["A", "B"] });
  for (const server of ["A", "B"]) {
    const url = new URL(await auth.signedUrl(server, "https://data.example/feed"));
    assert.equal(url.searchParams.get("signature"), values[server]);
  }
});

test("a request of a company carries its cid", async () => {
  const { auth } = await app(() => authorized(), { id: undefined, cid: "company" });
  assert.match(await auth.signedUrl("A", "https://data.example/feed"), /\?cid=company&pc=/);
});

const urls = [
  ["a query begins where there is none", "https://data.example/feed", /^https:\/\/data\.example\/feed\?id=[^?#]+$/],
  ["a query goes on where there is one", "https://data.example/feed?a=b", /feed\?a=b&id=[^?#]+$/],
  ["a query stands before a fragment", "https://data.example/feed#top", /feed\?id=[^?#]+#top$/],
  ["a ? in a fragment is no query", "feed#top?a", /^feed\?id=[^?#]+#top\?a$/],
  ["a URL may be relative", "feed", /^feed\?id=/],
  ["a URL may be an object", new URL("https://data.example"), /^https:\/\/data\.example\/\?id=/],
];

for (const [name, url, signed] of urls) {
  test(name, async () => {
    const { auth } = await app(() => authorized());
    assert.match(await auth.signedUrl("A", url), signed);
  });
}

test("what else a request has is passed on", async () => {
  const { auth } = await app(() => authorized());
  const data = await served(() => "data");
  await auth.fetch("A", data.url, { method: "PUT", headers: { "X-App": "1" } });
  assert.equal(data.requests[0].method, "PUT");
  assert.equal(data.requests[0].headers["x-app"], "1");
});

test("a request waits for the first answer", async () => {
  const { auth, store } = await app(() => authorized());
  const data = await served(() => "data");
  auth.start();
  assert.equal((await auth.fetch("A", data.url)).status, 200);
  assert.equal(store.asked.length, 1);
});

test("a request does not wait for an ask while there is an authorization", async () => {
  const clock = new TestClock(Date.now());
  const answer = (_, __, count) => (count === 1 ? authorized({ expiry: java(clock.now() + DAY) }) : null);
  // The ask begins within the last second of the 23 hours, and has no answer.
  const { auth } = await app(answer, { clock, random: () => 0 });
  auth.start();
  await told(auth, "authorized");
  clock.advance(23 * HOUR);
  let url;
  auth.signedUrl("A", "https://data.example/feed").then((signed) => {
    url = signed;
  });
  await new Promise(setImmediate);
  assert.match(url, /signature=/);
});

test("a request of a denied App is an error that says why", async () => {
  const { auth } = await app(() => denied());
  await assert.rejects(auth.fetch("A", "https://data.example/"), (error) => {
    assert.ok(error instanceof NotAuthorizedError);
    assert.equal(error.message, "denied: Subscription is not active.");
    assert.deepEqual(error.state, auth.state);
    return true;
  });
});

test("after the expiry there is nothing to send", async () => {
  const clock = new TestClock(Date.now());
  const { auth } = await app((_, __, count) => (count === 1 ? authorized({ expiry }) : null), { clock });
  auth.start();
  await auth.authorize();
  clock.jump(2 * DAY);
  await assert.rejects(auth.fetch("A", "https://data.example/"), { message: "unreachable: expired" });
});

test("a server that the Store does not know has no signature", async () => {
  const { auth } = await app(() => authorized({ servers: ["A", "B"] }));
  // The last is what every object has.
  for (const server of ["C", "constructor"]) {
    await assert.rejects(auth.signedUrl(server, "https://data.example/"), { message: "server: expected one of A,B" });
  }
});

test("a signature that is empty is none", async () => {
  const signatures = [{ serverId: "A", value: "" }];
  const { auth } = await app(() => JSON.stringify({ authorized: true, expiry, signatures }));
  await assert.rejects(auth.signedUrl("A", "https://data.example/"), { message: "server: expected one of A" });
});

test("a request that fails is the error that it is", async () => {
  const { auth } = await app(() => authorized());
  const data = await serve(() => "data");
  await data.close();
  await assert.rejects(auth.fetch("A", data.url), { name: "TypeError" });
});

test("another status than 401 is passed on as it is", async () => {
  const { auth, store } = await app(() => authorized());
  const data = await served(() => ({ status: 403 }));
  assert.equal((await auth.fetch("A", data.url)).status, 403);
  assert.equal(store.asked.length, 1);
});

test("after a 401 the Store is asked once more, and the request is sent again with what it gave", async () => {
  const later = java(Date.now() + DAY + HOUR);
  const { auth, store } = await app((_, __, count) => authorized({ expiry: count === 1 ? expiry : later }));
  const data = await served((url) => (url.searchParams.get("expiry") === later ? "data" : KEY_CHANGED));
  assert.equal((await auth.fetch("A", data.url)).status, 200);
  assert.equal(store.asked.length, 2);
  assert.equal(data.asked.length, 2);
});

test("a second 401 is the outcome", async () => {
  const { auth, store } = await app(() => authorized());
  const data = await served(() => KEY_CHANGED);
  assert.equal((await auth.fetch("A", data.url)).status, 401);
  assert.equal(store.asked.length, 2);
  assert.equal(data.asked.length, 2);
});

test("the Store is not asked again within five minutes", async () => {
  const clock = new TestClock(Date.now());
  const { auth, store } = await app(() => authorized({ expiry }), { clock });
  const data = await served(() => KEY_CHANGED);
  await auth.fetch("A", data.url);
  clock.advance(299_999);
  assert.equal((await auth.fetch("A", data.url)).status, 401);
  assert.equal(store.asked.length, 2);
  assert.equal(data.asked.length, 3);
  clock.advance(1);
  await auth.fetch("A", data.url);
  assert.equal(store.asked.length, 3);
});

test("after a denial the 401 is the outcome, and the App is denied", async () => {
  const { auth } = await app((_, __, count) => (count === 1 ? authorized() : denied()));
  const data = await served(() => KEY_CHANGED);
  assert.equal((await auth.fetch("A", data.url)).status, 401);
  assert.equal(auth.state.name, "denied");
  assert.equal(data.asked.length, 1);
});

test("a Store that is down leaves the 401 and what is held", async () => {
  const { auth } = await app((_, __, count) => (count === 1 ? authorized() : { status: 503 }));
  const data = await served(() => KEY_CHANGED);
  assert.equal((await auth.fetch("A", data.url)).status, 401);
  assert.equal(auth.state.name, "authorized");
});

test("many requests with a 401 make one ask, and all are sent again", async () => {
  const later = java(Date.now() + DAY + HOUR);
  const { auth, store } = await app((_, __, count) => authorized({ expiry: count === 1 ? expiry : later }));
  const data = await served((url) => (url.searchParams.get("expiry") === later ? "data" : KEY_CHANGED));
  await auth.authorize();
  const answers = await Promise.all(Array.from({ length: 5 }, () => auth.fetch("A", data.url)));
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200, 200, 200],
  );
  assert.equal(store.asked.length, 2);
});

test("a 401 to what is no longer held is sent again without an ask", async () => {
  const clock = new TestClock(Date.now());
  const later = java(Date.now() + 2 * DAY);
  const { auth, store } = await app((_, __, count) => authorized({ expiry: count === 1 ? expiry : later }), { clock });
  await auth.authorize();
  const data = await served(async (url) => {
    if (url.searchParams.get("expiry") === later) {
      return "data";
    }
    clock.advance(23 * HOUR);
    await auth.authorize();
    return KEY_CHANGED;
  });
  assert.equal((await auth.fetch("A", data.url)).status, 200);
  assert.equal(store.asked.length, 2);
});

test("what has stopped sends with what it holds, and asks nothing after a 401", async () => {
  const { auth, store } = await app(() => authorized());
  const data = await served(() => KEY_CHANGED);
  await auth.authorize();
  auth.stop();
  assert.equal((await auth.fetch("A", data.url)).status, 401);
  assert.equal(store.asked.length, 1);
});
