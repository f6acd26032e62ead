// A real Chromium, that looks at pages of the console in two sizes, light and dark, and has axe-core look for what shuts people
// out.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium as playwright } from "playwright-core";
import { chromium, output } from "./places.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const widths = [1280, 390];
const schemes = ["light", "dark"];

export class Browser {
  page;
  #browser;
  #store;
  #faults = [];
  #seen = new Set();
  #kinds = new Set();

  /// `bypassCSP`: whether it heeds no policy of a page.
  static async open(store, bypassCSP = false) {
    const browser = new Browser();
    browser.#store = store;
    browser.#browser = await playwright.launch({ executablePath: chromium, args: ["--no-sandbox"] });
    await browser.#newPage(bypassCSP);
    return browser;
  }

  async #newPage(bypassCSP) {
    const viewport = { width: 1280, height: 900 };
    const context = await this.#browser.newContext({ baseURL: this.#store.url, viewport, bypassCSP });
    this.page = await context.newPage();
    this.page.on("dialog", (dialog) => {
      this.#faults.push(`a dialog: ${dialog.message()}`);
      return dialog.dismiss();
    });
    this.page.on("pageerror", (error) => this.#faults.push(`an error: ${error}`));
    // Browsers tell of each answer that refuses something, which is no fault of a page.
    this.page.on("console", (message) => {
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource: the server responded")) {
        this.#faults.push(`on the console: ${message.text()}`);
      }
    });
    this.page.on("request", (request) => {
      if (![this.#store.url, this.#store.apps].some((own) => request.url().startsWith(`${own}/`))) {
        this.#faults.push(`a request to elsewhere: ${request.url()}`);
      }
    });
  }

  async signIn(token = this.#store.token) {
    await this.page.goto("/console/sign-in");
    await this.page.getByLabel("Token").fill(token);
    await this.page.getByRole("button", { name: "Sign in" }).click();
  }

  async open(path) {
    const answer = await this.page.goto(path);
    return answer.status();
  }

  /// Waits until the page does not load itself again any more: what it shows is counted.
  whenCounted() {
    return this.page.getByText("This page looks again by itself.").waitFor({ state: "detached" });
  }

  /// Looks at the page as it is then: in two sizes, light and dark. It keeps what it looks like under a name.
  async look(name) {
    assert.ok(!this.#seen.has(name), `expected a name for one page, found ${name} for two`);
    this.#seen.add(name);
    await this.whenCounted();
    this.#kinds.add(kindOf(this.page.url()));
    for (const colorScheme of schemes) {
      await this.page.emulateMedia({ colorScheme });
      for (const width of widths) {
        await this.page.setViewportSize({ width, height: 900 });
        await this.page.screenshot({ path: join(output, `${name}-${width}-${colorScheme}.png`), fullPage: true });
        const wide = await this.page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `expected ${name} to be ${width} wide, found ${wide}`);
        // What is too small depends on the size alone, what is too faint on the colours: two of the four show both.
        if ((width === widths[0]) === (colorScheme === schemes[0])) {
          await this.#expectAccessible(`${name} ${width} ${colorScheme}`);
        }
      }
    }
    await this.page.emulateMedia({ colorScheme: "light" });
    await this.page.setViewportSize({ width: 1280, height: 900 });
    this.expectNoFault();
  }

  // The policy of the pages lets no script in: Playwright's evaluate is none of the page's.
  async #expectAccessible(what) {
    await this.page.evaluate(axe);
    const { violations } = await this.page.evaluate((values) => globalThis.axe.run(document, { runOnly: { type: "tag", values } }), tags);
    const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join("; ")}`);
    assert.deepEqual(told, [], what);
  }

  expectNoFault() {
    assert.deepEqual(this.#faults, []);
  }

  /// The kinds of pages that were looked at.
  get kinds() {
    return this.#kinds;
  }

  /// Every page that links lead to, from the first one on; one of each kind.
  async pages() {
    const found = new Map([["/console", "/console"]]);
    for (const path of found.values()) {
      await this.page.goto(path);
      const links = await this.page.locator("main a[href^='/console'], nav a[href^='/console']").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
      for (const link of links.filter((link) => !/\/(csv|records)\?|\/console\/explain/.test(link))) {
        const kind = kindOf(new URL(link, this.#store.url));
        if (!found.has(kind)) {
          found.set(kind, link);
        }
      }
    }
    return found;
  }

  close() {
    return this.#browser.close();
  }
}

/// What a page is of, whichever thing it shows.
function kindOf(url) {
  const { pathname } = new URL(url);
  const named = pathname.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{40}|\d{4}-\d\d/g, "*");
  return named.replace(/\/(servers|tokens|displays)\/(?!new$)[^/]+/, "/$1/*").replace(/\/keys\/\d+/, "/keys/*");
}
