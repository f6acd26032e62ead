// Asks by a script. What a page does with one is simulated, the Store is there; test/browser has the same in a browser.

import assert from "node:assert/strict";
import { test } from "node:test";
import { runInThisContext } from "node:vm";
import { StoreAuth } from "../dist/index.js";
import { authorized, denied, PRODUCT, served, TestStorage } from "./support.mjs";

/** The scripts in the page. */
const scripts = new Set();

globalThis.window = globalThis;
globalThis.document = {
  createElement: (name) => ({ name, remove: () => {} }),
  head: {
    async appendChild(element) {
      assert.equal(element.name, "script");
      scripts.add(element);
      element.remove = () => scripts.delete(element);
      const response = await fetch(element.src);
      if (response.ok) {
        runInThisContext(await response.text());
        element.onload({ type: "load" });
      } else {
        element.onerror({ type: "error" });
      }
    },
  },
};
const callbacks = () => Object.keys(globalThis).filter((name) => /^storeAuth/.test(name));

/** What the Store answers to a script. */
const script = (body) => (url) => `${url.searchParams.get("callback")}(${body});`;

const app = (server, options) =>
  new StoreAuth({
    store: server.url,
    id: "DISPLAY1",
    productCode: PRODUCT,
    storage: new TestStorage(),
    jsonp: true,
    timeout: 10_000,
    ...options,
  });

test("a script brings an authorization", async () => {
  const server = await served(script(authorized()));
  assert.equal((await app(server).authorize()).name, "authorized");
  assert.equal(server.asked[0].searchParams.get("id"), "DISPLAY1");
});

test("a script brings a denial", async () => {
  const server = await served(script(denied()));
  assert.equal((await app(server).authorize()).reason, "Subscription is not active.");
});

test("a script that is not there is a network failure", async () => {
  const server = await served(() => ({ status: 404 }));
  assert.equal((await app(server).authorize()).reason, "network");
});

test("a script that calls nobody is no answer", async () => {
  const server = await served(() => "1;");
  assert.equal((await app(server).authorize()).reason, "answer");
});

for (const [what, answer] of [
  ["was loaded", script(authorized())],
  ["was not there", () => ({ status: 404 })],
]) {
  test(`nothing is left of a script that ${what}`, async () => {
    await app(await served(answer)).authorize();
    await new Promise(setImmediate);
    assert.deepEqual([scripts.size, callbacks()], [0, []]);
  });
}

test("a script that comes after the time-out finds its callback, and changes nothing", async () => {
  let come;
  const late = new Promise((resolve) => (come = resolve));
  const server = await served(async (url) => {
    await late;
    return script(authorized())(url);
  });
  const auth = app(server, { timeout: 10 });
  assert.equal((await auth.authorize()).reason, "timeout");
  const [element] = scripts;
  const { onload } = element;
  const loaded = new Promise((resolve) => {
    element.onload = (event) => resolve(onload(event));
  });
  come();
  await loaded;
  assert.equal(auth.state.reason, "timeout");
});

test("two Apps of one page do not get each other's answer", async () => {
  const server = await served((url) =>
    script(url.searchParams.get("id") === "DISPLAY1" ? authorized() : denied())(url),
  );
  const states = await Promise.all([app(server).authorize(), app(server, { id: "DISPLAY2" }).authorize()]);
  assert.deepEqual(
    states.map(({ name }) => name),
    ["authorized", "denied"],
  );
});
