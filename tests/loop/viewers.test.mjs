// Where the display's id comes from, or does not; and pages that cannot fetch from the Store, or are open twice.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { HOUR } from "./parts/clock.mjs";
import { Loop } from "./parts/loop.mjs";
import { until } from "./parts/until.mjs";

let loop;

before(async () => {
  loop = await Loop.start();
});

after(() => loop?.stop());

test("a preview is reported as what it is, and the Store is not asked", async () => {
  const asks = await loop.store.asks();
  const visit = await loop.visit({ viewer: "preview.html" });
  await visit.says("#state", /no display id: .*preview/);
  assert.equal(await loop.store.asks(), asks);
  await visit.shoot("preview");
  await visit.close();
});

test("without a Viewer the page says so, and the Store is not asked", async () => {
  const asks = await loop.store.asks();
  const visit = await loop.visit({ viewer: null });
  await visit.says("#state", /no display id: .*gadget id/);
  assert.equal(await loop.store.asks(), asks);
  await visit.shoot("no-viewer");
  await visit.close();
});

test("of a Viewer that does not answer the page tells after 10 seconds", async () => {
  const asks = await loop.store.asks();
  const visit = await loop.visit({ viewer: "silent.html" });
  await visit.says("#state", /^Asking the Store\.$/);
  await loop.clock.advance(10_000);
  await visit.says("#state", /no display id: .*10000 ms/);
  assert.equal(await loop.store.asks(), asks);
  await visit.shoot("silent-viewer");
  await visit.close();
});

test("a page that may not fetch from the Store asks by a script", async () => {
  const fetching = await loop.visit({ widget: "board.html?strict" });
  await fetching.says("#state", /^unreachable network$/);
  await fetching.close();

  const visit = await loop.visit({ widget: "board.html?strict&jsonp" });
  await visit.hearsFrom("Nginx1", "Axum1");
  await visit.says("#state", /^authorized until /);
  await visit.shoot("asked-by-a-script");
  await visit.close();
});

test("a widget that may keep nothing, in a Viewer of another site, is authorized all the same", async () => {
  const visit = await loop.visit({ widget: "board.html", host: "localhost" });
  await visit.hearsFrom("Nginx1", "Axum1");
  await visit.says("#state", /^authorized until /);
  await assert.rejects(visit.widget.evaluate("localStorage"), /Access is denied/);
  await visit.shoot("nothing-kept");
  await visit.close();
});

test("two tabs share one answer, and the next one too", async () => {
  const asks = await loop.store.asks();
  const untilOf = ({ widget }) => widget.evaluate("auth.state.until");
  const early = await loop.visit({ widget: "board.html", random: 0.9 });
  await early.says("#state", /^authorized until /);
  const late = await loop.visit({ widget: "board.html", random: 0.1, context: early.page.context() });
  await late.hearsFrom("Nginx1", "Axum1");
  const first = await untilOf(early);
  assert.equal(await untilOf(late), first);
  assert.equal(await loop.store.asks(), asks + 1);

  // Due after 12.65 hours in the one tab, after 21.85 in the other.
  await loop.clock.advance(13 * HOUR);
  await until("the early tab to have asked", async () => (await untilOf(early)) > first);
  await until("the late tab to have heard of it", async () => (await untilOf(late)) > first);
  assert.equal(await untilOf(late), await untilOf(early));
  assert.equal(await loop.store.asks(), asks + 2);
  await late.shoot("two-tabs");
  await early.page.context().close();
});
