// Asks by a script, in a real browser, of a Store whose answers the page may not read otherwise.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { authorized, denied, PRODUCT } from "../support.mjs";
import { context, store } from "./store-and-context.mjs";

let page;

beforeEach(async () => {
  page = await context.newPage();
  await page.goto("/blank");
  await page.addScriptTag({ url: "/dist/store-auth.js" });
});

/** What the Store answers to a script. */
const script = (body) => (url) => ({
  headers: { "Content-Type": "application/javascript", "Access-Control-Allow-Origin": "https://other.example" },
  body: `${url.searchParams.get("callback")}(${body});`,
});

const authorize = (options = {}) =>
  page.evaluate((options) => new window.StoreAuth(options).authorize(), {
    store: store.url,
    id: "DISPLAY1",
    productCode: PRODUCT,
    jsonp: true,
    ...options,
  });

test("a script brings an authorization", async () => {
  store.answer = script(authorized());
  assert.equal((await authorize()).name, "authorized");
  assert.equal(store.asked[0].searchParams.get("id"), "DISPLAY1");
});

test("a script brings a denial", async () => {
  store.answer = script(denied());
  assert.deepEqual(await authorize(), { name: "denied", until: null, reason: "Subscription is not active." });
});

for (const text of ["Too many requests.", "Store is unavailable."]) {
  test(`"${text}" is no denial`, async () => {
    store.answer = script(denied(text));
    assert.deepEqual(await authorize(), { name: "unreachable", until: null, reason: text });
  });
}

test("a script that is not there is a network failure", async () => {
  store.answer = () => ({ status: 404 });
  assert.equal((await authorize()).reason, "network");
});

test("a script that calls nobody is no answer", async () => {
  store.answer = () => ({ headers: { "Content-Type": "application/javascript" }, body: "1;" });
  assert.equal((await authorize()).reason, "answer");
});

test("a script that never comes is a time-out", async () => {
  store.answer = () => null;
  assert.equal((await authorize({ timeout: 50 })).reason, "timeout");
});

test("a script that comes after the time-out does nothing, and throws nothing", async () => {
  const errors = [];
  page.on("pageerror", (error) => errors.push(error));
  let answerLate;
  const late = new Promise((resolve) => {
    answerLate = resolve;
  });
  store.answer = async (url) => {
    await late;
    return script(authorized())(url);
  };
  const name = await page.evaluate(
    async (options) => {
      window.auth = new window.StoreAuth(options);
      return (await window.auth.authorize()).name;
    },
    { store: store.url, id: "DISPLAY1", productCode: PRODUCT, jsonp: true, timeout: 50 },
  );
  assert.equal(name, "unreachable");
  const loaded = page.waitForFunction(() => !document.querySelector("script[src*=callback]"));
  answerLate();
  await loaded;
  assert.equal(await page.evaluate(() => window.auth.state.name), "unreachable");
  assert.deepEqual(errors, []);
});

test("nothing is left of a script in the page", async () => {
  store.answer = script(authorized());
  await authorize();
  const left = () => [
    document.querySelectorAll("script[src*=callback]").length,
    Object.keys(window).filter((name) => /^storeAuth/.test(name)).length,
  ];
  await page.waitForFunction(() => !document.querySelector("script[src*=callback]"));
  assert.deepEqual(await page.evaluate(left), [0, 0]);
});

test("two Apps of one page do not get each other's answer", async () => {
  store.answer = (url) => script(url.searchParams.get("id") === "DISPLAY1" ? authorized() : denied())(url);
  const [one, two] = await Promise.all([authorize(), authorize({ id: "DISPLAY2" })]);
  assert.deepEqual([one.name, two.name], ["authorized", "denied"]);
});
