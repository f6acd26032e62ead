// Ids that an App has from a function.

import assert from "node:assert/strict";
import { test } from "node:test";
import { StoreAuth } from "../dist/index.js";
import { authorized, PRODUCT, TestClock, TestStorage, told } from "./support.mjs";

/** An App, and the ids that its Store was asked for. */
function app(id, storage = new TestStorage(), options = {}) {
  const asked = [];
  const auth = new StoreAuth({
    store: "https://store.example/",
    id,
    productCode: PRODUCT,
    storage,
    fetch: async (url) => {
      asked.push(new URL(url).searchParams.get("id"));
      return new Response(authorized());
    },
    ...options,
  });
  return { auth, asked };
}

test("an id may come at once", async () => {
  const { auth, asked } = app(() => "DISPLAY1");
  await auth.authorize();
  assert.deepEqual(asked, ["DISPLAY1"]);
});

test("an id may come later", async () => {
  const { auth, asked } = app(async () => "DISPLAY1");
  await auth.authorize();
  assert.deepEqual(asked, ["DISPLAY1"]);
});

test("an id is obtained once for each ask", async () => {
  const clock = new TestClock(Date.now());
  let obtained = 0;
  const { auth, asked } = app(() => `DISPLAY${++obtained}`, new TestStorage(), { clock });
  await auth.authorize();
  assert.deepEqual(asked, ["DISPLAY1"]);
});

test("an id that cannot be had is a failure with its text, and the Store is not asked", async () => {
  const { auth, asked } = app(() => Promise.reject(new Error("the Viewer is not there")));
  assert.deepEqual(await auth.authorize(), { name: "unreachable", until: null, reason: "the Viewer is not there" });
  assert.deepEqual(asked, []);
});

test("so is what a function throws", async () => {
  const { auth } = app(() => {
    throw new Error("the Viewer is not there");
  });
  assert.equal((await auth.authorize()).reason, "the Viewer is not there");
});

test("an error that is a text is that text", async () => {
  const { auth } = app(() => Promise.reject("no Viewer"));
  assert.equal((await auth.authorize()).reason, "no Viewer");
});

for (const [what, error, reason] of [
  ["an empty text", "", "no id"],
  ["an error without a text", Object.assign(new Error(""), { name: "" }), "no id"],
  ["a symbol", Symbol("id"), "no id"],
  ["an object that has no text", Object.create(null), "no id"],
  ["an error whose text is an object that has none", { message: Object.create(null) }, "no id"],
  ["nothing", undefined, "undefined"],
]) {
  test(`an error that is ${what} is a failure too, and the Store is not asked`, async () => {
    const { auth, asked } = app(() => Promise.reject(error));
    assert.deepEqual(await auth.authorize(), { name: "unreachable", until: null, reason });
    assert.deepEqual(asked, []);
  });
}

for (const value of [undefined, "", "a b", 12, null]) {
  test(`an id that is ${JSON.stringify(value)} is none`, async () => {
    const { auth, asked } = app(async () => value);
    assert.match((await auth.authorize()).reason, /^id: expected 1 to 64 visible ASCII characters without #/);
    assert.deepEqual(asked, []);
  });
}

test("an id that never comes is a time-out", async () => {
  const auth = new StoreAuth({
    store: "https://store.example/",
    id: () => new Promise(() => {}),
    productCode: PRODUCT,
    storage: new TestStorage(),
    timeout: 10,
  });
  assert.equal((await auth.authorize()).reason, "timeout");
});

test("an App whose id cannot be had at its next start has what was kept for its last id", async () => {
  const storage = new TestStorage();
  await app(() => "DISPLAY1", storage).auth.authorize();
  const { auth } = app(() => Promise.reject(new Error("no Viewer")), storage);
  auth.start();
  assert.equal(auth.state.name, "authorized");
  await auth.authorize();
  assert.equal(auth.state.name, "authorized");
  auth.stop();
});

test("an id that comes after the stop is not asked for, and changes nothing", async () => {
  let come;
  const storage = new TestStorage();
  const { auth, asked } = app(() => new Promise((resolve) => (come = resolve)), storage);
  auth.start();
  auth.stop();
  come("DISPLAY1");
  await new Promise(setImmediate);
  assert.deepEqual(asked, []);
  assert.equal(storage.values.size, 0);
});

test("without an id nothing is kept", async () => {
  const storage = new TestStorage();
  await app(() => Promise.reject(new Error("no Viewer")), storage).auth.authorize();
  assert.equal(storage.values.size, 0);
});

test("what was kept for another id does not count once the id is there", async () => {
  const storage = new TestStorage();
  await app(() => "DISPLAY1", storage).auth.authorize();
  const { auth, asked } = app(async () => "DISPLAY2", storage);
  await auth.authorize();
  assert.deepEqual(asked, ["DISPLAY2"]);
});

test("an App asks for the id that it has now", async () => {
  let id = "DISPLAY1";
  const storage = new TestStorage();
  const { auth, asked } = app(() => id, storage);
  auth.start();
  await told(auth, "authorized");
  auth.stop();
  id = "DISPLAY2";
  auth.start();
  await told(auth, "authorized");
  auth.stop();
  assert.deepEqual(asked, ["DISPLAY1", "DISPLAY2"]);
});

test("with a fresh authorization of its id an App asks nothing at the start", async () => {
  const storage = new TestStorage();
  await app(async () => "DISPLAY1", storage).auth.authorize();
  const { auth, asked } = app(async () => "DISPLAY1", storage);
  assert.equal((await auth.authorize()).name, "authorized");
  assert.deepEqual(asked, []);
});

test("an id that never comes is no failure where nothing is due", async () => {
  const clock = new TestClock(Date.now());
  const storage = new TestStorage();
  await app(() => "DISPLAY1", storage, { clock }).auth.authorize();
  let obtained = 0;
  const id = () => {
    obtained++;
    return new Promise(() => {});
  };
  const { auth } = app(id, storage, { clock });
  auth.start();
  // After a failure it would ask again within minutes.
  clock.advance(60 * 60_000);
  assert.equal(obtained, 1);
  auth.stop();
});

test("a 401 while the id is found at a start has the Store asked then", async () => {
  const storage = new TestStorage();
  await app(() => "DISPLAY1", storage, { servers: ["A"] }).auth.authorize();
  const asked = [];
  const statuses = [401, 200];
  let come;
  const id = () => new Promise((resolve) => (come = resolve));
  const fetch = async (url) => {
    if (new URL(url).hostname === "store.example") {
      asked.push(url);
      return new Response(authorized());
    }
    setImmediate(() => come("DISPLAY1"));
    return new Response(null, { status: statuses.shift() });
  };
  const { auth } = app(id, storage, { servers: ["A"], fetch });
  auth.start();
  assert.equal((await auth.fetch("A", "https://data.example/feed")).status, 200);
  assert.equal(asked.length, 1);
  auth.stop();
});
