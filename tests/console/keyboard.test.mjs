// A company is sold a product, by keyboard alone.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Browser } from "./parts/browser.mjs";
import { Store } from "./parts/store.mjs";

const PRODUCT = "1219fb87cdbe1089e7efcf69e4232e0620f92900";
// So many stops has no page.
const MOST = 100;

let store;
let browser;

before(async () => {
  store = await Store.start();
  const prices = [{ plan: "display", amount: 250, currency: "USD" }, { plan: "company", amount: 900, currency: "USD" }];
  await store.import({ products: [{ code: PRODUCT, name: "Weather", trialDays: 0, free: false, prices }] });
  browser = await Browser.open(store);
});

after(async () => {
  await browser?.close();
  await store?.stop();
});

test("somebody signs in, sells a product, suspends it and looks at the log, by keyboard alone", async () => {
  const { page } = browser;
  const { keyboard } = page;
  const at = () => page.evaluate(() => {
    const element = document.activeElement;
    // Between the last stop and the first one there is none.
    if (element === document.body) {
      return { name: "", isSeen: false };
    }
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const name = (element.labels?.[0] ?? element).textContent.trim().replace(/\s+/g, " ");
    return { name, isSeen: outlineStyle !== "none" && outlineWidth !== "0px" };
  });
  /// Goes from stop to stop, each of which is seen.
  const go = async (name) => {
    const passed = [];
    while (passed.length < MOST) {
      await keyboard.press("Tab");
      const stop = await at();
      if (stop.name !== "" && !stop.isSeen) {
        assert.fail(`expected to see that ${stop.name} has the focus`);
      }
      if (stop.name === name) {
        return;
      }
      passed.push(stop.name);
    }
    assert.fail(`expected a way to ${name}, found ${passed.join(", ")}`);
  };
  const press = async (name) => {
    await go(name);
    await keyboard.press("Enter");
  };
  const title = (name) => page.getByRole("heading", { level: 1, name, exact: true }).waitFor();

  await page.goto("/console");
  await go("Token");
  await keyboard.type(store.token);
  await keyboard.press("Enter");
  await title("Overview");
  await browser.whenCounted();
  await press("Companies");
  await title("Companies");
  await keyboard.press("Tab");
  assert.equal((await at()).name, "Skip to the content");
  await browser.look("keyboard-skip");
  await keyboard.press("Enter");
  await press("Add a company");
  await title("Add a company");
  await go("Name");
  await keyboard.type("Corner Shop");
  await keyboard.press("Enter");
  await title("Corner Shop");
  await press("Add the display");
  await page.getByRole("region", { name: "Displays" }).waitFor();
  await go("Code of a product to buy or to try");
  await keyboard.type(PRODUCT);
  await keyboard.press("Enter");
  await title("Weather for Corner Shop");
  await go("Plan");
  await keyboard.press("ArrowDown");
  await press("Buy");
  await page.getByText("It is saved.").waitFor();
  await page.locator(".facts", { hasText: "company" }).getByText("Subscribed").waitFor();
  await press("Suspend it");
  await title("Suspend it?");
  await press("Suspend it");
  await page.getByText("It is suspended.").waitFor();
  await press("End the suspension");
  await page.getByText("It is saved.").waitFor();
  await press("Audit log");
  await title("Audit log");
  await go("Show version 6");
  await keyboard.press("Enter");
  await page.locator("details[open]").getByText('"plan": "company"').first().waitFor();
  await press("Sign out");
  await page.getByText("You are signed out.").waitFor();
  browser.expectNoFault();
});
