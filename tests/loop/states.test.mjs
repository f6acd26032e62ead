// Who is let in, who is not, and what they see.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { HOUR } from "./parts/clock.mjs";
import { COMPANY, Loop, OTHER_DISPLAY, PRODUCT } from "./parts/loop.mjs";

let loop;

before(async () => {
  loop = await Loop.start();
});

after(() => loop?.stop());

test("data appears in a widget that the Store authorizes", async () => {
  const visit = await loop.visit();
  await visit.says("#state", /^Authorized until /);
  await visit.says("#data", /Toronto\s+4\s+rain/);
  await visit.shoot("data-appears");
  await visit.close();
});

test("data appears from nginx with the gateway and from axum with the layer alike", async () => {
  const visit = await loop.visit({ widget: "board.html" });
  await visit.says("tr:has-text('Nginx1')", /200 \{.*Toronto/);
  await visit.says("tr:has-text('Axum1')", /200 data for S56PSA4W298W/);
  assert.deepEqual(new Set(visit.answers.map(({ status }) => status)), new Set([200]));
  await visit.shoot("data-of-both-servers");
  await visit.close();
});

test("a display of another company is denied, with the reason on the page", async () => {
  const visit = await loop.visit({ viewer: `viewer.html?display=${OTHER_DISPLAY}` });
  await visit.says("#state", /^Not authorized: Subscription is not active\.$/);
  assert.equal(await visit.widget.locator("#data").isVisible(), false);
  assert.equal(visit.begun, 0);
  await visit.shoot("another-company");
  await visit.close();
});

test("a subscription that is suspended is denied at the next ask, and authorized within an hour of its return", async () => {
  const suspend = (suspended) => loop.store.run("subscription", "set", COMPANY, PRODUCT, "--suspended", suspended);
  const visit = await loop.visit();
  await visit.says("#data", /Toronto/);

  await suspend("true");
  await loop.clock.advance(10 * HOUR);
  await visit.says("#state", /^Authorized until /);
  await loop.clock.advance(13 * HOUR);
  await visit.says("#state", /^Not authorized: Subscription is not active\.$/);
  assert.equal(await visit.widget.locator("#data").isVisible(), false);
  await visit.shoot("suspended");

  await suspend("false");
  await loop.clock.advance(HOUR);
  await visit.says("#state", /^Authorized until /);
  await visit.says("#data", /Toronto/);
  await visit.shoot("suspended-no-more");
  await visit.close();
});
