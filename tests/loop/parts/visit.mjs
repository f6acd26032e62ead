// A widget that somebody looks at, in a Viewer or alone.

import { join } from "node:path";
import { output } from "./places.mjs";
import { until } from "./until.mjs";

export class Visit {
  page;
  /// The document of the widget.
  widget;
  /// The status of each answer of a data server, or what failed, and where it came from.
  answers = [];
  /// How many requests to data servers it has begun.
  begun = 0;
  /// The URL of the last of them.
  lastUrl;

  /// `feeds` are the URLs of the data servers.
  constructor(page, feeds) {
    this.page = page;
    const isFeed = (request) => feeds.some((feed) => request.url().startsWith(`${feed}?`));
    page.on("request", (request) => {
      if (isFeed(request)) {
        this.begun += 1;
        this.lastUrl = request.url();
      }
    });
    // Whose body is cut off has answered and failed.
    const answered = new Set();
    const note = (request, status) => {
      if (isFeed(request) && !answered.has(request)) {
        answered.add(request);
        this.answers.push({ from: new URL(request.url()).origin, status });
      }
    };
    page.on("response", (response) => note(response.request(), response.status()));
    page.on("requestfailed", (request) => note(request, request.failure().errorText));
  }

  async open(url) {
    await this.page.goto(url);
    this.widget = this.page.frames().at(-1);
    await this.widget.waitForLoadState();
  }

  /// Waits until an element of the widget says what matches.
  async says(selector, pattern) {
    let found;
    const matches = async () => {
      found = await this.widget.locator(selector).innerText();
      return pattern.test(found);
    };
    try {
      await until("", matches);
    } catch {
      throw new Error(`expected ${selector} to say ${pattern}, found ${JSON.stringify(found)}`);
    }
  }

  /// How many whole answers the board has had from a data server.
  async answersOf(server) {
    const row = this.widget.locator("tr", { hasText: server });
    return Number(await row.locator("td").nth(1).textContent());
  }

  /// Waits until the board has had another answer from each of these data servers.
  async hearsFrom(...servers) {
    for (const server of servers) {
      const before = await this.answersOf(server);
      // One may have been on its way.
      await until(`an answer of ${server}`, async () => (await this.answersOf(server)) >= before + 2);
    }
  }

  /// Keeps what it looks like.
  async shoot(name) {
    const path = join(output, `${name}.png`);
    await this.page.screenshot({ path });
    console.log(path);
  }

  close() {
    return this.page.context().close();
  }
}
