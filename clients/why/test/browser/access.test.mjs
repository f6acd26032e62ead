// The page for whoever uses a keyboard, a screen reader, a small screen or a dark one. Screenshots are kept in target/why.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { fileUrl } from "../compiled.mjs";
import { KEY, NOW, OVER_A_LINE, query, url } from "../samples.mjs";
import { launch } from "./open-page.mjs";
import { Visit } from "./visit.mjs";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const output = fileURLToPath(new URL("../../../../target/why/", import.meta.url));
const LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

let browser;

before(async () => {
  mkdirSync(output, { recursive: true });
  browser = await launch();
});
after(() => browser?.close());

/** axe is let in past the policy, as no page could be. */
async function open(options = {}) {
  const context = await browser.newContext({ bypassCSP: true, ...options });
  const visit = await Visit.to(fileUrl, context);
  return { context, visit };
}

const states = {
  empty: async () => {},
  denied: (visit) => visit.explain({ request: query(OVER_A_LINE).replace("+", " "), key: KEY, at: NOW }),
  authorized: (visit) => visit.explain({ request: url(), key: KEY, at: NOW }),
  undecided: (visit) => visit.explain({ request: url(), at: NOW }),
  wrong: async (visit) => {
    await visit.type({ request: url(), key: "two words", at: NOW });
    await visit.page.locator("#explain").click();
    await visit.page.locator("#key-problem:not(:empty)").waitFor();
  },
};

for (const [state, reach] of Object.entries(states)) {
  for (const width of [1280, 390]) {
    for (const colorScheme of ["light", "dark"]) {
      test(`nothing of the page is hard to use: ${state}, ${width} px, ${colorScheme}`, async () => {
        const { context, visit } = await open({ viewport: { width, height: 844 }, colorScheme });
        await reach(visit);
        for (const summary of await visit.page.locator("#report summary").all()) {
          await summary.click();
        }
        await visit.page.addScriptTag({ path: axe });
        const { violations, passes } = await visit.page.evaluate(
          (values) => globalThis.axe.run({ runOnly: { type: "tag", values } }),
          LEVELS,
        );
        assert.deepEqual(
          violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) })),
          [],
        );
        assert.ok(passes.some(({ id }) => id === "color-contrast"));
        await visit.page.screenshot({ path: `${output}${state}-${width}-${colorScheme}.png`, fullPage: true });
        await context.close();
      });
    }
  }
}

test("no width down to 320 px has to be scrolled sideways", async () => {
  for (const width of [320, 390, 1280]) {
    const { context, visit } = await open({ viewport: { width, height: 800 } });
    await states.denied(visit);
    const wide = await visit.page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= width, `${wide} px of ${width}`);
    await context.close();
  }
});

test("everything is done by keyboard alone", async () => {
  const { context, visit } = await open();
  const { keyboard } = visit.page;
  const focused = () => visit.page.evaluate(() => document.activeElement.id || document.activeElement.tagName);
  await keyboard.press("Tab");
  assert.equal(await focused(), "request");
  await keyboard.insertText(url(OVER_A_LINE));
  await keyboard.press("Tab");
  assert.equal(await focused(), "key");
  await keyboard.insertText(KEY);
  await keyboard.press("Tab");
  assert.equal(await focused(), "key-file");
  await keyboard.press("Tab");
  assert.equal(await focused(), "show-keys");
  await keyboard.press("Space");
  assert.equal(await visit.page.locator("#show-keys").isChecked(), true);
  await keyboard.press("Tab");
  assert.equal(await focused(), "SUMMARY");
  await keyboard.press("Enter");
  await keyboard.press("Tab");
  assert.equal(await focused(), "at");
  await keyboard.insertText(NOW);
  await keyboard.press("Enter");
  await visit.page.locator("#verdict").waitFor();
  // A screen reader goes on with what was found.
  assert.equal(await focused(), "verdict");
  assert.deepEqual(await visit.codes(), ["message-newline"]);
  await keyboard.press("Tab");
  await keyboard.press("Enter");
  assert.ok(await visit.page.locator('pre[aria-label="The report as text"]').isVisible());
  await context.close();
});

test("keys are covered until they are asked to be shown", async () => {
  const { context, visit } = await open();
  const covered = () => visit.page.locator("#key").evaluate((field) => getComputedStyle(field).webkitTextSecurity);
  assert.equal(await covered(), "disc");
  await visit.page.locator("#show-keys").check();
  assert.equal(await covered(), "none");
  await visit.page.locator("#clear").click();
  assert.equal(await covered(), "disc");
  await context.close();
});
