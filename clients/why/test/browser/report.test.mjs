// What the page shows of what was pasted.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { explainer, fileUrl } from "../compiled.mjs";
import { hex, KEY, NOW, OTHER_KEY, OVER_A_LINE, query, url } from "../samples.mjs";
import { launch } from "./open-page.mjs";
import { Visit } from "./visit.mjs";

let browser, context, visit;

before(async () => {
  browser = await launch();
});
after(() => browser?.close());
beforeEach(async () => {
  context = await browser.newContext();
  visit = await Visit.to(fileUrl, context);
});
afterEach(() => context.close());

const problem = (field) => visit.page.locator(`#${field}-problem`).textContent();
const focused = () => visit.page.evaluate(() => document.activeElement.id);

test("a proved mistake is shown with its fix and the place of the denial", async () => {
  await visit.explain({ request: url(OVER_A_LINE), key: KEY, at: NOW });
  assert.match(await visit.verdict(), /^Denied \(signature-mismatch\): signature does not match/);
  assert.deepEqual(await visit.codes(), ["message-newline"]);
  assert.equal(
    await visit.page.locator(".fix").textContent(),
    "Fix: Use printf %s or echo -n, and hash nothing behind the expiry.",
  );
  const steps = await visit.page.locator(".steps li").allInnerTexts();
  assert.equal(steps.length, 8);
  assert.match(steps[5], /^✗\s+match\s*, failed:\s+4888… \(40 bytes\)\s+expected the hash of id#pc#key#expiry/);
});

test("the text of the report is that of the explainer", async () => {
  await visit.explain({ request: url(OVER_A_LINE), key: KEY, at: NOW });
  const question = { text: url(OVER_A_LINE), now: NOW, at: NOW, keys: [{ hex: hex(KEY) }] };
  const { explained } = await explainer.answer(question);
  assert.equal(await visit.asText(), explained.text);
});

test("the first wrong letter and the letters that differ are marked", async () => {
  await visit.explain({ request: query().replace("+", " "), key: KEY, at: NOW });
  const marks = await visit.page.locator("mark").allTextContents();
  assert.deepEqual(marks, ["+", " "]);
});

test("a right request is authorized and nothing is found", async () => {
  await visit.explain({ request: url(), key: KEY, at: NOW });
  assert.equal(await visit.verdict(), "Authorized until 2016-04-26T08:17:59.000Z by key 0");
  assert.deepEqual(await visit.codes(), []);
});

test("without a key the form is looked at, and what a key is for is said", async () => {
  await visit.explain({ request: url(), at: NOW });
  assert.match(await visit.verdict(), /^Undecided: no key was told/);
  await visit.explain({ request: url().replace("signature", "sig") });
  assert.deepEqual(await visit.codes(), ["parameter-name"]);
});

test("a key file with a line break is read and named", async () => {
  await visit.type({ request: url(), at: NOW });
  await visit.page.locator("#key-file").setInputFiles({ name: "key", mimeType: "", buffer: Buffer.from(`${KEY}\n`) });
  await visit.explain();
  assert.deepEqual(await visit.codes(), ["key-trailing-newline"]);
});

test("every field of the form is part of the question", async () => {
  for (const [fields, code] of [
    [{ "retired-key": KEY }, "retired-key"],
    [{ "other-server": "B", "other-server-key": KEY }, "other-server-key"],
    [{ key: KEY, products: "another\nand-another" }, "product-not-served"],
    [{ key: KEY, "max-lifetime": "60" }, "lifetime-too-long"],
  ]) {
    await visit.page.locator("#clear").click();
    await visit.explain({ request: url(), key: OTHER_KEY, at: NOW, ...fields });
    assert.deepEqual(await visit.codes(), [code]);
  }
  await visit.page.locator("#clear").click();
  await visit.explain({ request: url(), key: KEY, at: "2016-04-26T08:18:10Z", leeway: "30" });
  assert.match(await visit.verdict(), /^Authorized/);
  await visit.page.locator("#clear").click();
  await visit.type({ request: url().replace("059+0000", "511Z"), key: KEY, at: NOW });
  await visit.page.locator("#expiry-encoding").selectOption("as-received");
  await visit.explain();
  assert.deepEqual(await visit.codes(), ["expiry-other-form"]);
  await visit.explain({ request: url(), "other-id": "S56PSA4W298W" });
  assert.match(await visit.verdict(), /^Authorized/);
});

test("a field that is wrong says so, has the focus and keeps what was typed", async () => {
  const good = { request: url(), key: KEY };
  for (const [fields, field, message] of [
    [{ request: "" }, "request", "expected a request, or a line of a log"],
    [{ key: "two words" }, "key", /visible ASCII/],
    [{ at: "noon" }, "at", "expected an instant such as 2016-04-26T08:00:00Z"],
    [{ "retired-key": "\u00e9" }, "retired-key", /visible ASCII/],
    [{ "other-server": "B", "other-server-key": "a b" }, "other-server-key", /visible ASCII/],
    [{ "other-server": "B" }, "other-server-key", "expected the other server’s id and its key, or neither"],
    [{ "other-server-key": OTHER_KEY }, "other-server-key", "expected the other server’s id and its key, or neither"],
    [{ leeway: "soon" }, "leeway", "expected a whole number of seconds"],
    [{ "max-lifetime": "-1" }, "max-lifetime", "expected a whole number of seconds"],
    [{ products: "#" }, "products", /pc/],
  ]) {
    await visit.page.locator("#clear").click();
    await visit.type({ ...good, ...fields });
    await visit.page.locator("#explain").click();
    await visit.page.locator(`#${field}-problem:not(:empty)`).waitFor();
    assert.match(await problem(field), typeof message === "string" ? new RegExp(`^${message}$`) : message);
    assert.equal(await focused(), field);
    assert.equal(await visit.page.locator(`#${field}`).getAttribute("aria-invalid"), "true");
    for (const [id, text] of Object.entries({ ...good, ...fields })) {
      assert.equal(await visit.page.locator(`#${id}`).inputValue(), text);
    }
    assert.equal(await visit.page.locator("#report").isVisible(), false);
  }
});

test("what is cleared before it is answered is not answered", async () => {
  await visit.type({ request: url(), key: KEY, at: NOW });
  await visit.page.evaluate(async () => {
    document.getElementById("explain").click();
    document.getElementById("clear").click();
    await new Promise((wait) => setTimeout(wait, 500));
  });
  assert.equal(await visit.page.locator("#report").isVisible(), false);
});

test("a key and a key file do not go together", async () => {
  await visit.type({ request: url(), key: KEY });
  await visit.page.locator("#key-file").setInputFiles({ name: "key", mimeType: "", buffer: Buffer.from(KEY) });
  await visit.page.locator("#explain").click();
  await visit.page.locator("#key-file-problem:not(:empty)").waitFor();
  assert.equal(await problem("key-file"), "expected the key or its file, not both");
});

test("what was pasted is text wherever it is shown", async () => {
  const markup = "<img src=x onerror=alert(1)><script>alert(1)</script>";
  await visit.explain({ request: query().replace("id=", `id=${markup}`), key: KEY });
  await visit.explain({ request: `{"id":${JSON.stringify(markup)},"pc":"<b>","expiry":"<i>","signature":"<u>"}` });
  assert.equal(await visit.page.locator("#report img, #report script, #report b, #report i").count(), 0);
  assert.deepEqual(visit.complaints, []);
});

test("a text too large is refused and a large one is explained", async () => {
  await visit.type({ key: KEY });
  await visit.page.locator("#request").fill("x".repeat(65_537));
  await visit.page.locator("#explain").click();
  await visit.page.locator("#request-problem:not(:empty)").waitFor();
  assert.equal(await problem("request"), "expected a request of at most 65536 bytes");
  await visit.explain({ request: `${url(OVER_A_LINE)}&v=${"x".repeat(60_000)}` });
  assert.ok((await visit.codes()).includes("message-newline"));
});
