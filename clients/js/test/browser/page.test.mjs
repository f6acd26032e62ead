// The client in pages of a real browser, which ask a Store of another origin.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { authorized, DAY, denied, HOUR, java, PRODUCT, SIGNATURE, serve } from "../support.mjs";
import { context, store } from "./store-and-context.mjs";

let page;

beforeEach(async () => {
  page = await open();
});

/** A tab with a client of the module in `auth`, not started. */
async function open(options = {}) {
  const tab = await context.newPage();
  await tab.goto("/blank");
  await load(tab, options);
  return tab;
}

const load = (tab, options = {}) =>
  tab.evaluate(
    async (options) => {
      const { StoreAuth } = await import("/dist/index.js");
      window.auth = new StoreAuth(options);
      window.told = async (name) => {
        while (window.auth.state.name !== name) {
          await new Promise((resolve) => window.auth.addEventListener("change", resolve, { once: true }));
        }
        return window.auth.state;
      };
    },
    { store: store.url, id: "DISPLAY1", productCode: PRODUCT, servers: ["A"], ...options },
  );

const start = (tab, name) =>
  tab.evaluate((name) => {
    window.auth.start();
    return window.told(name);
  }, name);
const state = (tab) => tab.evaluate(() => window.auth.state);

test("a page asks a Store of another origin", async () => {
  assert.equal((await start(page, "authorized")).name, "authorized");
});

test("a page is told of a denial and why", async () => {
  store.answer = () => denied("Product not found.");
  assert.equal((await start(page, "denied")).reason, "Product not found.");
});

test("a page that may not read the answer has a network failure", async () => {
  store.answer = () => ({ headers: { "Access-Control-Allow-Origin": "https://other.example" }, body: authorized() });
  assert.equal((await start(page, "unreachable")).reason, "network");
});

test("a page sends no cookie to the Store", async () => {
  let cookie;
  store.answer = (_, request) => {
    cookie = request.headers.cookie;
    return authorized();
  };
  await context.addCookies([{ name: "session", value: "1", url: store.url }]);
  await start(page, "authorized");
  assert.equal(cookie, undefined);
});

test("a page fetches data with the four fields", async () => {
  const data = await serve(() => "data");
  const text = await page.evaluate(async (url) => (await window.auth.fetch("A", url)).text(), `${data.url}feed?a=b#c`);
  assert.equal(text, "data");
  assert.deepEqual([...data.asked[0].searchParams.keys()], ["a", "id", "pc", "expiry", "signature"]);
  assert.equal(data.asked[0].searchParams.get("signature"), SIGNATURE);
  await data.close();
});

test("a page that is loaded again has its answer from before, and asks nothing", async () => {
  await start(page, "authorized");
  await page.reload();
  await load(page);
  await page.evaluate(() => window.auth.start());
  assert.equal((await state(page)).name, "authorized");
  assert.equal(store.asked.length, 1);
});

test("a page that is loaded again while the Store is down is authorized", async () => {
  await start(page, "authorized");
  await page.evaluate((by) => {
    const [key] = Object.keys(localStorage);
    const kept = JSON.parse(localStorage[key]);
    localStorage[key] = JSON.stringify({ ...kept, received: kept.received - by });
  }, HOUR);
  store.answer = () => ({ status: 503 });
  await page.reload();
  await load(page);
  const states = await page.evaluate(async () => {
    window.auth.start();
    return [window.auth.state.name, (await window.auth.authorize()).name];
  });
  assert.deepEqual(states, ["authorized", "authorized"]);
  assert.equal(store.asked.length, 2);
});

test("a second tab has the answer of the first, and asks nothing", async () => {
  await start(page, "authorized");
  const second = await open();
  assert.equal((await start(second, "authorized")).name, "authorized");
  assert.equal(store.asked.length, 1);
});

test("a tab that is denied hears that another was authorized", async () => {
  store.answer = () => denied();
  await start(page, "denied");
  store.answer = () => authorized();
  const second = await open();
  await start(second, "authorized");
  assert.equal((await page.evaluate(() => window.told("authorized"))).name, "authorized");
  assert.equal(store.asked.length, 2);
});

test("a tab asks when another was denied", async () => {
  await start(page, "authorized");
  store.answer = () => denied();
  const data = await serve(() => ({ status: 401 }));
  const second = await open();
  await second.evaluate((url) => window.auth.fetch("A", url), data.url);
  assert.equal((await page.evaluate(() => window.told("denied"))).reason, "Subscription is not active.");
  assert.equal(store.asked.length, 2 + 1);
  await data.close();
});

test("a tab asks when everything that is kept was removed", async () => {
  await start(page, "authorized");
  const second = await open();
  store.answer = () => denied();
  await second.evaluate(() => localStorage.clear());
  await page.evaluate(() => window.told("denied"));
  assert.equal(store.asked.length, 2);
});

test("a tab of another App hears nothing of it", async () => {
  store.answer = (url) => (url.searchParams.get("id") === "DISPLAY2" ? authorized() : denied());
  await start(page, "denied");
  const second = await open({ id: "DISPLAY2" });
  await start(second, "authorized");
  assert.equal((await state(page)).name, "denied");
  assert.equal(store.asked.length, 2);
});

test("a page in a sandbox, which has no storage, asks all the same", async () => {
  const name = await page.evaluate(
    ({ store, product }) =>
      new Promise((resolve) => {
        window.addEventListener("message", ({ data }) => resolve(data));
        const frame = document.createElement("iframe");
        frame.sandbox = "allow-scripts";
        frame.srcdoc = `<script src="${location.origin}/dist/store-auth.js"></script><script>
          const auth = new StoreAuth({ store: "${store}", id: "DISPLAY1", productCode: "${product}" });
          auth.authorize().then(({ name }) => parent.postMessage(name, "*"));
        </script>`;
        document.body.append(frame);
      }),
    { store: store.url, product: PRODUCT },
  );
  assert.equal(name, "authorized");
});

test("a page asks again when the network is back", async () => {
  await context.setOffline(true);
  assert.equal((await start(page, "unreachable")).reason, "network");
  await context.setOffline(false);
  assert.equal((await page.evaluate(() => window.told("authorized"))).name, "authorized");
});

test("a network that comes back is no reason to ask for who did not miss it", async () => {
  await start(page, "authorized");
  await context.setOffline(true);
  await context.setOffline(false);
  await page.evaluate(() => window.auth.authorize());
  assert.equal(store.asked.length, 1);
});

for (const type of ["pageshow", "visibilitychange"]) {
  test(`a page notices at ${type} that its authorization is over`, async () => {
    store.answer = () => authorized({ expiry: java(Date.now() + DAY) });
    await start(page, "authorized");
    store.answer = () => null;
    const told = await page.evaluate(
      async ({ type, by }) => {
        const now = Date.now;
        Date.now = () => now() + by;
        const changed = new Promise((resolve) => window.auth.addEventListener("change", resolve, { once: true }));
        (type === "pageshow" ? window : document).dispatchEvent(new Event(type, { bubbles: true }));
        await changed;
        return window.auth.state;
      },
      { type, by: 2 * DAY },
    );
    assert.deepEqual(told, { name: "unreachable", until: null, reason: "expired" });
  });
}

test("a page that has stopped hears nothing more", async () => {
  await start(page, "authorized");
  const second = await open();
  await page.evaluate(() => window.auth.stop());
  await second.evaluate(() => localStorage.clear());
  await start(second, "authorized");
  assert.equal(store.asked.length, 2);
});

test("a page that has stopped has no listener left", async () => {
  const left = await page.evaluate(() => {
    const listening = new Map();
    const { addEventListener, removeEventListener } = window;
    window.addEventListener = (type, listener) => {
      listening.set(type, listener);
      addEventListener(type, listener);
    };
    window.removeEventListener = (type, listener) => {
      listening.get(type) === listener && listening.delete(type);
      removeEventListener(type, listener);
    };
    window.auth.start();
    const before = [...listening.keys()].sort();
    window.auth.stop();
    return [before, [...listening.keys()]];
  });
  assert.deepEqual(left, [["online", "pageshow", "storage", "visibilitychange"], []]);
});

test("the script makes a global of the class, with the rest beside it", async () => {
  await page.addScriptTag({ url: "/dist/store-auth.js" });
  const found = await page.evaluate(
    async ({ store, productCode }) => {
      const { StoreAuth } = window;
      const auth = new StoreAuth({ store, productCode, id: "DISPLAY1" });
      return [
        (await auth.authorize()).name,
        typeof StoreAuth.displayIdFromViewer,
        await auth.signedUrl("B", "feed").catch((error) => error instanceof TypeError),
        StoreAuth.NotAuthorizedError.prototype instanceof Error,
      ];
    },
    { store: store.url, productCode: PRODUCT },
  );
  assert.deepEqual(found, ["authorized", "function", true, true]);
});
