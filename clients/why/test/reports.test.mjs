// The page says what the command says, to everything that there is a test for.

import assert from "node:assert/strict";
import { test } from "node:test";
import { mistakes, vectors } from "./cases.mjs";
import { explainer } from "./compiled.mjs";
import { commandPrints, nativeAnswers } from "./native.mjs";
import { EXPIRY, hex, KEY, NOW, OVER_A_LINE, query, SIGNATURE, url } from "./samples.mjs";

/** How many of the answers there are reports. */
async function assertAlike(questions) {
  const native = nativeAnswers(questions);
  assert.equal(native.length, questions.length);
  for (const [place, question] of questions.entries()) {
    assert.deepEqual(await explainer.answer(question), native[place], JSON.stringify(question));
  }
  return native.filter(({ explained }) => explained).length;
}

test("every known mistake has the same report in the page and natively", async () => {
  const questions = mistakes();
  assert.equal(await assertAlike(questions), questions.length);
});

test("every mistake of the tests is the first finding in the page too", async () => {
  const { cases } = await import("../../../crates/explain/tests/mistakes/cases.json", { with: { type: "json" } }).then(
    ({ default: read }) => read,
  );
  for (const [place, question] of mistakes().entries()) {
    const { explained } = await explainer.answer(question);
    assert.equal(explained.explanation.findings[0].code, cases[place].code, question.text);
  }
});

for (const name of ["conformance", "additional"]) {
  test(`every vector of ${name}.json has the same report in the page and natively`, async () => {
    const questions = vectors(name);
    assert.equal(await assertAlike(questions), questions.length);
  });
}

test("without a key the reports are the same too", async () => {
  const questions = mistakes().map((question) => ({ ...question, keys: [] }));
  assert.equal(await assertAlike(questions), questions.length);
});

test("what is no question has the same answer", async () => {
  const good = { text: url(), now: NOW, keys: [{ hex: hex(KEY) }] };
  const wrong = [
    { ...good, text: " \n" },
    { ...good, text: "x".repeat(65_537) },
    { ...good, now: "noon" },
    { ...good, at: "yesterday" },
    { ...good, keys: [{ hex: hex("two words") }] },
    { ...good, keys: [{ hex: "" }] },
    { ...good, keys: [{ hex: "0" }] },
    { ...good, retiredKeys: [{ hex: hex("\n") }] },
    { ...good, otherServers: [{ id: "B", key: { hex: hex("é") } }] },
    { ...good, policy: { products: ["#"] } },
    { ...good, unknown: 1 },
  ];
  assert.equal(await assertAlike(wrong), 0);
});

const texts = {
  "a URL": url(OVER_A_LINE),
  "a right one": url(),
  "a query": query(OVER_A_LINE),
  JSON: JSON.stringify({ id: "a", pc: "b", expiry: EXPIRY, signature: SIGNATURE }),
  "a line of a log": `::1 - - [26/Apr/2016:07:17:59 +0000] "GET /feed?${query(OVER_A_LINE)} HTTP/1.1" 401 12`,
  "a curl command": `curl -sS -H 'Accept: text/html' '${url(OVER_A_LINE)}' --max-time 3`,
  "the head of a request": `GET /feed?${query(OVER_A_LINE)} HTTP/1.1\r\nHost: data.example\r\n\r\n`,
  "the Store's answer": `{"authorized":true,"expiry":"${EXPIRY}","signatures":{"A":"${SIGNATURE}"},"error":null}`,
  "a denial of the Store": '{"authorized":false,"expiry":null,"signatures":null,"error":"Product not found."}',
};

for (const [name, text] of Object.entries(texts)) {
  test(`the report on ${name} is that of the command, as text and as JSON`, async () => {
    const question = { text, now: NOW, at: NOW, keys: [{ hex: hex(KEY), isFile: true }] };
    const { explained } = await explainer.answer(question);
    assert.equal(explained.text, commandPrints(text, KEY, "--at", NOW));
    const { line, ...printed } = JSON.parse(commandPrints(text, KEY, "--at", NOW, "--format", "json"));
    assert.equal(line, 1);
    assert.deepEqual(explained.explanation, printed);
  });
}

test("the time of a line of a log is used, as by the command", async () => {
  const text = texts["a line of a log"];
  const { explained } = await explainer.answer({ text, now: "2020-01-01T00:00:00Z", keys: [{ hex: hex(KEY) }] });
  assert.equal(explained.explanation.at, "2016-04-26T07:17:59.000Z");
  assert.equal(explained.text, commandPrints(text, KEY));
});

test("what is wrong with a key file is found, as by the command", async () => {
  for (const file of [`${KEY}\n`, `\ufeff${KEY}\r\n`, `"${KEY}"`, ` ${KEY}`, `SERVER_KEY=${KEY}`]) {
    const question = { text: url(), now: NOW, at: NOW, keys: [{ hex: hex(file), isFile: true }] };
    const { explained } = await explainer.answer(question);
    assert.equal(explained.text, commandPrints(url(), file, "--at", NOW));
    assert.equal(explained.explanation.findings.length, 1);
  }
});

test("what stands around a key that was pasted is no mistake of the server", async () => {
  for (const pasted of [`${KEY}\n`, ` ${KEY}`, `"${KEY}"`]) {
    const { explained } = await explainer.answer({ text: url(), now: NOW, keys: [{ hex: hex(pasted) }] });
    assert.deepEqual(explained.explanation.findings, []);
  }
});

test("without a key a right request is neither authorized nor denied", async () => {
  const { explained } = await explainer.answer({ text: url(), now: NOW });
  const { undecided, authorized, denied, findings } = explained.explanation;
  assert.deepEqual({ authorized, denied, findings }, { authorized: undefined, denied: undefined, findings: [] });
  assert.equal(undecided.message, "no key was told, so the signature was not checked");
  assert.ok(explained.text.startsWith(`undecided: ${undecided.message}\n\n  ✓ id `), explained.text);
});

test("without a key an expired request is denied all the same", async () => {
  const { explained } = await explainer.answer({ text: url(), now: "2020-01-01T00:00:00Z" });
  assert.equal(explained.explanation.denied.reason, "expired");
});

test("no report has a key", async () => {
  const text = `${url(OVER_A_LINE)}&key=${KEY}`;
  const answer = await explainer.answer({ text, now: NOW, keys: [{ hex: hex(KEY) }] });
  assert.ok(!JSON.stringify(answer).includes(KEY));
});
