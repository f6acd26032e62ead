// Every page as people see it: in two sizes, light and dark, whatever names it shows.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { join } from "node:path";
import { Browser } from "./parts/browser.mjs";
import { output } from "./parts/places.mjs";
import { until } from "../loop/parts/until.mjs";
import { Store } from "./parts/store.mjs";

const PRODUCT = "1219fb87cdbe1089e7efcf69e4232e0620f92900";
const COMPANY = "b430171d-550f-79ef-cdfb-55e4d24c2e52";
const OTHER = "c430171d-550f-79ef-cdfb-55e4d24c2e52";
const script = "<img src=x onerror=alert(1)>\"'<script>alert(2)</script>";
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
// Noon in the middle of a month, whenever it is run.
const middle = new Date();
middle.setUTCDate(15);
middle.setUTCHours(12, 0, 0, 0);
const NOW = middle.getTime();
const monthOf = (time) => new Date(time).toISOString().slice(0, 7);
const month = monthOf(NOW);
const last = monthOf(NOW - 30 * DAY);

let store;
let browser;

before(async () => {
  store = await Store.start(NOW - 30 * DAY);
  const company = (number) => `${number.toString(16).padStart(8, "0")}-0000-4000-8000-000000000000`;
  const vendor = { name: script, website: "https://example.com/", contactEmail: "someone@example.com" };
  await store.import({
    products: [
      { code: PRODUCT, name: "Weather", shortDescription: script, longDescription: `${script}\n`.repeat(3), trialDays: 14,
        icon: "https://example.com/icon.png", image: "https://example.com/image.png", vendor, free: false,
        prices: [{ plan: "display", amount: 250, currency: "USD" }, { plan: "company", amount: 90000, currency: "USD" }] },
      { code: "2219fb87cdbe1089e7efcf69e4232e0620f92900", name: script, trialDays: 0, free: true, prices: [] },
    ],
    companies: [
      { id: COMPANY, name: "Corner Shop", standing: "active", displays: ["S56PSA4W298W", "ABCD1234"] },
      { id: OTHER, name: script, standing: "suspended", displays: ["OTHER1"] },
      ...Array.from({ length: 60 }, (_, number) => ({ id: company(number), name: `Company ${number}`, standing: "active" })),
    ],
    servers: [{ id: "Weather1", vendor }],
    subscriptions: [
      { company: COMPANY, product: PRODUCT, status: "Subscribed", plan: "display" },
      { company: OTHER, product: PRODUCT, status: "Trial Expired" },
    ],
  });
  await store.run("server", "key", "prepare", "Weather1");
  await store.run("server", "key", "activate", "Weather1");
  await store.run("server", "key", "prepare", "Weather1");
  await store.run("token", "add", "ann", "--scope", "read");
  // Of what is counted the last minute is left out.
  for (const time of [NOW - 30 * DAY, NOW - 5 * MINUTE, NOW]) {
    store.clock.set(time);
    for (const query of [`id=S56PSA4W298W&pc=${PRODUCT}`, `id=OTHER1&pc=${PRODUCT}`, "id=NOBODY&pc=1"]) {
      await store.ask(query);
    }
  }
  browser = await Browser.open(store);
});

after(async () => {
  await browser?.close();
  await store?.stop();
});

test("signing in, with a wrong token too", async () => {
  await browser.open("/console/sign-in");
  await browser.look("sign-in");
  await browser.signIn("sat_wrong");
  await browser.look("sign-in-refused");
  await browser.signIn();
  assert.equal(new URL(browser.page.url()).pathname, "/console");
});

test("every page reads well, in two sizes, light and dark", async () => {
  for (const [name, path, status = 200] of [
    ["products", "/console/products"],
    ["products-none", "/console/products?search=zzz"],
    ["product", `/console/products/${PRODUCT}`],
    ["product-new", "/console/products/new"],
    ["product-withdraw", `/console/products/${PRODUCT}/withdraw`],
    ["companies", "/console/companies"],
    ["companies-found", "/console/companies?search=r"],
    ["companies-none", "/console/companies?search=zzz"],
    ["company", `/console/companies/${COMPANY}`],
    ["company-other", `/console/companies/${OTHER}`],
    ["company-new", "/console/companies/new"],
    ["company-suspend", `/console/companies/${COMPANY}/suspend`],
    ["company-remove", `/console/companies/${COMPANY}/remove`],
    ["display", "/console/displays/S56PSA4W298W"],
    ["display-remove", "/console/displays/S56PSA4W298W/remove"],
    ["subscriptions", "/console/subscriptions"],
    ["subscriptions-refused", "/console/subscriptions?company=1", 400],
    ["subscriptions-not-found", `/console/subscriptions/find?company=${COMPANY}&product=1`, 400],
    ["subscription", `/console/subscriptions/${COMPANY}/${PRODUCT}`],
    ["subscription-none", `/console/subscriptions/${COMPANY}/2219fb87cdbe1089e7efcf69e4232e0620f92900`],
    ["subscription-cancel", `/console/subscriptions/${COMPANY}/${PRODUCT}/cancel`],
    ["subscription-suspend", `/console/subscriptions/${COMPANY}/${PRODUCT}/suspend`],
    ["subscription-remove", `/console/subscriptions/${COMPANY}/${PRODUCT}/remove`],
    ["servers", "/console/servers"],
    ["server", "/console/servers/Weather1"],
    ["server-new", "/console/servers/new"],
    ["server-remove", "/console/servers/Weather1/remove"],
    ["key-activate", "/console/servers/Weather1/keys/2/activate"],
    ["key-discard", "/console/servers/Weather1/keys/2/discard"],
    ["applications-none", "/console/applications"],
    ["bills", "/console/bills"],
    ["bill-close", `/console/bills/${last}/close`],
    ["bill-prune", `/console/bills/${last}/prune`],
    ["corrections", "/console/corrections"],
    ["why", "/console/why"],
    ["why-unknown", `/console/why?id=NOBODY&pc=${PRODUCT}`],
    ["why-of-another-company", `/console/why?id=OTHER1&pc=${PRODUCT}`],
    ["why-authorized", `/console/why?id=S56PSA4W298W&pc=${PRODUCT}&srv=Weather1`],
    ["audit", "/console/audit"],
    ["tokens", "/console/tokens"],
    ["token", "/console/tokens/ann"],
    ["token-new", "/console/tokens/new"],
    ["token-revoke", "/console/tokens/ann/revoke"],
    ["nothing", "/console/nothing", 404],
    ["no-product", "/console/products/0000000000000000000000000000000000000000", 404],
  ]) {
    assert.equal(await browser.open(path), status, path);
    await browser.look(name);
  }
});

/// Opens a page again and again, until what it shows is counted.
const counted = (path) => until(`${path} to be counted`, async () => {
  await browser.open(path);
  return !(await browser.page.content()).includes("being counted");
});

test("what is counted in the background comes to its pages", async () => {
  for (const [name, path] of [
    ["overview", "/console"],
    ["bill", `/console/bills/${month}`],
    ["statement", `/console/bills/${month}/companies/${COMPANY}`],
  ]) {
    await counted(path);
    await browser.look(name);
    assert.ok((await browser.page.content()).includes("2.50 USD"), name);
  }
});

test("a month is closed, and corrected", async () => {
  const { page } = browser;
  await counted(`/console/bills/${last}`);
  await page.getByRole("link", { name: "Close the month" }).click();
  await page.getByRole("button", { name: "Close it" }).click();
  await page.getByText("The month is closed.").waitFor();
  await counted(`/console/bills/${last}`);
  await browser.look("bill-closed");
  await browser.open("/console/corrections");
  const typed = { "The month whose bill": last, "Company id": COMPANY, "Product code": PRODUCT, Amount: "-50", Currency: "USD", "Why": "Broken display" };
  for (const [label, value] of Object.entries(typed)) {
    await page.getByLabel(label).fill(value);
  }
  await page.getByRole("button", { name: "Make the correction" }).click();
  await page.getByText("The correction is made.").waitFor();
  await browser.look("corrected");
});

test("a form says what is wrong beside its field, and the way there", async () => {
  const { page } = browser;
  await browser.open("/console/products/new");
  await page.getByLabel("Name", { exact: true }).fill(script);
  await page.getByLabel("Days of trial").fill("two weeks");
  await page.getByRole("button", { name: "Add the product" }).click();
  await browser.look("product-refused");
  assert.equal(await page.evaluate(() => document.activeElement.className), "problem");
  await page.getByRole("alert").getByRole("link").click();
  assert.equal(await page.evaluate(() => document.activeElement.id || location.hash.slice(1)), "field-trialDays");
  assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), script);
});

test("what somebody else has changed meanwhile is shown and not overwritten", async () => {
  const { page } = browser;
  await browser.open(`/console/companies/${COMPANY}`);
  await page.getByLabel("Name", { exact: true }).fill("Mine");
  await store.run("company", "set", COMPANY, "--name", "Theirs");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Somebody has set it to: Theirs").waitFor();
  await browser.look("company-changed-meanwhile");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("It is saved.").waitFor();
  await browser.look("company-saved");
});

test("a key and a token are shown once", async () => {
  const { page } = browser;
  await browser.open("/console/servers/Weather1");
  await page.getByRole("button", { name: "Prepare a key" }).click();
  await browser.look("key-prepared");
  await browser.open("/console/tokens/new");
  await page.getByLabel("Name", { exact: true }).fill("ben");
  await page.getByLabel("read: see").check();
  await page.getByRole("button", { name: "Make the token" }).click();
  await browser.look("token-made");
});

test("a statement prints without what is for the screen, dark on white", async () => {
  const { page } = browser;
  await browser.open(`/console/bills/${month}/companies/${COMPANY}`);
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  assert.equal(await page.getByRole("navigation", { name: "Pages" }).isVisible(), false);
  assert.equal(await page.getByRole("link", { name: "As CSV" }).isVisible(), false);
  assert.equal(await page.getByRole("cell", { name: "2.50 USD" }).isVisible(), true);
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 255, 255)");
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).color), "rgb(0, 0, 0)");
  await page.screenshot({ path: join(output, "statement-print.png"), fullPage: true });
  const pdf = await page.pdf({ path: join(output, "statement.pdf"), format: "A4" });
  assert.equal(pdf.toString("latin1").match(/\/Type\s*\/Page\b/g).length, 1);
  await page.emulateMedia({ media: "screen", colorScheme: "light" });
});

test("every page that links lead to was looked at", async () => {
  const there = [...(await browser.pages()).keys()];
  assert.ok(there.length > 30, there.join(" "));
  assert.deepEqual(there.filter((kind) => !browser.kinds.has(kind)), []);
});

test("the page that explains requests works, and knows nothing of the console", async () => {
  const { page } = browser;
  await browser.open("/console/why");
  await page.getByRole("link", { name: "The page that explains requests" }).click();
  await page.locator("#request").fill("/feed?id=XU4XHT8XQDWK&sig=16be1703017fd1001fe63465e50523982f10b0ca");
  await page.locator("#explain").click();
  await page.locator("#verdict").waitFor();
  assert.equal(await page.evaluate(() => globalThis.origin), "null");
});

test("whoever may only read sees no way to change anything", async () => {
  const token = await store.run("token", "add", "carol", "--scope", "read");
  await browser.page.context().clearCookies();
  await browser.signIn(token.trim().split("\n").at(-1));
  await browser.look("overview-of-a-reader");
  for (const path of ["/console/products", `/console/products/${PRODUCT}`, `/console/companies/${COMPANY}`, "/console/servers/Weather1", `/console/subscriptions/${COMPANY}/${PRODUCT}`]) {
    await browser.open(path);
    const forms = await browser.page.locator("main form[method=post]").count();
    assert.equal(forms, 0, path);
  }
  assert.equal(await browser.open("/console/bills"), 403);
  await browser.look("refused-to-a-reader");
});
