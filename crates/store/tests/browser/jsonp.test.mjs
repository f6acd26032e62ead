// Answers of a real Store in a real browser, on a page of another origin: as scripts, and by fetch.
//
//     STOREAUTH=target/debug/storeauth CHROMIUM=/usr/bin/chromium node --test

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

const program = process.env.STOREAUTH ?? "storeauth";
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const company = "1c3a55a7-d1a3-fa58-2bd8-636655473bb6";
const product = "1219fb87cdbe1089e7efcf69e4232e0620f92900";
const catalogue = {
  products: [
    {
      code: product,
      name: "Weather",
      trialDays: 0,
      free: false,
      prices: [{ plan: "display", amount: 500, currency: "USD" }],
    },
  ],
  companies: [{ id: company, name: "One", standing: "active", displays: ["XU4XHT8XQDWK"] }],
  servers: [{ id: "RiseFinancial", key: "e4232e0620f9290025cb3783768c9c8c4686078c" }],
  subscriptions: [{ company, product, status: "Subscribed", plan: "display" }],
};

let folder, serving, browser, pages, page, store;

function run(...args) {
  const { status, stderr } = spawnSync(program, args, { encoding: "utf8" });
  assert.equal(status, 0, `${args.join(" ")}: ${stderr}`);
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "store-"));
  const data = join(folder, "data");
  run("store", "init", "--data", data);
  serving = spawn(
    program,
    ["store", "serve", "--data", data, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"],
    { stdio: ["ignore", "inherit", "inherit"] },
  );
  const note = join(data, "listening.json");
  while (!existsSync(note)) {
    assert.equal(serving.exitCode, null, "the Store has ended");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  store = JSON.parse(readFileSync(note, "utf8")).listen[0];
  writeFileSync(join(folder, "catalogue.json"), JSON.stringify(catalogue));
  run("store", "import", "--data", data, join(folder, "catalogue.json"));

  pages = createServer((_, response) => {
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.end("<!doctype html><title>An App</title>");
  });
  await new Promise((resolve) => pages.listen(0, "127.0.0.1", resolve));
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  page = await browser.newPage();
});

after(async () => {
  await browser?.close();
  pages?.close();
  if (serving?.exitCode === null) {
    serving.kill("SIGTERM");
    await new Promise((resolve) => serving.once("exit", resolve));
  }
  rmSync(folder, { recursive: true, force: true });
});

/// Loads a script from the Store in a fresh page, where `name` is a function; gives what that is called with.
async function script(name, query) {
  await page.goto(`http://127.0.0.1:${pages.address().port}/`);
  return page.evaluate(
    ([name, url]) =>
      new Promise((resolve) => {
        const names = name.split(".");
        let holder = window;
        for (const part of names.slice(0, -1)) {
          holder = holder[part] = {};
        }
        holder[names.at(-1)] = (answer) => resolve({ answer });
        const element = document.createElement("script");
        element.src = url;
        element.onerror = () => resolve({ failed: true });
        element.onload = () => setTimeout(() => resolve({ loaded: true }), 0);
        document.head.append(element);
      }),
    [name, `${store}/v1/${query}`],
  );
}

const asked = `widget/auth?id=XU4XHT8XQDWK&pc=${product}&srv=RiseFinancial`;

test("an answer calls a function of the page", async () => {
  const { answer } = await script("onAnswer", `${asked}&callback=onAnswer`);
  assert.equal(answer.authorized, true);
  assert.equal(answer.signatures[0].serverId, "RiseFinancial");
});

test("a callback may be dotted", async () => {
  const { answer } = await script("angular.callbacks._0", `${asked}&callback=angular.callbacks._0`);
  assert.equal(answer.authorized, true);
  assert.match(answer.expiry, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/);
});

test("a denial calls it too", async () => {
  const { answer } = await script("f", `widget/auth?id=nobody&pc=${product}&callback=f`);
  assert.deepEqual(answer, {
    authorized: false,
    expiry: null,
    expiry_time: null,
    signatures: null,
    error: { message: "Display not found." },
  });
});

test("so do the statuses", async () => {
  const { answer } = await script("f", `company/${company}/product/status?pc=${product}&callback=f`);
  assert.deepEqual(answer, [{ pc: product, status: "Subscribed", expiry: null, trialPeriod: 0 }]);
});

test("what is no name of a function never runs", async () => {
  const evil = encodeURIComponent("f({authorized:true});f");
  assert.deepEqual(await script("f", `${asked}&callback=${evil}`), { failed: true });
});

test("an answer without a callback is not taken for a script", async () => {
  assert.deepEqual(await script("f", asked), { failed: true });
});

test("a page of another origin reads an answer by fetch", async () => {
  await page.goto(`http://127.0.0.1:${pages.address().port}/`);
  const answer = await page.evaluate(async (url) => {
    const response = await fetch(url);
    return { status: response.status, body: await response.json() };
  }, `${store}//v1/${asked}`);
  assert.equal(answer.status, 200);
  assert.equal(answer.body.authorized, true);
});

test("and a refusal, with its status", async () => {
  await page.goto(`http://127.0.0.1:${pages.address().port}/`);
  const answer = await page.evaluate(async (url) => {
    const response = await fetch(url);
    return { status: response.status, body: await response.json() };
  }, `${store}/v1/widget/auth?callback=1a`);
  assert.equal(answer.status, 400);
  assert.equal(answer.body.error.message, "Callback is not valid.");
});
