// Names that are scripts, and other sites' pages, in a browser that heeds no policy: what is left is how pages are made.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Browser } from "./parts/browser.mjs";
import { Store } from "./parts/store.mjs";

const PRODUCT = "1219fb87cdbe1089e7efcf69e4232e0620f92900";
const COMPANY = "b430171d-550f-79ef-cdfb-55e4d24c2e52";
const script = "<img src=x onerror=alert(1)>\"'<script>alert(2)</script><svg onload=alert(3)>";

let store;
let browser;

before(async () => {
  store = await Store.start();
  const vendor = { name: script, website: "https://example.com/?%3Cimg", contactEmail: "<img/onerror=a>@example.com" };
  await store.import({
    products: [{ code: PRODUCT, name: script, shortDescription: script, longDescription: script, trialDays: 14, vendor, free: false,
      prices: [{ plan: "display", amount: 250, currency: "USD" }] }],
    companies: [{ id: COMPANY, name: script, standing: "active", displays: ["DISPLAY1"] }],
    servers: [{ id: "Weather1", vendor }],
    subscriptions: [{ company: COMPANY, product: PRODUCT, status: "Subscribed", plan: "display" }],
  });
  await store.run("server", "key", "prepare", "Weather1");
  await store.ask(`id=DISPLAY1&pc=${PRODUCT}`);
  browser = await Browser.open(store, true);
  await browser.signIn();
});

after(async () => {
  await browser?.close();
  await store?.stop();
});

const forms = "main form[method=post]:not(:has(button.danger))";

async function expectText() {
  assert.equal(await browser.page.locator("img, script, main svg:not(.bars):not(.swatch):not([role=img])").count(), 0, browser.page.url());
  browser.expectNoFault();
}

test("no script runs on any page, nor when it is typed into every field of any form", async () => {
  const { page } = browser;
  let typed = 0;
  for (const path of (await browser.pages()).values()) {
    await browser.open(path);
    await expectText();
    for (let form = 0; form < (await page.locator(forms).count()); form += 1) {
      const texts = page.locator(forms).nth(form).locator("input[type=text], textarea");
      for (const text of await texts.all()) {
        await text.fill(script);
        typed += 1;
      }
      await page.locator(forms).nth(form).locator("button").first().click();
      await expectText();
      await browser.open(path);
    }
  }
  assert.ok(typed > 25, `${typed}`);
});

test("no form of another site changes anything", async () => {
  const asked = new Map();
  for (const path of (await browser.pages()).values()) {
    await browser.open(path);
    for (const action of await browser.page.locator("form[method=post]").evaluateAll((all) => all.map((form) => form.action))) {
      asked.set(action, path);
    }
  }
  assert.ok(asked.size > 20, [...asked.keys()].join(" "));
  const version = async () => {
    const headers = { Authorization: `Bearer ${store.token}` };
    return (await fetch(`${store.url}/admin/v1/products`, { headers })).headers.get("catalogue-version");
  };
  const earlier = await version();
  const other = await browser.page.context().newPage();
  for (const action of asked.keys()) {
    const fields = { name: "A", do: "resume", company: COMPANY, scopes: "admin", id: "B" };
    const inputs = Object.entries(fields).map(([name, value]) => `<input name="${name}" value="${value}">`);
    const body = `<form method="post" action="${action}">${inputs.join("")}<button>Win</button></form>`;
    await other.route("http://other.example/", (route) => route.fulfill({ contentType: "text/html", body }));
    await other.goto("http://other.example/");
    const [answer] = await Promise.all([
      other.waitForResponse((response) => response.request().method() === "POST"),
      other.getByRole("button").click(),
    ]);
    assert.equal(answer.status(), 403, action);
    await other.unroute("http://other.example/");
  }
  assert.equal(await version(), earlier);
  assert.equal(await browser.open("/console"), 200);
  assert.equal(new URL(browser.page.url()).pathname, "/console");
});
