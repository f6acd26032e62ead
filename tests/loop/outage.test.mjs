// The Store is away, and comes back.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { HOUR, MINUTE } from "./parts/clock.mjs";
import { Loop } from "./parts/loop.mjs";
import { until } from "./parts/until.mjs";

let loop;

before(async () => {
  loop = await Loop.start();
});

after(() => loop?.stop());

test("without the Store data goes on until the expiry, not after it, and comes back by itself with the Store", async () => {
  const visit = await loop.visit();
  await visit.says("#data", /Toronto/);
  const expiry = await visit.widget.evaluate("auth.state.until");
  await loop.store.stop("SIGKILL");

  for (const time of [expiry - 30 * MINUTE, expiry - MINUTE]) {
    const before = visit.answers.length;
    await loop.clock.advance(time - loop.clock.now());
    await until("another answer of the data server", () => visit.answers.length > before);
    assert.equal(visit.answers.at(-1).status, 200);
    await visit.says("#state", /^Authorized until /);
  }
  await visit.shoot("store-down-before-the-expiry");

  await loop.clock.advance(2 * MINUTE);
  await visit.says("#state", /\(network\)/);
  assert.equal(await visit.widget.locator("#data").isVisible(), false);
  const { begun } = visit;
  await loop.clock.advance(MINUTE);
  assert.equal(visit.begun, begun, "expected no request to the data server after the expiry");
  const late = await fetch(visit.lastUrl);
  assert.deepEqual([late.status, late.headers.get("www-authenticate")], [401, 'StoreAuth error="expired"']);
  await visit.shoot("store-down-after-the-expiry");

  await loop.store.start();
  await loop.clock.advance(HOUR);
  await visit.says("#state", /^Authorized until /);
  await visit.says("#data", /Toronto/);
  await visit.shoot("store-is-back");
  await visit.close();
});
