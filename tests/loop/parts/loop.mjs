// All parts together: the Store, two data servers, the pages, and a browser.

import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium as driver } from "playwright-core";
import { Axum } from "./axum.mjs";
import { Clock } from "./clock.mjs";
import { Gateway } from "./gateway.mjs";
import { Pages } from "./pages.mjs";
import { chromium } from "./places.mjs";
import { Store } from "./store.mjs";
import { Visit } from "./visit.mjs";

export const PRODUCT = "1219fb87cdbe1089e7efcf69e4232e0620f92900";
/// This company has bought the product, the other one has not.
export const COMPANY = "b430171d-550f-79ef-cdfb-55e4d24c2e52";
const DISPLAY = "S56PSA4W298W";
export const OTHER_DISPLAY = "HY7T2K9QMW4B";
/// Where widgets come from.
const WIDGETS = "127.0.0.1";

const CATALOGUE = {
  products: [{ code: PRODUCT, name: "Weather", prices: [{ plan: "display", amount: 250, currency: "USD" }] }],
  companies: [
    { id: COMPANY, name: "Corner Shop", displays: [DISPLAY] },
    { id: "1c3a55a7-d1a3-fa58-2bd8-636655473bb6", name: "Next Door", displays: [OTHER_DISPLAY] },
  ],
  servers: [{ id: "Nginx1" }, { id: "Axum1" }],
  subscriptions: [{ company: COMPANY, product: PRODUCT, status: "Subscribed", plan: "display" }],
};

export class Loop {
  clock;
  store;
  /// `Nginx1`, which is nginx with the gateway, and `Axum1`, which has the layer.
  dataServers = [];
  #folder;
  #pages;
  #viewers;
  #browser;
  #keys = 0;

  static async start() {
    const loop = new Loop();
    try {
      await loop.#start();
    } catch (error) {
      await loop.stop();
      throw error;
    }
    return loop;
  }

  async #start() {
    this.#folder = mkdtempSync(join(tmpdir(), "loop-"));
    chmodSync(this.#folder, 0o755);
    this.clock = await Clock.in(this.#folder);
    this.store = new Store(this.#folder, this.clock);
    await this.store.open(CATALOGUE);
    this.dataServers = [new Gateway("Nginx1", this.#folder, this.clock), new Axum("Axum1", this.#folder, this.clock)];
    for (const server of this.dataServers) {
      const key = await this.prepareKey(server.id);
      await this.store.run("server", "key", "activate", server.id);
      await server.start(key);
    }
    // Two origins of one host.
    const feeds = this.dataServers.map(({ feed }) => feed);
    [this.#pages, this.#viewers] = await Promise.all([Pages.start(feeds), Pages.start(feeds)]);
    this.#browser = await driver.launch({
      executablePath: chromium,
      args: ["--no-sandbox", `--ignore-certificate-errors-spki-list=${this.store.tls.pin}`],
    });
  }

  dataServer(id) {
    return this.dataServers.find((server) => server.id === id);
  }

  /// A new key of a data server, in a file, which signs nothing yet.
  async prepareKey(id) {
    this.#keys += 1;
    const file = join(this.#folder, `${this.#keys}.key`);
    await this.store.run("server", "key", "prepare", id, "--output", file);
    return file;
  }

  /// Has somebody look at a widget in a Viewer of this host, or at the widget alone where `viewer` is null. By themselves where
  /// no `context` of another visit is given. `random` takes the place of Math.random().
  async visit({ viewer = "viewer.html", host = WIDGETS, widget = "index.html", context, random } = {}) {
    if (!context) {
      context = await this.#browser.newContext({ viewport: { width: 800, height: 800 } });
      await this.clock.lend(context);
    }
    const page = await context.newPage();
    const widgets = this.#pages.origin(WIDGETS);
    const feeds = this.dataServers.map(({ id, feed }) => [id, feed]);
    const settings = {
      store: this.store.url,
      productCode: PRODUCT,
      server: feeds[0][0],
      feed: feeds[0][1],
      feeds: Object.fromEntries(feeds),
      widget: `${widgets}/${widget}`,
      display: DISPLAY,
      otherDisplay: OTHER_DISPLAY,
    };
    const body = `var settings = ${JSON.stringify(settings)};`;
    await page.route("**/settings.js", (route) => route.fulfill({ contentType: "text/javascript", body }));
    if (random !== undefined) {
      await page.addInitScript(`Math.random = () => ${random}`);
    }
    const visit = new Visit(page, Object.values(settings.feeds));
    await visit.open(viewer ? `${this.#viewers.origin(host)}/${viewer}` : settings.widget);
    return visit;
  }

  async stop() {
    const parts = [this.#pages, this.#viewers, ...this.dataServers, this.store];
    await this.#browser?.close();
    await Promise.all(parts.map((part) => part?.stop()));
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
