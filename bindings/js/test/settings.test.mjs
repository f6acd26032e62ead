// What a verifier cannot be made of, and by which words that is said.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Verifier } from "store-auth";
import { KEY } from "./support.mjs";

const refused = (options, message) => assert.throws(() => new Verifier(options), { name: "TypeError", message });

test("an option that is unknown is named", () => {
  refused(
    { keys: KEY, leway: 5 },
    'options: expected one of keys, leeway, maxLifetime, products, expiryEncoding, onWarning, found "leway"',
  );
  refused({ keys: { key: KEY, until: 5 } }, 'keys[0]: expected one of key, acceptUntil, name, found "until"');
});

test("what is no object of options is named", () => {
  for (const [options, found] of [
    [undefined, "undefined"],
    [null, "null"],
    [KEY, "string"],
    [[KEY], "a list"],
  ]) {
    refused(options, `options: expected an object, found ${found}`);
  }
});

test("without a key there is no verifier", () => {
  refused({}, "keys[0]: expected an object, found undefined");
  refused({ keys: null }, "keys[0]: expected an object, found null");
  refused({ keys: [] }, "keys: no server key: expected at least one");
  refused({ keys: [KEY, 5] }, "keys[1]: expected an object, found number");
  refused({ keys: { key: 5 } }, "keys[0]: expected a string, a Uint8Array or a function, found number");
  refused({ keys: () => KEY }, "keys[0]: expected a string, a Uint8Array or a function, found string");
});

test("what is no key is refused by what is wrong with it, and which it is", () => {
  refused({ keys: "" }, "keys[0]: server key is empty: expected 1 to 128 bytes");
  refused({ keys: [KEY, "x".repeat(5000)] }, "keys[1]: server key is too long: expected 1 to 128 bytes, found 5000");
  refused(
    { keys: [KEY, { key: `${KEY}\n`, name: "the old key" }] },
    "the old key: server key ends with white space or a line break: expected the key alone, as `printf %s` writes it",
  );
  refused({ keys: `${KEY}é` }, "keys[0]: server key has a byte other than visible ASCII at offset 40");
});

test("numbers and lists are what they should be", () => {
  refused({ keys: KEY, leeway: -5 }, "leeway: expected milliseconds from 0 on, found -5");
  refused({ keys: KEY, maxLifetime: -1 }, "maximum lifetime: expected milliseconds from 0 on, found -1");
  for (const value of ["5", Number.NaN, Infinity, null, new Date(0), 5n]) {
    refused({ keys: KEY, leeway: value }, "leeway: expected milliseconds");
    refused({ keys: KEY, maxLifetime: value }, "maxLifetime: expected milliseconds");
  }
  for (const acceptUntil of ["2016-04-27T00:00:00Z", new Date("never"), Number.NaN, null]) {
    refused({ keys: { key: KEY, acceptUntil } }, "keys[0].acceptUntil: expected a date or milliseconds since 1970");
  }
  refused({ keys: KEY, products: "code" }, "products: expected a list of strings, found string");
  refused({ keys: KEY, products: ["code", 5] }, "products[1]: expected a string, found number");
  refused({ keys: KEY, products: ["code", ""] }, "products: malformed pc: expected 1 to 50 bytes, found 0");
  refused({ keys: KEY, expiryEncoding: "java" }, "expiry encoding: expected one of as-received, java-sample, either");
  refused({ keys: KEY, expiryEncoding: 5 }, "expiryEncoding: expected a string, found number");
  refused({ keys: KEY, onWarning: "log" }, "onWarning: expected a function, found string");
});

test("an option that is undefined is not given", () => {
  const none = { leeway: undefined, maxLifetime: undefined, products: undefined, expiryEncoding: undefined };
  const verifier = new Verifier({ keys: { key: KEY, acceptUntil: undefined, name: undefined }, ...none });
  assert.equal(verifier.verify("/feed").code, "malformed");
});

test("a key that is easy to guess, or not alone, is warned of", () => {
  const warnings = [];
  new Verifier({ keys: ["secret", `0x${KEY}`, "'x'"], onWarning: (warning) => warnings.push(warning) });
  const short = "the key is too short to hold 128 random bits, so one authorization is enough to guess it";
  assert.deepEqual(warnings, [
    `keys[0]: ${short}`,
    "keys[1]: the key has `0x` before it, which signatures cover: expected the key alone",
    `keys[2]: ${short}`,
    "keys[2]: the key has quotes around it, which signatures cover: expected the key alone",
  ]);
});

test("a warning that nobody takes is one of the process", async () => {
  const warned = new Promise((resolve) => process.once("warning", resolve));
  new Verifier({ keys: "secret" });
  const { name, message } = await warned;
  assert.equal(name, "StoreAuthWarning");
  assert.match(message, /^keys\[0\]: the key is too short/);
});

test("a verifier is made by new alone", () => {
  assert.throws(() => Verifier({ keys: KEY }), TypeError);
});
