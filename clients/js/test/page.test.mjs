// What a page hears of; test/browser has the same in a browser.

import assert from "node:assert/strict";
import { test } from "node:test";
import { StoreAuth } from "../dist/index.js";
import { authorized, DAY, denied, java, PRODUCT, TestClock, TestStorage, told } from "./support.mjs";

const page = new EventTarget();
globalThis.addEventListener = page.addEventListener.bind(page);
globalThis.removeEventListener = page.removeEventListener.bind(page);

/** An App that has an authorization and slept until after its expiry, and how often its Store was asked. */
async function slept() {
  const clock = new TestClock(Date.now());
  const asked = [];
  const auth = new StoreAuth({
    store: "https://store.example/",
    id: "DISPLAY1",
    productCode: PRODUCT,
    storage: new TestStorage(),
    clock,
    fetch: async (url) => {
      asked.push(url);
      return new Response(authorized({ expiry: java(clock.now() + DAY) }));
    },
  });
  auth.start();
  await told(auth, "authorized");
  clock.advance(300_000);
  clock.jump(2 * DAY);
  assert.equal(asked.length, 1);
  return { auth, asked };
}

for (const type of ["online", "pageshow", "visibilitychange"]) {
  test(`a page that hears of ${type} asks if an ask is due`, async () => {
    const { auth, asked } = await slept();
    page.dispatchEvent(new Event(type));
    assert.equal(auth.state.name, "unreachable");
    await told(auth, "authorized");
    assert.equal(asked.length, 2);
    auth.stop();
  });
}

test("after a failure a page that is shown again asks no earlier, but one that is online again does", async () => {
  let asked = 0;
  const auth = new StoreAuth({
    store: "https://store.example/",
    id: "DISPLAY1",
    productCode: PRODUCT,
    storage: new TestStorage(),
    clock: new TestClock(Date.now()),
    fetch: async () => {
      asked++;
      throw new TypeError("fetch failed");
    },
  });
  auth.start();
  await told(auth, "unreachable");
  page.dispatchEvent(new Event("pageshow"));
  page.dispatchEvent(new Event("visibilitychange"));
  await auth.authorize();
  assert.equal(asked, 1);
  page.dispatchEvent(new Event("online"));
  await auth.authorize();
  assert.equal(asked, 2);
  auth.stop();
});

/** What a page hears when another tab has changed this key, or has removed everything. */
const stored = (key) => Object.assign(new Event("storage"), { key });
const cleared = () => stored(null);

test("an App asks when another tab has removed everything, and not when it has changed what is another's", async () => {
  const storage = new TestStorage();
  let asked = 0;
  const auth = new StoreAuth({
    store: "https://store.example/",
    id: "DISPLAY1",
    productCode: PRODUCT,
    storage,
    fetch: async () => new Response(++asked === 1 ? denied() : authorized()),
  });
  auth.start();
  await told(auth, "denied");
  page.dispatchEvent(stored("another"));
  await auth.authorize();
  assert.equal(asked, 1);
  page.dispatchEvent(cleared());
  await told(auth, "authorized");
  auth.stop();
});

test("an App that has had no id has nothing that another tab could change", async () => {
  let obtained = 0;
  const auth = new StoreAuth({
    store: "https://store.example/",
    id: () => {
      obtained++;
      throw new Error("no Viewer");
    },
    productCode: PRODUCT,
    storage: new TestStorage(),
    clock: new TestClock(Date.now()),
  });
  auth.start();
  await told(auth, "unreachable");
  page.dispatchEvent(cleared());
  await auth.authorize();
  assert.equal(obtained, 1);
  auth.stop();
});

test("what has stopped hears of no other tab", async () => {
  const storage = new TestStorage();
  const app = (answer) =>
    new StoreAuth({
      store: "https://store.example/",
      id: "DISPLAY1",
      productCode: PRODUCT,
      storage,
      fetch: async () => new Response(answer),
    });
  const auth = app(denied());
  auth.start();
  await told(auth, "denied");
  auth.stop();
  await app(authorized()).authorize();
  page.dispatchEvent(cleared());
  assert.equal(auth.state.name, "denied");
});
