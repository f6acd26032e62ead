// Chromium: a page's own thread, and a worker.

import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { readVectors } from "../vectors.mjs";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** What a page may load that says what it may. */
const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";

const BLANK = '<!doctype html><link rel="icon" href="data:,"><title>A page</title>';

/** How many of the vectors a thread has judged rightly. */
const JUDGE = `
  import { Verifier } from "/dist/index.js";
  export function judge(groups) {
    let right = 0;
    for (const { now, serverKeys, policy, tests } of groups) {
      const { leewaySeconds, maxLifetimeSeconds, products, expiryEncoding } = policy;
      const verifier = new Verifier({
        keys: serverKeys.map(({ key, acceptUntil }) => ({ key, acceptUntil: acceptUntil ? new Date(acceptUntil) : undefined })),
        leeway: leewaySeconds * 1000,
        maxLifetime: maxLifetimeSeconds === null ? undefined : maxLifetimeSeconds * 1000,
        products: products ?? undefined,
        expiryEncoding,
        onWarning() {},
      });
      for (const { id, pc, expiry, signature, result, reason, field, key, expiresAt } of tests) {
        const verdict = verifier.verify({ id, pc, expiry, signature }, new Date(now));
        right += verdict.authorized
          ? result === "authorized" && verdict.key === key && verdict.expiresAt.toISOString() === expiresAt
          : result === "denied" && verdict.code === reason && (verdict.field ?? null) === field;
      }
    }
    return right;
  }
`;

const FILES = {
  "/judge.js": JUDGE,
  "/worker.js": 'import { judge } from "/judge.js"; onmessage = ({ data }) => postMessage(judge(data));',
};

let server, browser, page;

before(async () => {
  server = createServer(({ url }, response) => {
    if (url === "/") {
      response.writeHead(200, { "Content-Type": "text/html", "Content-Security-Policy": POLICY }).end(BLANK);
    } else {
      const body = FILES[url] ?? readFileSync(new URL(`../..${url}`, import.meta.url));
      response.writeHead(200, { "Content-Type": "text/javascript", "Content-Security-Policy": POLICY }).end(body);
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  page = await browser.newPage({ baseURL: `http://127.0.0.1:${server.address().port}` });
  await page.goto("/");
});
after(async () => {
  await browser?.close();
  server.closeAllConnections();
  server.close();
});

for (const [name, count] of [
  ["conformance", 930],
  ["additional", 3000],
]) {
  test(`a page judges the ${name} vectors`, async () => {
    const judged = await page.evaluate(
      async (groups) => (await import("/judge.js")).judge(groups),
      readVectors(name).testGroups,
    );
    assert.equal(judged, count);
  });
}

test("a worker of a page judges the vectors", async () => {
  const judged = await page.evaluate(
    (groups) =>
      new Promise((resolve, reject) => {
        const worker = new Worker("/worker.js", { type: "module" });
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
        worker.postMessage(groups);
      }),
    readVectors("conformance").testGroups,
  );
  assert.equal(judged, 930);
});

test("a page warns of a weak key on its console", async () => {
  const [message] = await Promise.all([
    page.waitForEvent("console"),
    page.evaluate(async () => {
      const { Verifier } = await import("/dist/index.js");
      new Verifier({ keys: "secret" });
    }),
  ]);
  assert.equal(message.type(), "warning");
  assert.match(message.text(), /^store-auth: keys\[0\]: the key is too short/);
});
