// What the README shows for pages, in a real browser as it is written.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { inWidget, withElement, withScript } from "../readme-blocks.mjs";
import { authorized, SIGNATURE } from "../support.mjs";
import { openBrowser } from "./open-browser.mjs";

const GADGETS = `
  var services = {};
  window.gadgets = {
    rpc: {
      register(service, handler) { services[service] = handler; },
      call(target, name, callback, id, names) { setTimeout(() => services["rsparam_set_" + id](names, "XU4XHT8XQDWK")); },
    },
    Prefs: class { getString() { return "gadget-1"; } },
  };
`;

const module = `<!doctype html><title>A widget</title><body><script>${GADGETS}</script>
  <script type="importmap">{ "imports": { "store-auth-client": "/dist/index.js" } }</script>
  <script type="module">${inWidget.text}</script>`;
const pages = { "/module": module, "/script": withScript.text, "/element": withElement.text };

let browser, context, page;

before(async () => {
  browser = await openBrowser(pages);
});
after(() => browser?.close());
beforeEach(async () => {
  context = await browser.newContext();
  page = await context.newPage();
  const headers = { "Access-Control-Allow-Origin": "*" };
  await context.route("https://store.example/**", (route) =>
    route.fulfill({ headers, body: authorized({ servers: ["RiseFinancial"] }) }),
  );
  await context.route("https://data.example/**", (route) => {
    const signature = new URL(route.request().url()).searchParams.get("signature");
    return route.fulfill({ headers, ...(signature === SIGNATURE ? { body: "IBM 131.20" } : { status: 401 }) });
  });
  await context.route("**/gadgets.min.js", (route) => route.fulfill({ body: GADGETS }));
  for (const file of ["store-auth.js", "element.js", "index.js"]) {
    const path = fileURLToPath(new URL(`../../dist/${file}`, import.meta.url));
    await context.route(browser.url + file, (route) => route.fulfill({ path, contentType: "text/javascript" }));
  }
});
afterEach(() => context.close());

test("a widget shows its data, and its state", async () => {
  await page.goto("/module");
  await page.waitForFunction(() => document.body.textContent === "IBM 131.20");
  assert.equal(await page.title(), "authorized");
});

test("a page with the script shows its data", async () => {
  await page.goto("/script");
  await page.waitForFunction(() => document.getElementById("data").textContent === "IBM 131.20");
});

test("a page with the element shows what it has for those who have the product", async () => {
  await page.goto("/element");
  await page.waitForSelector(".data", { state: "visible" });
});
