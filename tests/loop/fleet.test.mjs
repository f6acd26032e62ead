// A thousand widgets, clients in this process, whose clock runs through a day, and the Store's with it.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { Clock, HOUR, MINUTE } from "./parts/clock.mjs";
import { fetchTrusting } from "./parts/fetch-trusting.mjs";
import { client, output } from "./parts/places.mjs";
import { randomNumbers, Simulation } from "./parts/simulation.mjs";
import { Store } from "./parts/store.mjs";

const { StoreAuth } = await import(pathToFileURL(join(client, "index.js")));

const PRODUCT = "1219fb87cdbe1089e7efcf69e4232e0620f92900";
const COMPANY = "b430171d-550f-79ef-cdfb-55e4d24c2e52";
const DISPLAYS = Array.from({ length: 1000 }, (_, index) => `D${index}`);
const CATALOGUE = {
  products: [{ code: PRODUCT, name: "Weather", prices: [{ plan: "display", amount: 250, currency: "USD" }] }],
  companies: [{ id: COMPANY, name: "Corner Shop", displays: DISPLAYS }],
  subscriptions: [{ company: COMPANY, product: PRODUCT, status: "Subscribed", plan: "display" }],
};
/// Of each address 600 calls at once and 600 a minute are taken, which is enough for these. But a limit goes by the machine's own
/// time, of which next to none passes in a simulated day.
const LIMITS = "[limits]\nper_address = { burst = 100000, per_minute = 600 }\n";

let folder, clock, store;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "fleet-"));
  clock = await Clock.in(folder);
  store = new Store(folder, clock, LIMITS);
  await store.open(CATALOGUE);
});

after(async () => {
  await store?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("of 1,000 widgets that start in one minute, the Store's busiest hour of the next day has at most 3 times the mean", async () => {
  const start = Date.now();
  const simulation = new Simulation(start);
  const random = randomNumbers(15);
  const ask = fetchTrusting(store.tls.text);
  const asked = [];
  const underWay = new Set();

  const widgets = DISPLAYS.map((id) => {
    const widget = new StoreAuth({
      store: store.url,
      id,
      productCode: PRODUCT,
      clock: simulation.clock,
      random,
      fetch(url) {
        clock.set(simulation.now());
        asked.push(simulation.now() - start);
        underWay.add(widget);
        return ask(url);
      },
    });
    simulation.at(start + Math.floor(random() * MINUTE), () => widget.start());
    return widget;
  });
  // The client fetches behind a promise or two.
  await simulation.run(start + MINUTE + 24 * HOUR, async () => {
    await new Promise(setImmediate);
    for (const widget of underWay) {
      const { name, reason } = await widget.authorize();
      assert.equal(name, "authorized", reason);
      underWay.delete(widget);
    }
  });

  const hours = Array(24).fill(0);
  for (const at of asked.filter((at) => at >= MINUTE)) {
    hours[Math.min(23, Math.floor((at - MINUTE) / HOUR))] += 1;
  }
  const mean = hours.reduce((sum, count) => sum + count) / hours.length;
  const busiest = Math.max(...hours);
  const text = [
    `asks in the first minute: ${asked.filter((at) => at < MINUTE).length}`,
    `asks in each hour after it: ${hours.join(" ")}`,
    `mean ${mean.toFixed(1)}, busiest ${busiest}: ${(busiest / mean).toFixed(2)} times the mean`,
  ].join("\n");
  writeFileSync(join(output, "fleet.txt"), `${text}\n`);
  console.log(text);

  assert.equal(await store.asks(), asked.length);
  assert.ok(widgets.every(({ state }) => state.name === "authorized"));
  assert.ok(busiest <= 3 * mean, text);
});
