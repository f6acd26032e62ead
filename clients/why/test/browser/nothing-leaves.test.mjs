// Nothing leaves the page, and nothing is kept.

import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { fileUrl, html } from "../compiled.mjs";
import { KEY, NOW, OTHER_KEY, OVER_A_LINE, url } from "../samples.mjs";
import { executablePath, launch, servePage } from "./open-page.mjs";
import { Visit } from "./visit.mjs";

let browser, server;

before(async () => {
  browser = await launch();
  server = await servePage();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

const places = { "a file": () => fileUrl, "a server": () => server.url };
const secrets = { key: KEY, "retired-key": OTHER_KEY, "other-server": "B", "other-server-key": `b${KEY}` };

for (const [place, at] of Object.entries(places)) {
  test(`from ${place} the page asks for nothing but itself, whatever is done on it`, async () => {
    const context = await browser.newContext();
    server.asked.length = 0;
    const visit = await Visit.to(at(), context);
    await visit.explain({ request: url(OVER_A_LINE), at: NOW, ...secrets });
    assert.deepEqual(await visit.codes(), ["message-newline"]);
    await visit.page.locator("#clear").click();
    await visit.explain({ request: "curl https://data.example/?id=<img src=//evil.example/>" });
    await visit.page.waitForLoadState("networkidle");
    assert.deepEqual(visit.asked, [at()]);
    assert.deepEqual(server.asked, place === "a server" ? ["/"] : []);
    assert.deepEqual(visit.complaints, []);
    await context.close();
  });

  test(`from ${place} a script on the page could not send anything either`, async () => {
    const context = await browser.newContext();
    const visit = await Visit.to(at(), context);
    server.asked.length = 0;
    const refused = await visit.page.evaluate(async (to) => {
      const directives = ["connect-src", "form-action", "frame-src", "img-src", "media-src", "style-src-elem"];
      const violated = new Set();
      const all = new Promise((resolve) => {
        addEventListener("securitypolicyviolation", ({ effectiveDirective }) => {
          violated.add(effectiveDirective);
          if (directives.every((directive) => violated.has(directive))) {
            resolve([...violated].sort());
          }
        });
      });
      await fetch(to).then(
        () => violated.add("nothing of fetch"),
        () => {},
      );
      navigator.sendBeacon(to, "key");
      for (const name of ["img", "iframe", "video"]) {
        const element = document.createElement(name);
        element.src = to;
        document.body.append(element);
      }
      const style = document.createElement("style");
      style.textContent = `body { background: url(${to}) }`;
      document.head.append(style);
      const form = document.createElement("form");
      form.action = to;
      document.body.append(form);
      form.submit();
      return all;
    }, `${server.url}taken`);
    assert.deepEqual(refused, ["connect-src", "form-action", "frame-src", "img-src", "media-src", "style-src-elem"]);
    assert.deepEqual(server.asked, []);
    await context.close();
  });

  test(`from ${place} the page keeps nothing, and its address stays as it was`, async () => {
    const context = await browser.newContext();
    const visit = await Visit.to(at(), context);
    const entries = await visit.page.evaluate(() => history.length);
    await visit.explain({ request: url(OVER_A_LINE), at: NOW, ...secrets });
    const kept = await visit.page.evaluate(async () => ({
      address: location.href,
      entries: history.length,
      state: history.state,
      name: window.name,
      cookie: location.protocol === "file:" ? "" : document.cookie,
      local: localStorage.length,
      session: sessionStorage.length,
      databases: (await indexedDB.databases()).length,
    }));
    assert.deepEqual(kept, {
      address: at(),
      entries,
      state: null,
      name: "",
      cookie: "",
      local: 0,
      session: 0,
      databases: 0,
    });
    await context.close();
  });

  test(`from ${place} what was typed is gone for whoever comes back`, async () => {
    const context = await browser.newContext();
    const visit = await Visit.to(at(), context);
    for (const away of ["reload", "leave"]) {
      await visit.explain({ request: url(OVER_A_LINE), at: NOW, ...secrets });
      if (away === "reload") {
        await visit.page.reload();
      } else {
        await visit.page.goto("about:blank");
        await visit.page.goBack();
      }
      const left = await typed(visit);
      assert.equal(left.length, 11);
      assert.deepEqual([...new Set(left)], [""], away);
    }
    await context.close();
  });
}

test("what was typed is gone also where the browser shows the very page again", async (t) => {
  const keeping = await launch({ ignoreDefaultArgs: ["--disable-back-forward-cache"] });
  t.after(() => keeping.close());
  const visit = await Visit.to(server.url, await keeping.newContext());
  await visit.explain({ request: url(OVER_A_LINE), at: NOW, ...secrets });
  await visit.page.evaluate(() => {
    addEventListener("pageshow", ({ persisted }) => {
      document.title = persisted ? "shown again" : "loaded";
    });
  });
  await visit.page.goto(`${server.url}elsewhere`);
  await visit.page.goBack({ waitUntil: "commit" });
  await visit.page.waitForFunction(() => document.title === "shown again");
  assert.deepEqual([...new Set(await typed(visit))], [""]);
});

test("a browser that is closed has no key on its disk", async () => {
  const profile = mkdtempSync(join(tmpdir(), "profile-"));
  const args = ["--no-sandbox"];
  const context = await chromium.launchPersistentContext(profile, { executablePath, args });
  const visit = await Visit.to(server.url, context);
  await visit.explain({ request: url(OVER_A_LINE), at: NOW, ...secrets });
  // It writes down where somebody was when they leave.
  await visit.page.goto("about:blank");
  await context.close();
  const files = readdirSync(profile, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const contents = files.map((file) => readFileSync(join(file.parentPath ?? file.path, file.name)));
  const address = server.url.slice("http://".length);
  assert.ok(
    contents.some((bytes) => holds(bytes, address)),
    "the browser has written where somebody was",
  );
  for (const secret of [KEY, OTHER_KEY, OVER_A_LINE]) {
    assert.ok(!contents.some((bytes) => holds(bytes, secret)));
  }
  rmSync(profile, { recursive: true });
});

/** What stands in each field, and in the report. */
const typed = (visit) =>
  visit.page.evaluate(() => [
    ...Array.from(document.querySelectorAll("input[type=text], textarea"), (field) => field.value),
    document.getElementById("report").textContent,
  ]);

const holds = (bytes, text) => bytes.includes(text) || bytes.includes(Buffer.from(text, "utf16le"));

test("the browser is told to keep no field, to correct none and to check no spelling", () => {
  const fields = html.match(/<(?:input(?![^>]*type="(?:file|checkbox)")|textarea)[^>]*>/g);
  assert.equal(fields.length, 10);
  for (const field of fields) {
    assert.match(field, /autocomplete="off"/);
    assert.match(field, /spellcheck="false"|inputmode="numeric"/);
    assert.doesNotMatch(field, /name=/);
  }
});

test("the policy of the page lets nothing in but its own script and style", () => {
  const [, policy] = html.match(/Content-Security-Policy" content="([^"]*)"/);
  assert.match(policy, /^default-src 'none'; connect-src 'none'; /);
  assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'|http|\*|'self'/);
});
