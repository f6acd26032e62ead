// What a new operator does: from an empty Store to a display that is authorized, by the pages alone.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { Browser } from "./parts/browser.mjs";
import { output } from "./parts/places.mjs";
import { Store } from "./parts/store.mjs";

let store;
let browser;

after(async () => {
  await browser?.close();
  await store?.stop();
});

test("a new operator sells a product, and a display of its buyer is authorized", async () => {
  const steps = [];
  const begun = performance.now();
  /// `acts` are the commands that are typed, or the buttons and links that are pressed.
  const step = async (what, work) => {
    const start = performance.now();
    const acts = await work();
    steps.push({ what, acts, milliseconds: Math.round(performance.now() - start) });
  };
  await step("init, and serve", async () => {
    store = await Store.start();
    return 2;
  });
  browser = await Browser.open(store);
  const { page } = browser;
  const press = (name) => page.getByRole("button", { name, exact: true }).click();
  const go = (name) => page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name, exact: true }).click();
  const follow = (name) => page.getByRole("link", { name, exact: true }).click();
  const fact = (name) => page.locator(".facts div", { hasText: name }).locator("code").innerText();
  let product;
  let display;
  let key;

  await step("sign in", async () => {
    await browser.signIn();
    return 1;
  });
  await step("add a product", async () => {
    await go("Products");
    await follow("Add a product");
    await page.getByLabel("Name", { exact: true }).fill("Weather");
    await page.getByLabel("Price for each display and month").fill("250");
    await press("Add the product");
    product = await fact("Product code");
    return 3;
  });
  await step("add a server, and have it signed for", async () => {
    await go("Servers");
    await follow("Add a server");
    await page.getByLabel("Server id").fill("Weather1");
    await press("Add the server");
    await press("Prepare a key");
    key = await page.locator("#key").innerText();
    await follow("Make it sign");
    await press("Make it sign");
    return 6;
  });
  await step("add a company with a display", async () => {
    await go("Companies");
    await follow("Add a company");
    await page.getByLabel("Name", { exact: true }).fill("Corner Shop");
    await press("Add the company");
    await press("Add the display");
    display = await page.getByRole("region", { name: "Displays" }).locator("code").innerText();
    return 4;
  });
  await step("sell it the product", async () => {
    await page.getByLabel("Code of a product to buy or to try").fill(product);
    await press("Go on");
    await press("Buy");
    return 2;
  });
  await step("ask why it is authorized", async () => {
    await go("Why?");
    await page.getByLabel("Display id").fill(display);
    await page.getByLabel("Product code").fill(product);
    await press("Ask");
    assert.match(await page.locator(".verdict").innerText(), /^Authorized until /);
    return 2;
  });

  assert.match(key, /^[0-9a-f]{40}$/);
  const answer = await store.ask(`id=${display}&pc=${product}&srv=Weather1`);
  assert.equal(answer.authorized, true);
  assert.deepEqual(answer.signatures.map(({ serverId }) => serverId), ["Weather1"]);
  browser.expectNoFault();
  const acts = steps.reduce((sum, { acts }) => sum + acts, 0);
  const figures = { steps, acts, milliseconds: Math.round(performance.now() - begun) };
  writeFileSync(join(output, "new-operator.json"), `${JSON.stringify(figures, null, 2)}\n`);
  console.log(JSON.stringify(figures));
});
