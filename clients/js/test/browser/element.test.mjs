// The custom element, in a real browser.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { authorized, denied, PRODUCT, serve } from "../support.mjs";
import { context, store } from "./store-and-context.mjs";

let page;

beforeEach(async () => {
  page = await context.newPage();
  await page.goto("/blank");
});

/** Puts the element into the page, with what `attributes` has instead of the usual ones. */
async function put(attributes = {}) {
  await page.addScriptTag({ type: "module", url: "/dist/element.js" });
  await page.evaluate(
    (attributes) => {
      const element = document.createElement("store-auth");
      for (const [name, value] of Object.entries(attributes)) {
        value === null || element.setAttribute(name, value);
      }
      window.changes = [];
      element.addEventListener("change", () => window.changes.push(element.state.name));
      document.body.append(element);
    },
    { store: store.url, pc: PRODUCT, servers: "A,B", "display-id": "DISPLAY1", ...attributes },
  );
}

const inState = (name) => page.waitForSelector(`store-auth[state=${name}]`, { state: "attached" });
const queries = () => store.asked.map(({ searchParams }) => Object.fromEntries(searchParams));

test("an element asks as its attributes say", async () => {
  await put();
  await inState("authorized");
  assert.deepEqual(queries(), [{ id: "DISPLAY1", pc: PRODUCT, srv: "A,B" }]);
});

test("an element of a company asks with its cid, and starts no trial where it says so", async () => {
  await put({ "display-id": null, cid: "company", "start-trial": "false", servers: null });
  await inState("authorized");
  assert.deepEqual(queries(), [{ cid: "company", pc: PRODUCT, startTrial: "false" }]);
});

test("an element without an id asks the Viewer for it", async () => {
  await put({ "display-id": null });
  await inState("unreachable");
  const reason = await page.evaluate(() => document.querySelector("store-auth").state.reason);
  assert.match(reason, /^no display id: gadgets\.rpc is missing/);
});

test("an element may ask by a script", async () => {
  store.answer = (url) => ({
    headers: { "Content-Type": "application/javascript" },
    body: `${url.searchParams.get("callback")}(${authorized()})`,
  });
  await put({ jsonp: "" });
  await inState("authorized");
});

test("an element that stood in the page before its script works too", async () => {
  await page.setContent(
    `<store-auth store="${store.url}" pc="${PRODUCT}" display-id="DISPLAY1"></store-auth>
     <script type="module" src="/dist/element.js"></script>`,
  );
  await inState("authorized");
});

test("an element fires change for each state", async () => {
  store.answer = () => denied();
  await put();
  await inState("denied");
  assert.deepEqual(await page.evaluate(() => window.changes), ["starting", "denied"]);
});

test("an element has its client, to fetch with", async () => {
  const data = await serve(() => "data");
  await put();
  const text = await page.evaluate(
    async (url) => (await document.querySelector("store-auth").auth.fetch("A", url)).text(),
    data.url,
  );
  assert.equal(text, "data");
  await data.close();
});

test("an element that is taken out of the page stops", async () => {
  await put();
  await inState("authorized");
  const left = await page.evaluate(async () => {
    const element = document.querySelector("store-auth");
    const { auth } = element;
    element.remove();
    window.left = auth;
    return [element.auth, element.hasAttribute("state"), element.state.name];
  });
  assert.deepEqual(left, [null, false, "starting"]);
  // Another tab that removes what is kept is a hint to those that have not stopped.
  const second = await context.newPage();
  await second.goto("/blank");
  await second.evaluate(() => localStorage.clear());
  await page.waitForFunction(() => localStorage.length === 0);
  await page.evaluate(() => window.left.authorize());
  assert.equal(store.asked.length, 1);
});

test("an element whose attributes change begins anew, once for all of them", async () => {
  await put();
  await inState("authorized");
  await page.evaluate(() => {
    const element = document.querySelector("store-auth");
    element.setAttribute("display-id", "DISPLAY2");
    element.setAttribute("servers", "C");
  });
  await page.waitForFunction(() => document.querySelector("store-auth").state.name === "authorized");
  await page.evaluate(() => document.querySelector("store-auth").auth.authorize());
  assert.deepEqual(queries().slice(1), [{ id: "DISPLAY2", pc: PRODUCT, srv: "C" }]);
  assert.deepEqual(await page.evaluate(() => window.changes), ["starting", "authorized", "starting", "authorized"]);
});

test("an element without an attribute that it needs is an error of the page that names it", async () => {
  const error = page.waitForEvent("pageerror");
  await put({ pc: null });
  assert.match((await error).message, /<store-auth>: expected an attribute pc/);
});

test("an element begins when the attribute that it needs has come", async () => {
  const error = page.waitForEvent("pageerror");
  await put({ pc: null });
  await error;
  await page.evaluate((pc) => document.querySelector("store-auth").setAttribute("pc", pc), PRODUCT);
  await inState("authorized");
});
